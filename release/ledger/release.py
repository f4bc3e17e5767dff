"""`release` lines: what one `changeset.version` consumed, and what it made of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from release.ledger.damage import SCHEMA, DamageError
from release.ledger.intents import Intent, parse_intents
from release.model import PlannedRelease

KIND = "release"


class Release(NamedTuple):
    """What one release consumed, and what it moved.

    `pre` is the tag of prerelease mode; None is a stable release. `moves` has the versions from
    and to by the name of the package.
    """

    intents: tuple[Intent, ...]
    pre: str | None = None
    moves: Mapping[str, tuple[str, str]] = MappingProxyType({})


def render_release(
    release: Release, releases: Sequence[PlannedRelease], tags: Sequence[str]
) -> str:
    """The line, without its end: the same bytes for the same release, wherever it is made.

    It has no time and no commit, so that the same release made on two branches is one line.

    Args:
        release: what was consumed.
        releases: the versions from and to, with what they are because of.
        tags: the tags that the versions have once they are out.
    """
    line = {
        "schema": SCHEMA,
        "kind": KIND,
        "pre": release.pre,
        "intents": [intent.document() for intent in release.intents],
        "releases": [_release_document(each) for each in releases],
        "tags": list(tags),
    }
    return json.dumps(line, sort_keys=True, separators=(",", ":"))


def parse_release(document: Mapping[str, object]) -> Release:
    """The part of a line's JSON that decides what is owed; the rest is for people.

    Raises:
        DamageError: it is not what we write.
    """
    pre = document.get("pre")
    if pre is not None and not isinstance(pre, str):
        raise DamageError("`pre` of this release is neither a tag nor null")
    rows = document.get("releases", [])
    if not isinstance(rows, list):
        raise DamageError("`releases` of this release is not a list")
    return Release(parse_intents(document.get("intents")), pre, dict(_moves(rows)))


def _moves(rows: Iterable[object]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The versions from and to; a row that has not both is for people alone."""
    for row in rows:
        if isinstance(row, dict):
            name, old, new = row.get("name"), row.get("from"), row.get("to")
            if isinstance(name, str) and isinstance(old, str) and isinstance(new, str):
                yield name, (old, new)


def _release_document(release: PlannedRelease) -> dict[str, object]:
    return {
        "name": release.name,
        "from": release.old,
        "to": release.new,
        "bump": str(release.bump),
        "because": [cause._asdict() for cause in release.because_of],
    }
