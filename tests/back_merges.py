"""Random lives of two branches whose back-merge is `staging.sync`: nothing is lost or told twice.

`main` is promoted to and released as in `exactly_once`, by merge, squash, rebase and cherry-pick;
what was released comes back by our own step. After each, `staging` must have the higher version of
each package, all that either changelog told, once, every line of either ledger, and no changeset
that was released; and a second run must have nothing to do.

`python -m tests.back_merges --histories 600` plays so many, on all cores, and names their seeds.
Those of odd seeds have reverts, too.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import chdir
from types import SimpleNamespace

from release.actions import PushBranch
from release.adapters.git.objects import git_objects
from release.changeset import parse_changeset
from release.ledger import LEDGER
from release.steps.staging.sync import sync
from release.tasks.desk import open_desk
from release.versions import highest
from tests.exactly_once import lives, main, play
from tests.fakes import FakeRemote
from tests.lives.branch import Branch
from tests.lives.life import Life


class SyncedLife(Life):
    """A life in which `main` comes back to `staging` by `staging.sync`; people solve the rest."""

    def _merge(self, into: Branch, other: Branch) -> None:
        if into is self.main:
            super()._merge(into, other)
            return
        before, told = into.head, into.released() | other.released()
        versions = [branch.versions() for branch in (into, other)]
        lines = {line for branch in (into, other) for line in branch.read(LEDGER).splitlines()}
        if not self._sync():
            super()._merge(into, other)
            return
        if not self.reverted:  # then one side has taken back what the other tells
            self._expect_all_told(told, came=into.head != before)
        assert into.versions() == {
            name: highest(each[name] for each in versions) for name in versions[0]
        }, self._story(f"sync: {into.versions()} of {versions}")
        assert lines == {*into.read(LEDGER).splitlines()}, self._story("sync: ledger")
        head = into.head
        assert self._sync()
        assert head == into.head, self._story("sync: a second run had something to do")

    def _expect_all_told(self, told: Counter[tuple[str, str]], *, came: bool) -> None:
        """See that `staging` tells all that was told, once, and keeps no changeset of it."""
        into = self.staging
        assert told == into.released(), self._story(f"sync told {into.released()} of {told}")
        assert set(told.values()) <= {1}, self._story(f"sync: told twice: {told}")
        for path in into.changesets if came else ():
            changeset = parse_changeset("", path, into.read(path))
            token = changeset.summary.partition("\n")[0]
            assert any((token, name) not in told for name in changeset.bumps), self._story(
                f"sync: {path} was released, and is there"
            )

    def _sync(self) -> bool:
        """Merge `main` back; whether it could be done."""
        refs = {f"refs/heads/{each.name}": each.head for each in (self.main, self.staging)}
        with chdir(self.staging.root):
            decision = sync(
                open_desk().view._replace(
                    remote=lambda: FakeRemote(refs),
                    objects=lambda: git_objects(self.staging.root, os.environ),
                    forge=lambda: SimpleNamespace(pull=lambda *_: None),
                )
            )
        if decision.failure is not None:
            self.said.append(f"({decision.failure})")
            return False
        for action in decision.actions:
            assert isinstance(action, PushBranch)
            self.staging.git("reset", "--quiet", "--hard", str(action.new))
        return True


EVENTS: Mapping[Callable[[Life, int], None], int] = {
    Life.add: 6,
    Life.release: 4,
    Life.ship: 3,
    Life.merge: 4,
    Life.squash: 2,
    Life.rebase: 1,
    Life.pick: 1,
    Life.edit: 2,
}
"""What can happen, and how often."""

REVERTS: Mapping[Callable[[Life, int], None], int] = {
    Life.revert_release: 2,
    Life.revert_addition: 1,
}
"""What can happen as well, in lives in which things are taken back."""


def play_synced(number: int) -> tuple[int, str]:
    """Play the lives of one seed, of which every second one takes things back."""
    return play(number, lives(EVENTS, *([REVERTS] if number % 2 else [])), SyncedLife)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], play_synced))
