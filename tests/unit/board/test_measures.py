"""DORA's measures over a time: what lies in it, and that too little tells nothing."""

from __future__ import annotations

import pytest

from release.board import words
from release.board.facts import Facts
from release.board.measures import MEASURES, Measure, measured
from tests.board.boards import NOW, before


def values(facts: Facts, days: int = 30) -> dict[str, tuple[float | None, int]]:
    found = measured("web", facts, NOW, days)
    return {each.key: (each.value, each.n) for each in found.measures}


def test_each_measure_is_told_with_what_it_is_made_of() -> None:
    at = before(days=3)

    found = values(
        Facts(
            deployments=(at,) * 30,
            ended=((at, True), *[(at, False)] * 4),
            leads=tuple((at, float(hours)) for hours in (1, 2, 3, 4, 100)),
            recoveries=tuple((at, float(hours)) for hours in (10, 20, 30, 40, 50)),
            successes=((at, True), (at, True), *[(at, False)] * 6),
        )
    )

    assert {
        "frequency": (7.0, 30),
        "lead_time": (3.0, 5),
        "failure_rate": (0.2, 5),
        "recovery_time": (30.0, 5),
        "rework_rate": (0.25, 8),
    } == found


def test_four_are_not_enough() -> None:
    at = before(days=3)

    assert (None, 4) == values(Facts(deployments=(at,) * 4))["frequency"]
    assert {(None, 0)} == set(values(Facts()).values())


def test_what_is_older_is_not_counted() -> None:
    facts = Facts(deployments=(before(days=31),) * 9, unknown=(before(days=31), before(days=2)))

    assert (None, 0) == values(facts)["frequency"]
    assert (0.7, 9) == values(facts, days=90)["frequency"]
    assert [1, 2] == [measured("web", facts, NOW, days).unknown for days in (30, 90)]


def test_every_measure_is_defined() -> None:
    found = measured("web", Facts(), NOW, 30)

    assert [*MEASURES] == [each.key for each in found.measures]


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (Measure("frequency", 2.345, 5), "2.3 a week"),
        (Measure("failure_rate", 0.125, 8), "12%"),
        (Measure("lead_time", 47.0, 5), "47 s"),
        (Measure("lead_time", 740.0, 5), "12 min"),
        (Measure("lead_time", 5400.0, 5), "1.5 h"),
        (Measure("lead_time", 40 * 3600.0, 5), "1.7 d"),
        (Measure("lead_time", 40 * 86400.0, 5), "40 d"),
        (Measure("lead_time", None, 4), "not enough data"),
    ],
)
def test_values_are_said_as_people_say_them(measure: Measure, said: str) -> None:
    assert said == words.value(measure)
