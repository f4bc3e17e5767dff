"""An interrupt in the midst of a deployment: what is told of it, and what is recorded."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from release.apply.rollout import carry_out
from release.deployment import Phase, Recipe
from release.deployment.outcome import Outcome
from release.deployment.ports import Ran
from tests.deploys.plans import a_command, a_deployment, a_site, a_stop
from tests.deploys.world import Faults, Heard
from tests.deploys.yard import Programs
from tests.unit.apply.rollouts import Scene, reason, states, the_steps


def at(name: str) -> Faults:
    """An interrupt at the boundary of this name in a deployment of the backend."""
    scene, faults = Scene(), Faults()
    carry_out(a_deployment(a_stop()), a_site(scene.records, scene.yard, faults))
    return Faults(faults.names.index(name) + 1, "stop")


def test_an_interrupt_before_the_roll_out_changes_nothing_and_is_not_recorded() -> None:
    scene = Scene(faults=at("amid the publish of backend"))

    report = scene.carry_out()

    assert report.interrupted == "SIGTERM"
    outcome, *others = report.outcomes
    assert (outcome.state, outcome.runs) == ("failed", "1.0.0")
    assert outcome.reason.endswith("interrupted by SIGTERM; nothing was changed")
    assert {each.state for each in others} == {"blocked"}
    assert {each.reason for each in others} == {"interrupted by SIGTERM before it began"}
    assert scene.records.book == []
    assert ("unpublish", "backend", "1.1.0") not in scene.yard.done


@pytest.mark.parametrize(
    ("name", "phase"),
    [("amid the roll-out of backend", "roll out"), ("after the check of backend", "verify")],
)
def test_an_interrupt_in_the_environment_leaves_it_unknown(name: str, phase: str) -> None:
    """There is no time to take it back, and half an undo is worse than none."""
    scene = Scene(faults=at(name))

    report = scene.carry_out()

    outcome = report.outcomes[0]
    assert (outcome.state, outcome.runs, outcome.phase) == ("unknown", None, phase)
    assert outcome.reason.startswith(f"interrupted by SIGTERM in {phase}")
    assert scene.told == [("backend", "error")]
    assert "restore" not in {verb for verb, *_ in scene.yard.done}


def test_an_interrupt_between_the_record_and_the_roll_out_has_changed_nothing() -> None:
    scene = Scene(faults=at("after the record of backend"))

    report = scene.carry_out()

    assert states(report)["backend"] == "failed"
    assert scene.told == [("backend", "failure")]
    assert scene.yard.runs["backend"] == "1.0.0"


def test_what_is_verified_when_the_interrupt_comes_is_recorded_as_a_success() -> None:
    scene = Scene(faults=at("before backend was recorded as success"))

    report = scene.carry_out()

    assert states(report) == {
        "backend": "deployed",
        "cloudprint": "blocked",
        "frachter": "blocked",
    }
    assert scene.told == [("backend", "success")]
    assert not report.is_good


@pytest.mark.parametrize("where", ["roll_out", "verify"])
def test_whoever_does_not_come_back_is_given_up_and_recorded(where: str) -> None:
    """A function of the team's own cannot be ended; what becomes of it later is not recorded."""
    scene = Scene()
    back, threads = threading.Event(), []

    def hang(_: Sequence[str]) -> Ran:
        threads.append(threading.current_thread())
        scene.stop.why = "SIGTERM"
        back.wait(20)
        return Ran(0)

    site = scene.site._replace(run_command=Programs({where: hang}))

    report = carry_out(a_deployment(a_stop(recipe=the_steps())), site, grace=0.0)
    back.set()
    threads[0].join(20)

    assert states(report) == {"backend": "unknown"}
    assert reason(report) == f"interrupted by SIGTERM in {where.replace('_', ' ')}"
    assert scene.told == [("backend", "error")]


def test_what_was_recorded_as_a_success_stays_one() -> None:
    """Python raises an interrupt between the record and the audit."""
    scene = Scene()

    class Interrupted(Heard):
        def audit(self, line: str) -> None:
            super().audit(line)
            if "success" in line:
                raise KeyboardInterrupt

    site = scene.site._replace(voice=Interrupted())

    report = carry_out(a_deployment(a_stop()), site)

    assert (states(report), report.interrupted) == ({"backend": "deployed"}, "KeyboardInterrupt")
    assert scene.told == [("backend", "success")]


@pytest.mark.parametrize("where", ["build", "roll_out"])
def test_an_interrupt_that_python_raises_is_recorded_as_any_other(where: str) -> None:
    scene = Scene()

    def interrupt(_: Sequence[str]) -> Ran:
        raise KeyboardInterrupt

    site = scene.site._replace(run_command=Programs({where: interrupt}))

    report = carry_out(a_deployment(a_stop(recipe=the_steps()), a_stop("docs", wave=2)), site)

    assert report.interrupted == "KeyboardInterrupt"
    changed = where == "roll_out"
    assert states(report) == {"backend": "unknown" if changed else "failed", "docs": "blocked"}
    assert scene.told == ([("backend", "error")] if changed else [])


def test_what_ends_us_while_we_wait_waits_for_the_records() -> None:
    """As where the screen is gone, and nobody can be told how an app ended."""
    scene = Scene()
    gone = threading.Event()

    class Mute(Heard):
        def ended(self, outcome: Outcome) -> None:
            super().ended(outcome)
            if outcome.app == "backend":
                threading.Timer(0.2, gone.set).start()
                raise OSError("no screen")

    def hang(_: Sequence[str]) -> Ran:
        gone.wait(20)
        return Ran(0)

    programs = Programs({"hang": hang})
    other = Recipe((Phase("roll out", ((a_command("hang"),),)),))
    stops = a_stop(recipe=the_steps()), a_stop("frachter", other)
    with pytest.raises(OSError, match="no screen"):
        carry_out(a_deployment(*stops), scene.site._replace(voice=Mute(), run_command=programs))

    assert dict(scene.told)["frachter"] != "in_progress"
