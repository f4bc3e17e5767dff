"""What a merge has lost: its release was taken back, and its changeset is not pending.

Git merges a revert of a release with the same release made again, and takes the versions from the
one side and the deleted changesets from the other, without a conflict. Nothing but the ledger
knows of them then. A release that was withdrawn with its changesets looks the same, so an
operator has to say which it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from release.ledger import LEDGER, Ledger
from release.versions import is_below


class Lost(NamedTuple):
    """A package below every version to which a release brought these changesets, by their ids."""

    package: str
    version: str
    changesets: tuple[str, ...]

    def __str__(self) -> str:
        paths = " and ".join(f".changeset/{each}.md" for each in self.changesets)
        return (
            f"{self.package} is at {self.version}, below its release of {paths}, of which nothing "
            "is pending: restore from git's history what a merge has lost, or set the version if "
            f"that is all it has lost; what was withdrawn, take out of {LEDGER}"
        )


def find_lost(
    ledger: Ledger,
    versions: Mapping[str, str | None],
    is_pending: Callable[[str], bool],
    *,
    prerelease: bool = False,
) -> Iterator[Lost]:
    """Find the changesets that are neither released nor pending.

    A baseline's are left out: versions before it may have been of another kind.

    Args:
        ledger: what was consumed.
        versions: the current version by package name.
        is_pending: whether a changeset of this id is still to be released.
        prerelease: whether the releases of prerelease mode count.
    """
    for package, released in _released(ledger, prerelease=prerelease).items():
        now = versions.get(package) or ""
        lost = [
            id_
            for id_, those in released.items()
            if all(is_below(now, each) for each in those) and not is_pending(id_)
        ]
        if lost:
            yield Lost(package, now, tuple(lost))


def _released(ledger: Ledger, *, prerelease: bool) -> dict[str, dict[str, set[str]]]:
    """The versions that have a changeset, by package and by its id."""
    found: dict[str, dict[str, set[str]]] = {}
    for line in ledger.releases:
        for intent in line.intents if prerelease or line.pre is None else ():
            for package, version in intent.packages.items():
                if version is not None:
                    found.setdefault(package, {}).setdefault(intent.id, set()).add(version)
    return found
