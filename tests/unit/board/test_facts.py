"""What is counted of deployments: which failed, what recovered them, and whose commits they had."""

from __future__ import annotations

from release.board.facts import Facts, pooled, reached_from
from tests.board.boards import a_commit, a_line, an_attempt, before, facts

HOUR = 3600.0


def test_what_was_verified_is_a_deployment_and_a_rollback_is_none() -> None:
    first, back = an_attempt(1, before(days=9)), an_attempt(2, before(days=1), kind="rollback")

    found = facts(first, an_attempt(3, before(days=5), "failure"), back)

    assert (first.since,) == found.deployments
    assert ((first.since, False), (back.since, True)) == found.successes


def test_a_failure_has_failed_and_what_nobody_knows_is_counted_apart() -> None:
    failed, lost = (
        an_attempt(1, before(days=4), "failure"),
        an_attempt(2, before(days=3), "error"),
    )
    going = an_attempt(4, before(hours=1), "in_progress")

    found = facts(failed, lost, an_attempt(3, before(days=2)), going)

    assert [(before(days=4), True), (before(days=2), False)] == list(found.ended)
    assert (before(days=3),) == found.unknown


def test_a_rollback_in_time_means_that_the_deployment_failed() -> None:
    soon = facts(an_attempt(1, before(days=9)), an_attempt(2, before(days=8), kind="rollback"))
    late = facts(an_attempt(1, before(days=9)), an_attempt(2, before(days=6), kind="rollback"))

    assert [True] == [failed for _, failed in soon.ended]
    assert [False] == [failed for _, failed in late.ended]


def test_a_hotfix_is_of_a_commit_that_is_not_on_the_main_line() -> None:
    """A hotfix comes back by a merge, so that it is on `main`, but not as a first parent."""
    line = a_line(a_commit("c3", "c1", "c2"), a_commit("c2", "c1"), a_commit("c1"), main="c3")
    first, hotfix, third = (an_attempt(number, before(days=9 - number)) for number in (1, 2, 3))

    found = facts(first, hotfix, third, line=line)

    assert [False, True, False] == [unplanned for _, unplanned in found.successes]
    assert [True, False, False] == [failed for _, failed in found.ended]


def test_without_the_main_branch_nothing_is_a_hotfix() -> None:
    found = facts(an_attempt(1, before(days=9)), line=a_line(a_commit("c1")))

    assert [False] == [unplanned for _, unplanned in found.successes]


def test_recovery_is_from_when_it_began_to_fail_to_the_next_success() -> None:
    found = facts(
        an_attempt(1, before(hours=9), "failure"),
        an_attempt(2, before(hours=8), "failure"),
        an_attempt(3, before(hours=6)),
    )

    assert [(before(hours=6), 3 * HOUR + 600)] == list(found.recoveries)
    assert 0 == found.open


def test_what_was_led_away_from_was_broken_since_it_ran() -> None:
    found = facts(an_attempt(1, before(hours=9)), an_attempt(2, before(hours=7), kind="rollback"))

    assert [(before(hours=7), 2 * HOUR)] == list(found.recoveries)


def test_a_failure_without_a_success_after_it_is_open() -> None:
    found = facts(an_attempt(1, before(hours=9)), an_attempt(2, before(hours=1), "failure"))

    assert ((), 1) == (found.recoveries, found.open)


def test_a_commit_leads_to_the_first_deployment_that_has_it() -> None:
    line = a_line(
        a_commit("c2", "b", at=before(hours=10)),
        a_commit("b", "c1", at=before(hours=30)),
        a_commit("c1", at=before(days=5)),
    )

    found = facts(
        an_attempt(1, before(days=4)),
        an_attempt(2, before(hours=6)),
        an_attempt(3, before(hours=4), commit="c2"),
        line=line,
    )

    assert {(before(hours=6), 4 * HOUR), (before(hours=6), 24 * HOUR)} == set(found.leads)


def test_merges_bots_releases_and_what_is_not_of_the_app_lead_nowhere() -> None:
    line = a_line(
        a_commit("c2", "release", "bot"),
        a_commit("release", "other"),
        a_commit("other", "c1"),
        a_commit("bot", "c1", author="renovate[bot]"),
        a_commit("c1"),
        releases=["release"],
        others=["other"],
    )

    found = facts(an_attempt(1, before(days=4)), an_attempt(2, before(hours=6)), line=line)

    assert () == found.leads


def test_a_commit_of_a_clock_that_goes_ahead_takes_no_time() -> None:
    line = a_line(a_commit("c2", "c1", at=before(hours=1)), a_commit("c1"))

    found = facts(an_attempt(1, before(days=4)), an_attempt(2, before(hours=6)), line=line)

    assert [(before(hours=6), 0.0)] == list(found.leads)


def test_facts_are_pooled() -> None:
    one = facts(an_attempt(1, before(days=4)))
    other = facts(an_attempt(2, before(days=2), "failure"))

    both = pooled([one, other])

    assert one.deployments == both.deployments
    assert (*one.ended, *other.ended) == both.ended
    assert 1 == both.open
    assert Facts() == pooled([])


def test_a_long_history_is_walked_without_recursion() -> None:
    commits = {f"{each}": a_commit(f"{each}", f"{each - 1}") for each in range(20_000)}

    assert 20_000 == len(reached_from(commits, "19999"))
