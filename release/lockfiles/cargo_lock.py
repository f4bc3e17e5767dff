"""`Cargo.lock`: one `[[package]]` a crate; those in directories, our own, have no `source`.

A dependency is named by as much as is needed to tell it apart: its name, `name version` when
several packages have the name, `name version (source)` when the version is the same too (a
crate in a directory has no source to name). Format 1 always names everything.
Format: https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html, order and names as
in Cargo's src/cargo/core/resolver/encode.rs; tested against Cargo itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import semver

from release.lockfiles.moves import rearranged
from release.lockfiles.toml_tables import Table, packages, read_tables
from release.model import Member
from release.spans import Edit, Malformed, Span, splice
from release.versions import Precedence, Version, precedence

ECOSYSTEM = "cargo"
REFRESH = "cargo update --workspace"


class _Locked(NamedTuple):
    """A locked package: `source` is None for one in a directory."""

    table: Table
    name: str
    version: str
    source: str | None


def update(text: str, members: Sequence[Member]) -> str:
    """Write the members' versions, and their names where others depend on them; see `Lockfile`."""
    old = [_locked(text, table) for table in packages(read_tables(text))]
    new = _released(old, members)
    changed = {
        before.name
        for before, after in zip(old, new, strict=True)
        if before.version != after.version
    }
    if not changed:
        return text
    edits = [*_versions(old, new), *_dependencies(text, old, _spellings(old, new, changed))]
    moves = list(_moves([each for each in new if each.name in changed]))
    return splice(text, rearranged(text, edits, moves))


def _locked(text: str, table: Table) -> _Locked:
    name, version = table.string(text, "name"), table.string(text, "version")
    if name is None or version is None:
        raise Malformed("a package without a name or a version", table.line)
    return _Locked(table, name, version, table.string(text, "source"))


def _released(locked: Sequence[_Locked], members: Sequence[Member]) -> list[_Locked]:
    """`locked` with the members' versions."""
    versions = {each.name: each.version for each in members if each.version is not None}
    local: dict[str, list[str]] = {}
    for each in locked:
        if each.source is None:
            local.setdefault(each.name, []).append(each.version)
    return [
        each._replace(version=_current(each, versions[each.name], local[each.name]))
        if each.source is None and each.name in versions
        else each
        for each in locked
    ]


def _current(each: _Locked, version: str, local: Sequence[str]) -> str:
    """`version`, unless another crate in a directory has the name and it may be that one's."""
    if len(local) == 1:
        return version
    if version not in local:
        raise Malformed(f"more than one `{each.name}` is in a directory", each.table.line)
    return each.version


def _versions(old: Sequence[_Locked], new: Sequence[_Locked]) -> Iterator[Edit]:
    for before, after in zip(old, new, strict=True):
        if before.version != after.version:
            yield before.table.values["version"], f'"{after.version}"'


def _spellings(
    old: Sequence[_Locked], new: Sequence[_Locked], changed: set[str]
) -> Mapping[str, str]:
    """How dependants name the packages that are called as in `changed`, before and after."""
    spellings: dict[str, str] = {}
    for name in sorted(changed):
        before = [each for each in old if each.name == name]
        after = [each for each in new if each.name == name]
        spellings |= zip(map(_full, before), map(_full, after), strict=True)
        spellings |= zip(_shortest(before), _shortest(after), strict=True)
    return spellings


def _full(each: _Locked) -> str:
    return f"{each.name} {each.version}" + (f" ({each.source})" if each.source else "")


def _shortest(namesakes: Sequence[_Locked]) -> Iterator[str]:
    versions = Counter(each.version for each in namesakes)
    for each in namesakes:
        if versions[each.version] > 1:
            yield _full(each)
        else:
            yield each.name if len(versions) == 1 else f"{each.name} {each.version}"


def _dependencies(
    text: str, locked: Sequence[_Locked], spellings: Mapping[str, str]
) -> Iterator[Edit]:
    for each in locked:
        items = each.table.items.get("dependencies", ())
        old = [item.of(text).strip('"') for item in items]
        new = [spellings.get(name, name) for name in old]
        if new != old:
            # Cargo orders by name, version and source, each as a text: 1.0.100 before 1.0.69.
            new.sort(key=lambda name: name.split(" ", 2))
            yield from ((item, f'"{name}"') for item, name in zip(items, new, strict=True))


def _moves(changed: Sequence[_Locked]) -> Iterator[tuple[Span, Span]]:
    """Where tables of one name go, when Cargo has them in another order now."""
    groups: dict[str, list[_Locked]] = {}
    for each in changed:
        groups.setdefault(each.name, []).append(each)
    for group in groups.values():
        ordered = sorted(group, key=_order) if len(group) > 1 else group
        if ordered != group:
            yield from (
                (place.table.span, each.table.span)
                for place, each in zip(group, ordered, strict=True)
            )


def _order(each: _Locked) -> tuple[Precedence, str, bool, str]:
    """Cargo's order of packages with one name: by version, a directory before other sources."""
    try:
        version = Version(*semver.Version.parse(each.version).to_tuple())
    except ValueError:
        raise Malformed(f"`{each.version}` is not a version", each.table.line) from None
    return precedence(version), version.build or "", each.source is not None, each.source or ""
