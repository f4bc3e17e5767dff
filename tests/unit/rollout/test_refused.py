"""Why a deployment must not be, all of it at once: backwards, in a freeze, beside what breaks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from release.config.deploying import Environment, Placement
from release.config.freeze import Window
from release.deployment.own import Registration
from release.errors import ConfigError, Where
from release.rollout.deploy import Allowed, plan_deploy, wrong_names
from tests.deploys.scene import LIFTED, a_destination, a_sight, an_attempt
from tests.unit.rollout.plans import APPS, PAIR, WEEKEND, planned, refusals, running


def test_nothing_goes_backwards_without_leave() -> None:
    """What may run counts as well: an old job that is run again must not undo a newer one."""
    attempts = running("1.1.0", database="1.2.0")
    attempts["backend"].insert(0, an_attempt("1.3.0", "error"))

    told = [
        "database would go backwards in `production`: 1.2.0 runs there",
        "backend would go backwards in `production`: 1.3.0 may run there",
    ]
    assert [f"{each}, and this commit has 1.1.0" for each in told] == refusals(
        lambda: planned(attempts)
    )
    assert ["database", "backend"] == [
        stop.app for stop in planned(attempts, allowed=Allowed(allow_downgrade=True)).due
    ]


def test_a_freeze_stops_what_is_due_and_nothing_else() -> None:
    destination = a_destination(*APPS, environment=Environment("production", freeze=(WEEKEND,)))

    refused = refusals(lambda: planned(running("1.0.0"), destination=destination))
    nothing = planned(running(), destination=destination, allowed=Allowed(override="now"))
    override = planned(
        running("1.0.0"), destination=destination, allowed=Allowed(override="it is down")
    )

    assert ["`production` is frozen: weekend (Fri 11:00 to Mon 06:00 UTC)"] == refused
    assert ((), "") == (nothing.due, nothing.override)
    assert (4, "it is down") == (len(override.due), override.override)


def test_an_override_without_a_freeze_is_none() -> None:
    """So that the records tell of those that counted."""
    assert "" == planned(running("1.0.0"), allowed=Allowed(override="just in case")).override


def test_a_machine_without_the_zone_says_so() -> None:
    window = Window(WEEKEND.begins, WEEKEND.ends, zone="Nowhere/Else")
    destination = a_destination(*APPS, environment=Environment("production", freeze=(window,)))

    with pytest.raises(ConfigError, match="does not know the time zone `Nowhere/Else`"):
        planned(running("1.0.0"), destination=destination)


@pytest.mark.parametrize(
    ("here", "runs", "wanted", "message"),
    [
        # What runs counts for whoever is deployed, and so does what is deployed before it.
        ({"backend": "1.0.0"}, ["1.0.0", "0.9.0"], [], "and 1.0.0 runs in `production`"),
        ({"backend": "1.1.0"}, ["1.0.0", "0.9.0"], [], None),
        ({"backend": "1.2.0-next.0"}, ["1.0.0", "0.9.0"], [], None),
        ({"backend": "2.0.0"}, ["1.5.0", "0.9.0"], ["frachter"], "and 2.0.0 would be deployed"),
        # And what runs already and requires what is deployed.
        ({"backend": "2.0.0"}, ["1.5.0", "1.1.0"], ["backend"], "and 2.0.0 would be deployed"),
        ({"backend": "2.0.0"}, ["2.0.0", "1.1.0"], [], None),
        ({"backend": "2.0.0"}, ["1.5.0", "1.0.0"], ["backend"], None),
    ],
)
def test_versions_that_do_not_work_together_are_not_deployed(
    here: Mapping[str, str], runs: list[str], wanted: list[str], message: str | None
) -> None:
    """What is so already, and what an older version requires, are not this deployment's."""
    attempts = {
        app.name: [an_attempt(version, app=app.name)]
        for app, version in zip(PAIR, runs, strict=True)
    }

    def plan() -> object:
        return planned(attempts, wanted, destination=a_destination(*PAIR), versions=here)

    if message is None:
        plan()
    else:
        (told,) = refusals(plan)
        assert told.startswith("frachter 1.1.0")
        assert told.endswith(message)


def test_what_is_required_and_not_known_is_a_warning() -> None:
    """As where the backend is deployed by others."""
    destination = a_destination(*PAIR, placements={"frachter": Placement(LIFTED)})

    found = plan_deploy(destination, a_sight(PAIR), (), Allowed())

    assert (
        "frachter requires backend >=1.1 <2, and nothing tells which backend runs in `production`",
    ) == found.warnings
    assert ["frachter"] == [stop.app for stop in found.plan.due]


def test_all_refusals_are_told_at_once() -> None:
    destination = a_destination(*PAIR, environment=Environment("production", freeze=(WEEKEND,)))
    attempts = {"backend": [an_attempt("2.0.0")], "frachter": [an_attempt("1.0.0")]}

    told = refusals(lambda: planned(attempts, ["frachter"], destination=destination))

    assert ["backend would go", "`production` is "] == [each[:16] for each in told]


def test_unknown_names_are_all_told() -> None:
    own = [Registration("frakter", "roll out", False, Where("tasks.py", 3))]

    problems = list(wrong_names(APPS, own, ["cloud-print", "zzz", "backend"]))

    assert [(problem.message, problem.hint) for problem in problems] == [
        ("app `cloud-print` does not exist", "did you mean `cloudprint`?"),
        ("app `zzz` does not exist", "the apps are cloudprint, backend, frachter, database"),
        ("app `frakter` does not exist", "did you mean `frachter`?"),
    ]
