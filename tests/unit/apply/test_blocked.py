"""A failure blocks what needs the app that failed, and takes its wave back where that is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from release.apply.rollout import carry_out
from release.deployment import Phase, Recipe
from release.deployment.ports import Ran
from release.deployment.records import AttemptState
from tests.deploys.plans import a_command, a_deployment, a_site, a_stop
from tests.deploys.records import MemoryRecords
from tests.deploys.yard import Programs, Yard
from tests.unit.apply.rollouts import FAILS, Scene, reason, states, the_steps


def test_a_failure_blocks_what_needs_it_and_nothing_else() -> None:
    scene = Scene(("backend", "verify"))
    last = a_stop("docs", wave=3, needs=("cloudprint",))
    alone = a_stop("tools", wave=2)

    report = scene.carry_out(*scene.stops, alone, last)

    assert states(report) == {
        "backend": "failed",
        "cloudprint": "blocked",
        "frachter": "blocked",
        "tools": "deployed",
        "docs": "blocked",
    }
    assert reason(report, "frachter") == "needs `backend`, which failed"
    assert reason(report, "docs") == "needs `cloudprint`, which is blocked"
    assert not report.is_good


def test_a_failed_sibling_holds_nobody_up() -> None:
    scene = Scene(("cloudprint", "roll out"))

    report = scene.carry_out()

    assert states(report) == {
        "backend": "deployed",
        "cloudprint": "failed",
        "frachter": "deployed",
    }
    assert scene.yard.runs["cloudprint"] == "1.0.0"


def test_a_failure_takes_its_wave_back_the_last_of_the_plan_first() -> None:
    scene = Scene(("beta", "verify"))
    stops = [a_stop(app) for app in ("alpha", "beta", "gamma")]
    scene.yard.runs.update(dict.fromkeys(("alpha", "beta", "gamma"), "1.0.0"))

    report = scene.carry_out(*stops, undoes_wave=True)

    assert states(report) == {"alpha": "failed", "beta": "failed", "gamma": "failed"}
    assert reason(report, "alpha") == "taken back: `beta` of its wave failed"
    restored = [app for verb, app, _ in scene.yard.done if verb == "restore"]
    assert restored == ["beta", "gamma", "alpha"]
    assert {state for _, state in scene.told} == {"failure"}
    assert {scene.yard.runs[app] for app in ("alpha", "beta", "gamma")} == {"1.0.0"}


def test_an_earlier_wave_is_left_alone() -> None:
    scene = Scene(("cloudprint", "verify"))

    report = scene.carry_out(undoes_wave=True)

    assert states(report) == {
        "backend": "deployed",
        "cloudprint": "failed",
        "frachter": "failed",
    }


def test_that_it_is_to_be_taken_back_is_recorded_first() -> None:
    """Whoever is killed while it is must not leave a success behind that is none."""
    records = MemoryRecords()
    seen: list[AttemptState] = []

    def restore(_: Sequence[str]) -> Ran:
        seen.extend(each.state for each in records.book if each.wanted.app == "alpha")
        return Ran(0)

    programs = Programs({"restore": restore, "verify-beta": FAILS})
    alpha = the_steps(roll_out="restore")
    beta = Recipe((Phase("verify", ((a_command("verify-beta"),),)),))
    site = a_site(records, Yard())._replace(run_command=programs)
    stops = a_stop("alpha", alpha), a_stop("beta", beta)

    carry_out(a_deployment(*stops, undoes_wave=True), site)

    assert seen == ["in_progress"]
