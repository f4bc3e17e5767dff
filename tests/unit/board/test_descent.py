"""Which commits have which, of many pairs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.board.descent import Descent
from release.board.facts import reached_from
from release.board.skips import held_up
from release.model import App
from release.world import RecentCommit
from tests.board.boards import a_commit, a_line, an_attempt, before

SIZE = 12


class Counted(Mapping[str, RecentCommit]):
    """Commits that count how often one of them is looked at."""

    def __init__(self, commits: Iterable[RecentCommit]) -> None:
        self._commits = {each.sha: each for each in commits}
        self.looks = 0

    def __getitem__(self, sha: str) -> RecentCommit:
        self.looks += 1
        return self._commits[sha]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commits)

    def __len__(self) -> int:
        return len(self._commits)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, RecentCommit]:
    """Commits, each with any of the earlier ones as its parents; children come first."""
    made = []
    for number in range(SIZE):
        earlier = st.integers(0, max(0, number - 1))
        parents = draw(st.lists(earlier, max_size=2, unique=True)) if number else []
        made.append(a_commit(f"c{number}", *(f"c{each}" for each in parents)))
    return {each.sha: each for each in reversed(made)}


ANY = st.integers(0, SIZE).map(lambda number: f"c{number}")  # the last one is not known


@given(histories(), st.lists(st.tuples(ANY, ANY)))
def test_it_is_what_a_walk_from_each_commit_finds(
    commits: dict[str, RecentCommit], pairs: list[tuple[str, str]]
) -> None:
    found = Descent(commits).of(pairs)

    assert {pair for pair in pairs if pair[0] in reached_from(commits, pair[1])} == found


@pytest.mark.parametrize("is_moved", [lambda _: True, lambda number: not number], ids=["all", "1"])
def test_of_many_failures_the_history_is_not_walked_for_each(
    is_moved: Callable[[int], bool],
) -> None:
    """Whether each release moved what waits, or the first one alone."""
    number = 2000
    releases = [
        a_commit(
            f"c{each}",
            *([f"c{each - 1}"] if each else []),
            at=before(hours=number - each),
            files=["api.json", *(["site.json"] if is_moved(each) else [])],
        )
        for each in range(number)
    ]
    line = a_line(*releases[::-1], releases=[each.sha for each in releases])
    commits = Counted(releases[::-1])
    failures = [
        an_attempt(each, before(hours=number - each - 0.5), "failure", commit=f"c{each}")
        for each in range(number)
    ]
    apps = (App("backend", "api"), App("web", "site", ("backend",)))
    manifests = {"backend": "api.json", "web": "site.json"}

    found = held_up(apps, {"backend": failures[::-1]}, manifests, line._replace(commits=commits))

    assert number == len(list(found))
    assert commits.looks < 4 * number
