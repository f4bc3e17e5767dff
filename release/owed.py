"""What of the changesets in the folder is still to be released, and what was released before.

A changeset comes back by a squashed back-merge, a cherry-pick, or a branch that was promoted late.
The ledger knows it, and then it is spent. A release that was reverted gives its changesets back,
although git's union merge may keep its line: so a line counts by state, not by presence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from release.changeset.prerelease import own_id
from release.ledger import Intent, Ledger, hash_of
from release.model import Changeset
from release.versions import is_below

Testimony = Callable[[Changeset, str, str], bool | None]
"""Whether a package's changelog has a changeset under a version; None where it cannot tell."""


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
    testimony: Testimony = lambda *_: None,
    *,
    prerelease: bool = False,
) -> Settled:
    """Sort `changesets` by whether the ledger has a release of them that is in force.

    A package has a release of a changeset while its changelog tells of it, under the version that
    the ledger names: what merges or reverts a release does so to its words. A silent changelog
    (there is none, or somebody has changed the words) leaves it to the version: from that of the
    release on the package has it, also once it has left the workspace. But a version cannot tell
    two lines apart that go over the same versions, as those of two branches do, or a reverted one
    and the next: there the silence of a changelog counts.

    A package is judged by itself: a changeset of two, of which one was reverted, is owed for that
    one. What changed no version is in force with the rest.

    Args:
        changesets: in order.
        ledger: what was consumed.
        versions: the current version by package name.
        testimony: what the changelogs say.
        prerelease: in prerelease mode its own releases count, and what it keeps is left alone;
            a stable release does not ask what prereleases had.
    """
    evidence = _Evidence(ledger, versions, testimony)
    known: dict[str, list[Intent]] = {}
    for intent in ledger.consumed(prereleases=prerelease):
        known.setdefault(intent.id, []).append(intent)
    kept = {own_id(each.id): each for each in changesets if each.is_kept}
    owed: list[Changeset] = []
    spent: list[Spent] = []
    for changeset in changesets:
        if changeset.is_kept and prerelease:
            met = None
        elif _is_copy(changeset, kept.get(changeset.id)):
            met = Spent(changeset, dict.fromkeys(changeset.bumps))
        else:
            met = evidence.spent(changeset, known.get(own_id(changeset.id), ()))
        spent += [met] if met else []
        owed += _owed(changeset, met)
    return Settled(tuple(owed), tuple(spent))


class _Evidence(NamedTuple):
    """What tells whether a release is in force; see `settle`."""

    ledger: Ledger
    versions: Mapping[str, str | None]
    testimony: Testimony

    def spent(self, changeset: Changeset, namesakes: Sequence[Intent]) -> Spent | None:
        """What of a changeset was released, by intents of its name."""
        past = [each for each in namesakes if each.hash == hash_of(changeset)]
        released: dict[str, str | None] = {}
        for intent in past:
            released |= self._in_force(changeset, intent)
        wholly = released.keys() >= changeset.bumps.keys()
        return Spent(changeset, released, wholly) if past and (released or wholly) else None

    def _in_force(self, changeset: Changeset, intent: Intent) -> dict[str, str | None]:
        """The packages of an intent that still have what it brought them, with the version.

        What has no version goes with the rest of the intent, and alone it stands.
        """
        told = {name: version for name, version in intent.packages.items() if version is not None}
        standing = {
            name: version
            for name, version in told.items()
            if self._stands(changeset, name, version)
        }
        if told and not standing:
            return {}
        return {name: None for name in intent.packages if name not in told} | standing

    def _stands(self, changeset: Changeset, package: str, version: str) -> bool:
        """Whether `package` still has the release that brought the changeset to `version`."""
        is_told = self.testimony(changeset, package, version)
        if is_told:
            return True
        if is_below(self.versions.get(package) or "", version):
            return False
        return is_told is None or not self._is_crossed(changeset, package, version)

    def _is_crossed(self, changeset: Changeset, package: str, version: str) -> bool:
        """Whether another line goes over the same versions as the one that has the changeset.

        What prerelease mode keeps is in lines of its own: its prereleases are others.
        """
        meaning = (own_id(changeset.id), hash_of(changeset))
        own: list[tuple[str, str]] = []
        others: list[tuple[str, str]] = []
        for line in self.ledger.releases:
            has_it = any((each.id, each.hash) == meaning for each in line.intents)
            move = line.moves.get(package)
            if move and has_it and move[1] == version:
                own.append(move)
            elif move and not (has_it and (line.pre is None or not changeset.is_kept)):
                others.append(move)
        return any(is_below(a, d) and is_below(c, b) for a, b in own for c, d in others)


def _is_copy(changeset: Changeset, kept: Changeset | None) -> bool:
    """Whether a changeset is what prerelease mode keeps under the same name."""
    return kept is not None and not changeset.is_kept and hash_of(changeset) == hash_of(kept)


def _owed(changeset: Changeset, met: Spent | None) -> list[Changeset]:
    """The changeset with the bumps that no release has had."""
    if met is None:
        return [changeset]
    if met.wholly:
        return []
    bumps = {name: bump for name, bump in changeset.bumps.items() if name not in met.released}
    return [changeset._replace(bumps=bumps)]
