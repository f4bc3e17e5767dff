"""Whatever goes wrong in a deployment, two more runs lead to where one clean run leads."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from tests.deploy_faults import (
    Case,
    alone,
    failing,
    failing_twice,
    in_doubt,
    play,
    troubled,
    twice,
)


def wrong(cases: Iterable[Case]) -> list[str]:
    """What must never be, and is."""
    return [f"{each.case}: {each.problems}" for each in map(play, cases) if each.problems]


def test_every_subset_of_the_apps_may_fail_at_every_phase() -> None:
    assert wrong(alone(failing())) == []


def test_the_way_back_may_fail_too() -> None:
    assert wrong(alone(failing_twice())) == []


def test_it_may_be_killed_or_interrupted_everywhere_and_lose_every_answer() -> None:
    assert wrong(troubled(alone(), "kill", "stop", "lost")) == []


def test_first_deployments_may_fail_too() -> None:
    first = alone(failing(), is_first=True)

    assert wrong(first) == []


def test_it_may_be_killed_twice() -> None:
    assert wrong(islice(twice(), 0, None, 41)) == []


def test_apps_may_fail_while_nobody_knows_what_runs() -> None:
    assert wrong(islice(in_doubt(), 0, None, 301)) == []


def test_apps_may_fail_and_it_may_be_killed_or_interrupted_and_lose_answers() -> None:
    cases = troubled(alone(islice(failing(), 3, None, 11)), "kill", "stop", "lost")

    assert wrong(islice(cases, 0, None, 7)) == []
