"""What of the changesets in the folder is still to be released, and what was released before.

A changeset comes back by a squashed back-merge, a cherry-pick, or a branch that was promoted late.
The ledger knows it, and then it is spent. A release that was reverted gives its changesets back,
although git's union merge may keep its line: so a line counts by state, not by presence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from release.changeset.prerelease import own_id
from release.ledger import Intent, Ledger, hash_of
from release.model import Changeset
from release.versions import parse, precedence


class Spent(NamedTuple):
    """A changeset with packages for which it was released: the version of each.

    A `none` bump has no version. `wholly`: nothing of it is owed.
    """

    changeset: Changeset
    released: Mapping[str, str | None]
    wholly: bool = True

    def __str__(self) -> str:
        versions = [f"{name} {version}" for name, version in self.released.items() if version]
        told = f"released in {' and '.join(versions)}" if versions else "consumed by a release"
        if self.wholly:
            return (
                f"{self.changeset.path} was {told} before: it counts no more, and the next "
                "changeset.version removes it (for a new release, give it another name)"
            )
        return f"{self.changeset.path} was {told} before: only its other packages count"


class Settled(NamedTuple):
    """The changesets to release, each with the bumps that are owed, and what was met again."""

    owed: tuple[Changeset, ...]
    spent: tuple[Spent, ...]


def settle(
    changesets: Sequence[Changeset],
    ledger: Ledger,
    versions: Mapping[str, str | None],
    *,
    prerelease: bool = False,
) -> Settled:
    """Sort `changesets` by whether the ledger has a release of them that is in force.

    A release of a package to a version is in force while the package is at that version or
    beyond, or has left the workspace; what changed no version is in force with the rest. A
    package is judged by itself: a changeset of two, of which one was reverted, is owed for that
    one.

    Args:
        changesets: in order.
        ledger: what was consumed.
        versions: the current version by package name.
        prerelease: in prerelease mode its own releases count, and what it keeps is left alone;
            a stable release does not ask what prereleases had.
    """
    kept = {own_id(each.id): each for each in changesets if each.is_kept}
    stable = _by_name(ledger.consumed())
    every = _by_name(ledger.consumed(prereleases=True)) if prerelease else stable
    owed: list[Changeset] = []
    spent: list[Spent] = []
    for changeset in changesets:
        is_kept = changeset.is_kept
        known = (stable if is_kept else every).get(own_id(changeset.id), ())
        twin = None if is_kept else kept.get(changeset.id)
        if (not known and twin is None) or (is_kept and prerelease):
            owed.append(changeset)
            continue
        left, met = _judge(changeset, known, twin, versions)
        owed += [left] if left else []
        spent += [met] if met else []
    return Settled(tuple(owed), tuple(spent))


def _by_name(intents: Iterable[Intent]) -> dict[str, list[Intent]]:
    found: dict[str, list[Intent]] = {}
    for intent in intents:
        found.setdefault(intent.id, []).append(intent)
    return found


def _judge(
    changeset: Changeset,
    known: Iterable[Intent],
    twin: Changeset | None,
    versions: Mapping[str, str | None],
) -> tuple[Changeset | None, Spent | None]:
    """What of one changeset is owed, and what was released."""
    own = hash_of(changeset)
    if twin is not None and hash_of(twin) == own:
        return None, Spent(changeset, dict.fromkeys(changeset.bumps))
    same = [intent for intent in known if intent.hash == own]
    released: dict[str, str | None] = {}
    for intent in same:
        released |= _in_force(intent, versions)
    bumps = {name: bump for name, bump in changeset.bumps.items() if name not in released}
    if not same or (bumps and not released):
        return changeset, None
    if not bumps:
        return None, Spent(changeset, released)
    return changeset._replace(bumps=bumps), Spent(changeset, released, wholly=False)


def _in_force(intent: Intent, versions: Mapping[str, str | None]) -> dict[str, str | None]:
    """The packages of an intent that still have what it brought them, with the version.

    What has no version goes with the rest of the intent, and alone it stands.
    """
    told = {name: version for name, version in intent.packages.items() if version is not None}
    standing = {
        name: version for name, version in told.items() if _stands(version, versions.get(name))
    }
    if told and not standing:
        return {}
    return {name: None for name in intent.packages if name not in told} | standing


def _stands(released: str, current: str | None) -> bool:
    """Whether a package at `current` still has the release.

    Where there is nothing to compare, it has: nothing tells of a revert.
    """
    then, now = parse(released), parse(current or "")
    return then is None or now is None or precedence(now) >= precedence(then)
