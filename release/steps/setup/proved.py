"""What `setup.init` tells of a conversion's proof: releases of the past, theirs and ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.actions import Note, Table
from release.phrases import counted
from release.replay import Compared, Moved

MOST = 5
"""Releases that are made once more; each is read, converted and planned, which takes a second."""

_MOST_VERSIONS = 3


def proved_blocks(found: Sequence[Compared]) -> Iterator[Table | Note]:
    """The table, and the versions that differ."""
    if not found:
        return
    rows = tuple((*each.head, _outcome(each)) for each in found)
    yield Table(("Past release", "Date", "Packages", "With us"), rows)
    for each in found:
        told = tuple(_told(each))
        if told:
            yield Note(f"{each.past.short} with us", told)


def proved_document(found: Sequence[Compared]) -> list[dict[str, object]]:
    """The same as JSON."""
    return [
        {
            "commit": each.past.commit,
            "date": each.past.date,
            "same_versions": not (each.trouble or _other(each)),
            "versions": [moved._asdict() for moved in each.moved],
            "trouble": each.trouble,
        }
        for each in found
    ]


def _other(found: Compared) -> list[Moved]:
    """The packages that they released, and that would have come to another version."""
    return [each for each in found.released if not each.is_same]


def _besides(found: Compared) -> list[Moved]:
    """The packages that they left alone, and that would have been released as well."""
    return [each for each in found.moved if each.theirs == each.before and not each.is_same]


def _outcome(found: Compared) -> str:
    if found.trouble:
        return "✗ cannot be released"
    if other := _other(found):
        return f"✗ {counted(len(other), 'other version')}"
    if besides := _besides(found):
        return f"⚪ the same versions, and {counted(len(besides), 'package')} more"
    return "🟢 the same versions"


def _told(found: Compared) -> Iterator[str]:
    yield from found.trouble.splitlines()
    told = [
        *(f"{each.package}: {each.theirs}, and {each.ours} with us" for each in _other(found)),
        *(f"{each.package}: {each.ours} as well" for each in _besides(found)),
    ]
    yield from told[:_MOST_VERSIONS]
    if (more := len(told) - _MOST_VERSIONS) > 0:
        yield f"and {counted(more, 'package')} more"
