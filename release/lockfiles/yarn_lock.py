"""`yarn.lock` of Yarn 2 and later: what members require of each other, not their versions.

A member's entry ends in `resolution: "<name>@workspace:<directory>"` and lists its requirements;
its key lists every requirement that it satisfies. `yarn install --immutable` fails when one of
them is not the manifest's. Yarn 4 writes `npm:` before a range, where 2 and 3 write it bare.
Yarn 1 says nothing about members. Format: stringifySyml in Yarn's @yarnpkg/parsers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from release.json_text import quoted
from release.lockfiles.moves import rearranged
from release.lockfiles.requirements import PEER, RUNTIME, names_of, requirement
from release.model import Member
from release.spans import Malformed, Span, line_at, splice

ECOSYSTEM = "npm"
REFRESH = "yarn install --mode=update-lockfile"

_ENTRY = re.compile(
    r"""^(?:\?[ ](?P<long>"[^"\r\n]+"|[^\s"][^\r\n]*)\r?\n:"""
    r"""|(?P<key>"[^"\r\n]+"|[^\s"?#][^\r\n]*):)\r?\n"""
    r"(?P<body>(?:[ ]+[^\r\n]*(?:\r?\n|\Z))+)",
    re.MULTILINE,
)
_RESOLUTION = re.compile(r'^  resolution: "@?[^@"]+@workspace:([^"]*)"', re.MULTILINE)
_LINE = re.compile(
    r"""^(?:[ ]{2}(?P<section>\w+):|[ ]{4}(?P<name>"[^"\r\n]+"|[^\s":]+):[ ](?P<value>[^\r\n]*))""",
    re.MULTILINE,
)
# stringifySyml's simpleStringPattern: what may stand without quotes.
_PLAIN = re.compile(r"(?![-?:,\][{}#&*!|>'\"%@` \t\r\n]).([ \t]*(?![,\][{}:# \t\r\n]).)*")
_BOUND = "npm:"
_LONG_KEY_CHARACTERS = 1024  # YAML 1.2: longer ones must be introduced by `?`


class _Requirement(NamedTuple):
    """A line of `dependencies` or `peerDependencies`; `text` is what it requires."""

    section: str
    name: str
    text: str
    span: Span

    @property
    def descriptor(self) -> str:
        """What the key of the entry that satisfies it lists."""
        return f"{self.name}@{self.text}"


class _Entry(NamedTuple):
    """An entry without its last line end; `directory` is None when it is no member."""

    span: Span
    key_span: Span
    key: str
    directory: str | None

    @property
    def descriptors(self) -> frozenset[str]:
        """The requirements that it satisfies."""
        return frozenset(self.key.split(", "))


def update(text: str, members: Sequence[Member]) -> str:
    """Write the members' requirements, and the keys that list them; see `Lockfile`.

    A requirement that is, or would be, satisfied by what is no member is left alone: which
    package it means is for Yarn to resolve.
    """
    if not re.search(r"^__metadata:", text, re.MULTILINE):
        return text
    entries = _entries(text)
    changes = _changes(text, entries, members)
    keys = _keys(text, entries, changes)
    edits = [(old.span, _scalar(new.text)) for old, new in changes]
    edits += [(entry.key_span, _key(text, keys[entry])) for entry in keys]
    return splice(text, rearranged(text, edits, _moves(entries, keys)))


def _entries(text: str) -> list[_Entry]:
    found, place = [], 0
    for match in _ENTRY.finditer(text):
        _refuse_unread(text, place, match.start())
        place = match.end()
        if match["key"] != "__metadata":
            found.append(_entry(match))
    _refuse_unread(text, place, len(text))
    return found


def _refuse_unread(text: str, start: int, end: int) -> None:
    """Between entries there are comments and blank lines only."""
    for number, line in enumerate(text[start:end].split("\n")):
        if line.strip() and not line.startswith("#"):
            raise Malformed("not a line of a lockfile", line_at(text, start) + number)


