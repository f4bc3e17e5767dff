"""`package-lock.json` and `npm-shrinkwrap.json`, lockfile versions 1, 2 and 3.

`packages` (2 and 3) has an entry for each member under its directory, the root under `""`, with
a copy of its version and requirements. The older tree `dependencies` (1 and 2) knows a member by
`"version": "file:<directory>"` and repeats only requirements, in `requires`.
Format: npm help package-lock-json
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from release.json_text import loads, members, quoted
from release.lockfiles.requirements import PEER, RUNTIME, names_of, requirement
from release.model import Member
from release.spans import Edit, Span, splice

ECOSYSTEM = "npm"
REFRESH = "npm install --package-lock-only"


def update(text: str, members: Sequence[Member]) -> str:
    """Write versions and requirements in both forms; see `Lockfile`."""
    return splice(text, _edits(text, members))


def _edits(text: str, ours: Sequence[Member]) -> Iterator[Edit]:
    document = members(text)
    names = names_of(ours)
    packages = members(text, document["packages"].start) if "packages" in document else {}
    for member in ours:
        if member.directory in packages:
            entry = members(text, packages[member.directory].start)
            yield from entry_edits(text, entry, member, names)
        if not member.directory:
            yield from _version(text, document, member)
    if "dependencies" in document:
        by_version = {f"file:{member.directory}": member for member in ours}
        yield from _tree(text, document["dependencies"], by_version, names)


def entry_edits(
    text: str,
    entry: Mapping[str, Span],
    member: Member,
    names: frozenset[str],
    *,
    relaxed: bool = False,
) -> Iterator[Edit]:
    """The edits of an object that copies a manifest's version and requirements.

    Raises:
        Malformed: a section is not an object.
    """
    yield from _version(text, entry, member)
    for section in (*RUNTIME, PEER):
        if section in entry:
            ranges = members(text, entry[section].start, relaxed=relaxed)
            yield from _ranges(text, ranges, member, names, [section])


def _version(text: str, entry: Mapping[str, Span], member: Member) -> Iterator[Edit]:
    span = entry.get("version")
    if span and member.version is not None and loads(span.of(text)) != member.version:
        yield span, quoted(member.version)


def _ranges(
    text: str,
    ranges: Mapping[str, Span],
    member: Member,
    names: frozenset[str],
    sections: Sequence[str],
) -> Iterator[Edit]:
    for name in ranges.keys() & names:
        locked = loads(ranges[name].of(text))
        if isinstance(locked, str):
            new = requirement(member, name, locked, sections)
            if new != locked:
                yield ranges[name], quoted(new)


def _tree(
    text: str, span: Span, by_version: Mapping[str, Member], names: frozenset[str]
) -> Iterator[Edit]:
    for found in members(text, span.start).values():
        if '"file:' not in found.of(text):  # neither a member nor above one
            continue
        entry = members(text, found.start)
        version = loads(entry["version"].of(text)) if "version" in entry else None
        member = by_version.get(version) if isinstance(version, str) else None
        if member and "requires" in entry:
            requires = members(text, entry["requires"].start)
            yield from _ranges(text, requires, member, names, RUNTIME)
        if "dependencies" in entry:
            yield from _tree(text, entry["dependencies"], by_version, names)
