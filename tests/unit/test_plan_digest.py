"""The digest by which a person approves a plan: another one when anything else would be done."""

from __future__ import annotations

import pytest

from release.deployment import (
    Command,
    CommandCheck,
    HttpCheck,
    Patience,
    Phase,
    Recipe,
    Running,
    Shipment,
)
from release.deployment.plan import DeployPlan, Stop

LIFT = Command(("lift", "1.1.0"), "apps/web")
SHIPMENT = Shipment("web", "web", "apps/web", "1.1.0", "web@1.1.0", "c" * 40, "local")
HTTP = HttpCheck("http://127.0.0.1/version", version="1.1.0")


def a_plan(recipe: Recipe, shipment: Shipment = SHIPMENT, doubt: str = "") -> DeployPlan:
    stop = Stop("web", 1, "deploy", "1.1.0", "1.0.0 runs", (), shipment, recipe, doubt)
    return DeployPlan("local", (stop,))


def lifted(command: Command = LIFT) -> Recipe:
    return Recipe((Phase("roll out", ((command,),), (HTTP,)),))


PLAN = a_plan(lifted())


@pytest.mark.parametrize(
    "command",
    [
        LIFT._replace(argv=("lift", "1.1", "0")),
        LIFT._replace(directory="apps"),
        LIFT._replace(variables=(("CRANE", "2"),)),
        LIFT._replace(host="eu-1"),
        LIFT._replace(captures="weight"),
        LIFT._replace(needs_token=True),
        LIFT._replace(timeout=1.0),
    ],
)
def test_another_command_is_another_plan(command: Command) -> None:
    assert a_plan(lifted(command)).digest != PLAN.digest


def test_what_a_value_must_match_is_of_the_plan() -> None:
    weight = LIFT._replace(captures="weight")

    exact = weight._replace(pattern="[0-9]+")

    assert a_plan(lifted(weight)).digest != a_plan(lifted(exact)).digest


@pytest.mark.parametrize(
    "check",
    [
        HTTP._replace(status=204),
        HTTP._replace(patience=Patience(deadline=1.0)),
        HTTP._replace(patience=Patience(successes=1)),
        CommandCheck(LIFT),
    ],
)
def test_another_check_is_another_plan(check: HttpCheck | CommandCheck) -> None:
    assert a_plan(Recipe((Phase("roll out", ((LIFT,),), (check,)),))).digest != PLAN.digest


def test_what_comes_afterwards_is_of_the_plan() -> None:
    assert a_plan(lifted()._replace(afterwards=((LIFT,),))).digest != PLAN.digest


def test_the_same_version_of_another_commit_is_another_plan() -> None:
    assert a_plan(lifted(), SHIPMENT._replace(commit="d" * 40)).digest != PLAN.digest


def test_a_doubt_about_what_runs_is_of_the_plan() -> None:
    """What was built and published is then not undone after a failure."""
    assert a_plan(lifted(), doubt="1.1.0 was begun").digest != PLAN.digest


def test_what_tells_the_same_has_the_same_digest() -> None:
    before = SHIPMENT._replace(previous=Running("1.0.0", "b" * 40, {"weight": "7"}, 3))

    assert PLAN.digest == a_plan(lifted()).digest
    assert a_plan(lifted(), before).digest != PLAN.digest
