"""`pnpm-lock.yaml`, formats 5, 6 and 9 (pnpm 6 to 12): what members require, not their versions.

`importers` has an entry for each member under its directory, the root under `.`, with every
requirement as a `specifier`, or in one map `specifiers` (5). A frozen install fails when one of
them is not the manifest's. A member that is copied into others (`injected`) also stands in
`packages`, with its peers and, in format 5, its version.
Format: https://github.com/pnpm/spec/blob/master/lockfile/9.0.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from release.lockfiles.requirements import PEER, RUNTIME, names_of, requirement
from release.model import Member
from release.spans import Edit, Malformed, Span, line_at, splice

ECOSYSTEM = "npm"
REFRESH = "pnpm install --lockfile-only"

_SECTION = re.compile(
    r"^(importers|packages):[ ]*\r?\n((?:(?:[ #][^\r\n]*)?\r?\n)*(?:[ #][^\r\n]*\Z)?)",
    re.MULTILINE,
)
_PACKAGE = re.compile(
    r"^[ ]{2}\S[^\n]*\n(?:(?:[ ]{3}[^\n]*|\r?)\n)*(?:[ ]{3}[^\n]*)?", re.MULTILINE
)
_LINE = re.compile(
    r"""(?P<indent>[ ]+)(?P<key>'(?:[^']|'')*'|"[^"\r\n]*"|[^\s'"#][^\r\n]*?):"""
    r"(?:[ ]+(?P<value>[^\r\n]*?))?[ ]*(?=\r?\n|\Z)"
)
# Blank lines, comments, and elements of lists.
_SKIPPED = re.compile(r"[ ]*(?:(?:- |#)[^\r\n]*)?(?:\r?\n|\Z)")
_DIRECTORY = re.compile(
    r"^[ ]+resolution: \{(?:.*, )?directory: ('(?:[^']|'')*'|[^,}]*)[,}]", re.MULTILINE
)
_PREFERRED = ("optionalDependencies", "dependencies", "devDependencies", PEER)
# What YAML would read as something else than text, or as more than a scalar.
_NOT_PLAIN = re.compile(
    r"|[\s?:,\[\]{}#&*!|=>'\"%@`-].*|.*\s|.*:|.*(?:: | #).*"
    r"|[-+]?[\d_]*\.?[\d_]*(?:[eE][-+]?\d+)?|~|0x.*"
)


class _Value(NamedTuple):
    """A scalar: the keys above it, its text, where that stands."""

    keys: tuple[str, ...]
    text: str
    span: Span


def update(text: str, members: Sequence[Member]) -> str:
    """Write the members' requirements; see `Lockfile`."""
    by_directory = {member.directory or ".": member for member in members}
    return splice(text, _edits(text, by_directory, names_of(members)))


def _edits(text: str, by_directory: Mapping[str, Member], names: frozenset[str]) -> Iterator[Edit]:
    for section in _SECTION.finditer(text):
        if section[1] == "importers":
            found = _requirements(_values(text, Span(*section.span(2))))
        else:
            found = _injected(text, Span(*section.span(2)))
        for directory, keys, value in found:
            member = by_directory.get(directory)
            if member:
                new = _current(member, keys, value.text, names)
                if new != value.text:
                    yield value.span, _scalar(new)


def _requirements(values: Iterable[_Value]) -> Iterator[tuple[str, tuple[str, ...], _Value]]:
    """What the members require: directory, section and name, text."""
    for value in values:
        match value.keys:
            case (directory, "specifiers", name):
                yield directory, ("", name), value
            case (directory, section, name, "specifier") if section in RUNTIME:
                yield directory, (section, name), value


def _injected(text: str, packages: Span) -> Iterator[tuple[str, tuple[str, ...], _Value]]:
    """What the copies of members repeat: directory, section and name or `version`, text."""
    for package in _PACKAGE.finditer(text, packages.start, packages.end):
        directory = _DIRECTORY.search(package[0])
        if directory and "type: directory" in package[0]:
            for value in _values(text, Span(*package.span())):
                yield _unquoted(directory[1]), value.keys[1:], value


def _current(member: Member, keys: tuple[str, ...], locked: str, names: frozenset[str]) -> str:
    match keys:
        case ("version",):
            return member.version or locked
        case (section, name) if name in names and section in {*RUNTIME, PEER, ""}:
            # Peers are installed too (`autoInstallPeers`), and stand among the dependencies.
            sections = [section, PEER] if section else _PREFERRED
            return requirement(member, name, locked, sections)
    return locked


def _values(text: str, section: Span) -> Iterator[_Value]:
    """The scalars and flow maps of a block of maps.

    Raises:
        Malformed: a line is none of a map.
    """
    above: list[tuple[int, str]] = []
    place = section.start
    while place < section.end:
        if skipped := _SKIPPED.match(text, place):
            place = skipped.end()
            continue
        line = _LINE.match(text, place)
        if line is None:
            raise Malformed("not a line of a lockfile", line_at(text, place))
        indent = len(line["indent"])
        while above and above[-1][0] >= indent:
            above.pop()
        above.append((indent, _unquoted(line["key"])))
        if line["value"]:
            span = Span(*line.span("value"))
            yield _Value(tuple(key for _, key in above), _unquoted(line["value"]), span)
        place = line.end()
        place += text.startswith("\r", place)
        place += text.startswith("\n", place)


def _unquoted(scalar: str) -> str:
    if scalar.startswith("'") and scalar.endswith("'"):
        return scalar[1:-1].replace("''", "'")
    return scalar.strip('"')


def _scalar(text: str) -> str:
    """`text` as pnpm writes it: plain where YAML allows it, or in single quotes."""
    return "'" + text.replace("'", "''") + "'" if _NOT_PLAIN.fullmatch(text) else text
