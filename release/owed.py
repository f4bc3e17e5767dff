"""What of the changesets in the folder is still to be released, and what was released before.

A changeset comes back by a squashed back-merge, a cherry-pick, or a branch that was promoted late.
The ledger knows it, and then it is spent. A release that was reverted gives its changesets back,
although git's union merge may keep its line: so a line counts by state, not by presence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
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
    """The changesets to release, each with the bumps that are owed, and what was met again.

    `again` says how often releases of an owed changeset were reverted, by its path; never is
    left out.
    """

    owed: tuple[Changeset, ...]
    spent: tuple[Spent, ...]
    again: Mapping[str, int] = MappingProxyType({})


class _Evidence(NamedTuple):
    """What tells whether a release is in force; see `settle`."""

    ledger: Ledger
    versions: Mapping[str, str | None]
    is_told: Callable[[Changeset, str], bool]

    def stands(self, changeset: Changeset, package: str, version: str) -> bool:
        """Whether `package` still has the release that brought the changeset to `version`."""
        if not _stands(version, self.versions.get(package)):
            return False
        is_clear = not self._is_crossed(changeset, package, version)
        return is_clear or self.is_told(changeset, package)

    def _is_crossed(self, changeset: Changeset, package: str, version: str) -> bool:
        """Whether a release without the changeset went over the same versions as the one with it.

        Two branches do that, each by itself; a package that has both releases then has the
        version of either, and one that has lost the first by a revert has it as well.
        """
        meaning = (own_id(changeset.id), hash_of(changeset))
        own: list[tuple[str, str]] = []
        others: list[tuple[str, str]] = []
        for release in self.ledger.releases:
            if release.pre is None and package in release.moves:
                has_it = any((each.id, each.hash) == meaning for each in release.intents)
                (own if has_it else others).append(release.moves[package])
        own = [move for move in own if move[1] == version]
        return any(_is_below(a, d) and _is_below(c, b) for a, b in own for c, d in others)


def settle(
    changesets: Sequence[Changeset],
    ledger: Ledger,
    versions: Mapping[str, str | None],
    is_told: Callable[[Changeset, str], bool] = lambda _changeset, _package: True,
    *,
    prerelease: bool = False,
) -> Settled:
    """Sort `changesets` by whether the ledger has a release of them that is in force.

    A release of a package to a version is in force while the package is at that version or
    beyond, or has left the workspace; what changed no version is in force with the rest. A
    package is judged by itself: a changeset of two, of which one was reverted, is owed for that
    one. Where two branches have released a package over the same versions, its version does not
    tell which of the two it has: then its changelog does.

    What prerelease mode keeps is at a version beyond every earlier stable release, also one that
    was reverted before the mode took the changeset. So each line says how many releases of a
    changeset were found reverted, and of what is kept only those count that come after.

    Args:
        changesets: in order.
        ledger: what was consumed.
        versions: the current version by package name.
        is_told: whether the changelog of a package tells of a changeset, or cannot tell.
        prerelease: in prerelease mode its own releases count, and what it keeps is left alone;
            a stable release does not ask what prereleases had.
    """
    evidence = _Evidence(ledger, versions, is_told)
    kept = {own_id(each.id): each for each in changesets if each.is_kept}
    stable = _by_meaning(ledger.consumed())
    every = _by_meaning(ledger.consumed(prereleases=True))
    ids = {intent_id for intent_id, _ in every}
    owed: list[Changeset] = []
    spent: list[Spent] = []
    again: dict[str, int] = {}
    for changeset in changesets:
        twin = None if changeset.is_kept else kept.get(changeset.id)
        if own_id(changeset.id) not in ids and twin is None:
            owed.append(changeset)
            continue
        meaning = (own_id(changeset.id), hash_of(changeset))
        if twin is not None and hash_of(twin) == meaning[1]:
            spent.append(Spent(changeset, dict.fromkeys(changeset.bumps)))
            continue
        past = every.get(meaning, [])
        final = stable.get(meaning, [])
        if changeset.is_kept:
            known = [] if prerelease else _since_the_last_revert(final, past)
        else:
            known = past if prerelease else final
        stands = partial(evidence.stands, changeset)
        left, met = _judge(changeset, known, stands)
        spent += [met] if met else []
        if left:
            owed.append(left)
            times = _reverted(left.bumps, final, past, stands)
            again |= {left.path: times} if times else {}
    return Settled(tuple(owed), tuple(spent), again)


def _by_meaning(intents: Iterable[Intent]) -> dict[tuple[str, str], list[Intent]]:
    found: dict[tuple[str, str], list[Intent]] = {}
    for intent in intents:
        found.setdefault((intent.id, intent.hash), []).append(intent)
    return found


def _reverted(
    names: Iterable[str],
    stable: Sequence[Intent],
    past: Sequence[Intent],
    stands: Callable[[str, str], bool],
) -> int:
    """How often stable releases of one changeset were reverted, for the package with the most.

    Those that `past` tells of, and one more when the last of them stands no more.
    """
    times = 0
    for name in names:
        last = _again(name, past)
        then = (each.packages.get(name) for each in stable if each.again == last)
        gone = any(version and not stands(name, version) for version in then)
        times = max(times, last + gone)
    return times


def _since_the_last_revert(known: Iterable[Intent], past: Sequence[Intent]) -> list[Intent]:
    """What of `known` comes after every revert that `past` tells of, package by package."""
    found = []
    for each in known:
        packages = {
            name: version
            for name, version in each.packages.items()
            if each.again == _again(name, past)
        }
        if packages or not each.packages:
            found.append(each._replace(packages=packages))
    return found


def _again(name: str, past: Iterable[Intent]) -> int:
    return max((each.again for each in past if name in each.packages), default=0)


def _judge(
    changeset: Changeset, same: Sequence[Intent], stands: Callable[[str, str], bool]
) -> tuple[Changeset | None, Spent | None]:
    """What of one changeset is owed, and what was released."""
    released: dict[str, str | None] = {}
    for intent in same:
        released |= _in_force(intent, stands)
    bumps = {name: bump for name, bump in changeset.bumps.items() if name not in released}
    if not same or (bumps and not released):
        return changeset, None
    if not bumps:
        return None, Spent(changeset, released)
    return changeset._replace(bumps=bumps), Spent(changeset, released, wholly=False)


def _in_force(intent: Intent, stands: Callable[[str, str], bool]) -> dict[str, str | None]:
    """The packages of an intent that still have what it brought them, with the version.

    What has no version goes with the rest of the intent, and alone it stands.
    """
    told = {name: version for name, version in intent.packages.items() if version is not None}
    standing = {name: version for name, version in told.items() if stands(name, version)}
    if told and not standing:
        return {}
    return {name: None for name in intent.packages if name not in told} | standing


def _stands(released: str, current: str | None) -> bool:
    """Whether a package at `current` still has the release.

    Where there is nothing to compare, it has: nothing tells of a revert.
    """
    then, now = parse(released), parse(current or "")
    return then is None or now is None or precedence(now) >= precedence(then)


def _is_below(one: str, other: str) -> bool:
    then, now = parse(one), parse(other)
    return then is not None and now is not None and precedence(then) < precedence(now)
