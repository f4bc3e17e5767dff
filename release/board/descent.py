"""Which commits have which: for many pairs of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from release.world import RecentCommit


class Descent:
    """Commits in their order, children first, which tells where there is no need to look.

    Args:
        commits: by their names, in that order.
    """

    def __init__(self, commits: Mapping[str, RecentCommit]) -> None:
        self._commits = commits
        self._names = [*commits]
        self._numbers = {sha: number for number, sha in enumerate(self._names)}

    def of(self, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of the pairs `(ancestor, commit)` where the commit has, or is, the ancestor.

        The commits from an ancestor to the youngest that is asked about are walked once, so pairs
        that lie close together cost little, however long the history is.
        """
        asked: dict[str, set[str]] = {}
        for ancestor, commit in pairs:
            if ancestor in self._numbers and commit in self._numbers:
                asked.setdefault(ancestor, set()).add(commit)
        return {
            (ancestor, commit)
            for ancestor, commits in asked.items()
            for commit in commits & self._having(ancestor, commits)
        }

    def _having(self, ancestor: str, commits: Iterable[str]) -> set[str]:
        """All that have an ancestor, up to the youngest of some commits."""
        youngest = min(self._numbers[each] for each in commits)
        found = {ancestor}
        for each in reversed(self._names[youngest : self._numbers[ancestor]]):
            if not found.isdisjoint(self._commits[each].parents):
                found.add(each)
        return found
