"""Why a release was made, as its line in the ledger tells people."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from release.ledger.release import KIND
from release.model import Bump, Cause, PlannedRelease


def recorded_releases(
    text: str | None, versions: Mapping[str, str | None], waiting: Collection[str]
) -> tuple[PlannedRelease, ...]:
    """The releases that brought packages to the versions that they have, and are not out yet.

    Args:
        text: the ledger.
        versions: today's, by package.
        waiting: the packages whose version is not out; what was released together with one of
            them is not either.
    """
    found: dict[str, PlannedRelease] = {}
    names = [json.dumps(name) for name in waiting]
    for line in (text or "").splitlines():
        if not any(name in line for name in names):  # spares most lines the parser
            continue
        releases = [each for each in _releases(line) if each.new == versions.get(each.name)]
        if any(each.name in waiting for each in releases):
            found.update((each.name, each) for each in releases)
    return tuple(found.values())


def _releases(line: str) -> Iterator[PlannedRelease]:
    """The releases of a line; whatever is not as we write it is left out."""
    try:
        document: Any = json.loads(line)
        rows = document["releases"] if document["kind"] == KIND else []
        for row in rows:
            yield PlannedRelease(
                name=row["name"],
                bump=Bump[row["bump"].upper()],
                old=row["from"],
                new=row["to"],
                because_of=tuple(
                    Cause(str(each["kind"]), str(each["subject"]), str(each["detail"]))
                    for each in row["because"]
                ),
            )
    except (ValueError, KeyError, TypeError, AttributeError):
        return