def _entry(match: re.Match[str]) -> _Entry:
    body = match["body"]
    resolution = _RESOLUTION.search(body)
    return _Entry(
        span=Span(match.start(), match.start("body") + len(body.rstrip("\r\n"))),
        key_span=Span(match.start(), match.start("body")),
        key=_unquoted(match["long"] or match["key"]),
        directory=resolution[1] if resolution else None,
    )


def _requirements(text: str, entry: _Entry) -> Iterator[_Requirement]:
    section = ""
    for line in _LINE.finditer(text, entry.key_span.end, entry.span.end):
        section = line["section"] or section
        if line["name"] and section in {"dependencies", PEER}:
            name, value = _unquoted(line["name"]), _unquoted(line["value"])
            yield _Requirement(section, name, value, Span(*line.span("value")))


def _changes(
    text: str, entries: Sequence[_Entry], members: Sequence[Member]
) -> list[tuple[_Requirement, _Requirement]]:
    """The requirements that are others now, before and after."""
    ours = {member.directory or ".": member for member in members}
    names = names_of(members)
    homes = _homes(entries)
    changes = []
    for entry in entries:
        member = ours.get(entry.directory or "")
        for old in _requirements(text, entry) if member else ():
            if member and old.name in names:
                new = old._replace(text=_current(member, old))
                if new != old and (old.section == PEER or _stays(old, new, homes)):
                    changes.append((old, new))
    return changes


def _homes(entries: Iterable[_Entry]) -> dict[str, _Entry]:
    return {descriptor: entry for entry in entries for descriptor in entry.descriptors}


def _current(member: Member, locked: _Requirement) -> str:
    if locked.section == PEER:
        return requirement(member, locked.name, locked.text, [PEER])
    # Yarn 4 binds a bare range to its default protocol.
    prefix = _BOUND if locked.text.startswith(_BOUND) else ""
    return prefix + requirement(member, locked.name, locked.text.removeprefix(prefix), RUNTIME)


def _stays(old: _Requirement, new: _Requirement, homes: Mapping[str, _Entry]) -> bool:
    """Whether the same member satisfies it before and after."""
    home = homes.get(old.descriptor)
    return (
        home is not None and home.directory is not None and homes.get(new.descriptor, home) is home
    )


def _keys(
    text: str,
    entries: Sequence[_Entry],
    changes: Sequence[tuple[_Requirement, _Requirement]],
) -> dict[_Entry, str]:
    """The new key of each entry whose key changes."""
    required = _required(text, entries, dict(changes))
    homes = _homes(entries)
    gone: defaultdict[_Entry, set[str]] = defaultdict(set)
    come: defaultdict[_Entry, set[str]] = defaultdict(set)
    for old, new in changes:
        if old.section != PEER:
            gone[homes[old.descriptor]].add(old.descriptor)
            come[homes[old.descriptor]].add(new.descriptor)
    keys = {
        entry: ", ".join(sorted(entry.descriptors - (gone[entry] - required) | come[entry]))
        for entry in gone
    }
    return {entry: key for entry, key in keys.items() if key != entry.key}


def _required(
    text: str, entries: Sequence[_Entry], changes: Mapping[_Requirement, _Requirement]
) -> set[str]:
    """What is required of packages in `changes`, after the changes."""
    names = {old.name for old in changes}
    return {
        changes.get(each, each).descriptor
        for entry in entries
        if any(name in entry.span.of(text) for name in names)
        for each in _requirements(text, entry)
        if each.section != PEER and each.name in names
    }


def _moves(entries: Sequence[_Entry], keys: Mapping[_Entry, str]) -> list[tuple[Span, Span]]:
    """Where entries go, which Yarn sorts by their keys."""
    ordered = sorted(entries, key=lambda entry: keys.get(entry, entry.key))
    return [
        (place.span, entry.span)
        for place, entry in zip(entries, ordered, strict=True)
        if place is not entry
    ]


def _key(text: str, key: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    scalar = _scalar(key)
    mark = f"? {scalar}{end}:" if len(scalar) > _LONG_KEY_CHARACTERS else f"{scalar}:"
    return mark + end


def _unquoted(scalar: str) -> str:
    return scalar[1:-1] if scalar.startswith('"') else scalar


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quoted(text)
