"""Bringing back what ran before."""

from __future__ import annotations

import pytest

from release.config.deploying import Deploying, Environment, Placement
from release.config.freeze import parse_window
from release.deployment import HttpCheck, Running
from release.deployment.own import Registration
from release.errors import ConfigError, StateError, Where
from release.model import App
from release.rollout.rollback import choices, chosen, left_alone, plan_rollback
from tests.deploys.scene import a_destination, an_attempt

BACKEND = App("backend", "backend")
HISTORY = [
    an_attempt("1.3.0", "failure", id_=6),
    an_attempt("1.2.0", "success", id_=5),
    an_attempt("1.0.0", "inactive", values={"digest": "new"}, id_=4),
    an_attempt("1.1.0", "inactive", id_=3),
    an_attempt("1.0.0", "inactive", values={"digest": "old"}, id_=2),
    an_attempt("0.9.0", "error", id_=1),
]


def test_what_ran_once_can_be_brought_back() -> None:
    """Each version once, as it was deployed last; what failed never ran."""
    assert [("1.0.0", 4), ("1.1.0", 3)] == [(each.version, each.id) for each in choices(HISTORY)]


def test_where_nobody_knows_what_runs_the_last_success_can_be_brought_back() -> None:
    history = [an_attempt("1.3.0", "error", id_=7), *HISTORY]

    assert "1.2.0" == chosen("backend", "production", history).version


def test_the_version_before_is_meant_where_none_is_named() -> None:
    assert "1.0.0" == chosen("backend", "production", HISTORY).version
    assert "1.1.0" == chosen("backend", "production", HISTORY, "v1.1.0").version


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("0.9.0", "backend 0.9.0 never ran in `production`, as far as its records go back"),
        ("1.2.0", "backend 1.2.0 runs in `production` already"),
    ],
)
def test_a_version_that_is_none_lists_those_that_are(to: str, message: str) -> None:
    with pytest.raises(StateError) as caught:
        chosen("backend", "production", HISTORY, to)

    (problem,) = caught.value.problems
    assert (message, "there are: 1.0.0, 1.1.0") == (problem.message, problem.hint)


def test_where_nothing_ran_before_that_is_said() -> None:
    with pytest.raises(StateError) as caught:
        chosen("backend", "production", [an_attempt("1.0.0")])

    (problem,) = caught.value.problems
    assert "nothing ran before in `production` that backend could go back to" == problem.message
    assert "there is no other version" == problem.hint


def test_the_plan_restores_and_verifies_and_no_freeze_stops_it() -> None:
    frozen = Environment("production", freeze=(parse_window("Mon", "Fri", "", "UTC"),))
    check = HttpCheck("http://x", version="{version}")
    care = Deploying("crane", checks=(check,), log=("log", "{digest}"))
    destination = a_destination(
        BACKEND, environment=frozen, placements={"backend": Placement(care)}
    )

    plan = plan_rollback(destination, BACKEND, chosen("backend", "production", HISTORY), HISTORY)

    (stop,) = plan.due
    assert ("rollback", "1.0.0", "1.2.0 runs") == (plan.kind, stop.version, stop.reason)
    assert stop.shipment is not None
    assert Running("1.2.0", "a" * 40, id=5) == stop.shipment.previous
    assert ("backend@1.0.0", {"digest": "new"}) == (stop.shipment.tag, stop.shipment.values)
    assert stop.recipe is not None
    assert ["roll out", "verify"] == [phase.name for phase in stop.recipe.phases]
    assert HttpCheck("http://x", version="1.0.0") == stop.recipe.phases[1].checks[0]
    assert stop.recipe.log is not None
    assert ("log", "new") == stop.recipe.log.argv
    assert stop.recipe.present


def test_what_nothing_rolls_out_cannot_be_brought_back() -> None:
    """Else it would count as done: a function that builds is not called for what was built."""
    own = [Registration("backend", "build", False, Where("tasks.py", 3))]
    destination = a_destination(BACKEND, placements={}, own=own)

    with pytest.raises(ConfigError, match="nothing says how `backend` is brought back"):
        plan_rollback(destination, BACKEND, chosen("backend", "production", HISTORY), HISTORY)


def test_who_does_not_work_with_what_is_brought_back_is_told() -> None:
    """A rollback is what mends, so nothing stops it; but somebody should know."""
    apps = (
        BACKEND,
        App("frachter", "frachter", requires={"backend": ">=1.1"}),
        App("docs", "docs", requires={"backend": ">=1.1"}),
    )
    attempts = {"frachter": [an_attempt("2.0.0", app="frachter")], "docs": []}
    back, other = Running("1.0.0", "a" * 40), Running("1.1.0", "a" * 40)

    told = list(left_alone(a_destination(*apps), back, "backend", attempts))

    assert [
        "frachter 2.0.0 runs in `production`, and requires backend >=1.1: 1.0.0 may not do"
    ] == told
    assert [] == list(left_alone(a_destination(*apps), other, "backend", attempts))
