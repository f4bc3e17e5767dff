"""Any history, and any deployments of it: what is counted is what a simple, slow way counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from release.board.facts import Line, reached_from
from release.deployment.records import SUCCEEDED, Attempt, AttemptState
from release.world import RecentCommit
from tests.board.boards import a_commit, a_line, an_attempt, before, facts

STATES: tuple[AttemptState, ...] = ("inactive", "failure", "error", "in_progress")
SIZE = 12


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Commits, each with any of the earlier ones as its parents."""
    made = [a_commit("c0", at=before(days=9))]
    for number in range(1, SIZE):
        earlier = st.integers(0, number - 1)
        parents = draw(st.lists(earlier, max_size=2, unique=True))
        made.append(a_commit(f"c{number}", *(f"c{each}" for each in parents), at=before(days=9)))
    return a_line(*made)


@st.composite
def attempts(draw: st.DrawFn) -> list[Attempt]:
    """Attempts for any of the commits, or for one that is not known, the oldest first."""
    rows = st.tuples(st.integers(0, SIZE), st.sampled_from(STATES), st.booleans())
    return [
        an_attempt(
            number,
            before(hours=100 - number),
            state,
            kind="rollback" if is_back else "deploy",
            commit=f"c{commit}",
        )
        for number, (commit, state, is_back) in enumerate(draw(st.lists(rows, max_size=9)))
    ]


def ancestors(commits: Mapping[str, RecentCommit], tip: str) -> set[str]:
    """A commit and all before it."""
    if tip not in commits:
        return set()
    return {tip}.union(*(ancestors(commits, parent) for parent in commits[tip].parents))


def firsts(line: Line, tried: Sequence[Attempt]) -> list[tuple[datetime, float]]:
    """When each change was first deployed, but for what was there at first."""
    successes = [each for each in tried if each.state in SUCCEEDED]
    found = []
    for sha, commit in line.commits.items():
        has = [each for each in successes if sha in ancestors(line.commits, each.wanted.commit)]
        if has and has[0] is not successes[0] and len(commit.parents) < 2:
            found.append((has[0].since, (has[0].since - commit.authored).total_seconds()))
    return found


@given(lines(), attempts())
def test_a_change_counts_once_for_the_first_success_that_has_it(
    line: Line, tried: list[Attempt]
) -> None:
    assert sorted(firsts(line, tried)) == sorted(facts(*tried, line=line).leads)


@given(lines(), st.integers(0, SIZE), st.integers(0, SIZE))
def test_what_commits_have_is_all_before_them(line: Line, one: int, other: int) -> None:
    both = ancestors(line.commits, f"c{one}") | ancestors(line.commits, f"c{other}")

    assert both == reached_from(line.commits, f"c{one}", f"c{other}")


@given(attempts())
def test_every_attempt_has_its_place(tried: list[Attempt]) -> None:
    """Each deployment has ended, or nobody knows; a recovery belongs to a success."""
    found = facts(*tried)
    deploys = [each.state for each in tried if each.wanted.kind == "deploy"]
    successes = [each for each in tried if each.state in SUCCEEDED]

    assert len(deploys) - deploys.count("in_progress") == len(found.ended) + len(found.unknown)
    assert len(successes) == len(found.successes)
    assert {at for at, _ in found.recoveries} <= {each.since for each in successes}
    assert all(seconds > 0 for _, seconds in found.recoveries)
    trouble = [each.state == "failure" for each in tried if each.state in {*SUCCEEDED, "failure"}]
    assert bool(found.open) == (trouble[-1:] == [True])
