"""What fails is taken back by its undo, and what cannot be taken back is told as unknown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from release.apply.rollout import carry_out
from release.deployment import HttpCheck, Late, Patience, Phase, Recipe
from release.deployment.ports import Ran
from tests.deploys.plans import a_command, a_deployment, a_site, a_stop
from tests.deploys.records import MemoryRecords
from tests.deploys.yard import Programs, Trial, Yard
from tests.unit.apply.rollouts import FAILS, Scene, reason, rolled_out, states, the_steps


@pytest.mark.parametrize("trial", ["roll out", "verify"])
def test_what_fails_in_the_environment_is_taken_back(trial: Trial) -> None:
    scene = Scene(("backend", trial))

    report = scene.carry_out(a_stop())

    (outcome,) = report.outcomes
    assert (outcome.state, outcome.runs, outcome.phase) == ("failed", "1.0.0", trial)
    assert scene.yard.runs["backend"] == "1.0.0"
    assert scene.told == [("backend", "failure")]
    assert [verb for verb, *_ in scene.yard.done[-2:]] == ["restore", "unpublish"]


@pytest.mark.parametrize(("trial", "undone"), [("build", []), ("publish", ["unpublish"])])
def test_what_fails_before_it_changes_nothing_and_is_recorded(
    trial: Trial, undone: list[str]
) -> None:
    scene = Scene(("backend", trial))

    report = scene.carry_out(a_stop())

    (outcome,) = report.outcomes
    assert (outcome.state, outcome.runs, outcome.phase) == ("failed", "1.0.0", trial)
    assert scene.told == [("backend", "failure")]
    assert [verb for verb, *_ in scene.yard.done if verb in {"restore", "unpublish"}] == undone


def test_a_failure_says_what_was_run_and_what_that_said() -> None:
    report = rolled_out(a_stop(recipe=the_steps()), Programs({"build": FAILS}))

    (outcome,) = report.outcomes
    assert outcome.reason == "`build` ended with exit code 3"
    assert outcome.lines == ("no space left on device",)


def test_the_undo_goes_backwards_through_what_was_begun() -> None:
    programs = Programs({"verify": FAILS})
    undo = {"build": "unbuild", "publish": "unpublish", "roll_out": "restore", "verify": "unprobe"}

    rolled_out(a_stop(recipe=the_steps(**undo)), programs)

    assert programs.ran[4:] == ["unprobe", "restore", "unpublish", "unbuild"]


def test_what_cannot_be_taken_back_is_unknown() -> None:
    """And what was published for it stays, for it may be in use."""
    scene = Scene(("backend", "verify"), ("backend", "undo"))

    report = scene.carry_out()

    outcome = report.outcomes[0]
    assert (outcome.state, outcome.runs) == ("unknown", None)
    assert "; and undoing its roll out failed: `restore backend 1.0.0` ended" in outcome.reason
    assert scene.told == [("backend", "error")]
    assert scene.yard.published == {("backend", "1.1.0")}
    assert states(report)["frachter"] == "blocked"


def test_what_nothing_takes_back_is_unknown() -> None:
    report = rolled_out(a_stop(recipe=the_steps()), Programs({"verify": FAILS}))

    assert states(report) == {"backend": "unknown"}
    assert reason(report).endswith("; and nothing takes its roll-out back")


def test_a_roll_out_without_work_changes_nothing() -> None:
    check = HttpCheck("http://backend.example/version", patience=Patience(1))
    recipe = Recipe((Phase("roll out", checks=(check,)),))

    (outcome,) = rolled_out(a_stop(recipe=recipe), Programs()).outcomes

    assert (outcome.state, outcome.runs) == ("failed", "1.0.0")


def test_what_is_captured_on_the_way_back_is_no_value_of_this_version() -> None:
    """It is the image of what ran before, say."""
    undo = ((a_command("find", captures="image"),), (a_command("restore", Late("image")),))
    recipe = Recipe((Phase("publish", ((a_command("publish"),),), undo=undo),))
    programs = Programs({"publish": FAILS, "find": Ran(0, "image:1.0.0")})
    records = MemoryRecords()
    site = a_site(records, Yard())._replace(run_command=programs)

    carry_out(a_deployment(a_stop(recipe=recipe)), site)

    assert programs.ran == ["publish", "find", "restore image:1.0.0"]
    assert [each.wanted.values for each in records.book] == [{}]


def test_a_first_deployment_that_is_taken_back_leaves_nothing() -> None:
    stop = a_stop(recipe=the_steps(roll_out="remove"), previous="")

    (outcome,) = rolled_out(stop, Programs({"verify": FAILS})).outcomes

    assert (outcome.state, outcome.runs) == ("failed", "")


def test_what_is_left_of_a_build_is_a_warning() -> None:
    recipe = the_steps(publish="unpublish", roll_out="restore")
    programs = Programs({"verify": FAILS, "unpublish": FAILS})

    report = rolled_out(a_stop(recipe=recipe), programs)

    assert states(report) == {"backend": "failed"}
    assert report.warnings == (
        "backend: undoing its publish failed: `unpublish` ended with exit code 3",
    )


def test_the_app_s_own_log_is_told_as_it_was_while_the_app_was_not_well() -> None:
    programs = Programs({"verify": FAILS, "journalctl": Ran(0, lines=("cannot bind",))})
    recipe = the_steps(roll_out="restore")._replace(log=a_command("journalctl", "-n", "50"))

    (outcome,) = rolled_out(a_stop(recipe=recipe), programs).outcomes

    assert outcome.lines == ("no space left on device", "cannot bind")
    assert programs.ran[-2:] == ["journalctl -n 50", "restore"]
    assert programs.commands[-2].timeout == 10.0


def test_what_comes_afterwards_may_fail() -> None:
    recipe = the_steps()._replace(afterwards=((a_command("prune"),),))

    report = rolled_out(a_stop(recipe=recipe), Programs({"prune": FAILS}))

    assert report.is_good
    assert report.warnings == (
        "backend: what comes afterwards failed: `prune` ended with exit code 3",
    )


def test_a_mistake_of_ours_takes_the_app_back_and_is_shown() -> None:
    def breaks(_: Sequence[str]) -> Ran:
        raise ZeroDivisionError("of ours")

    (outcome,) = rolled_out(
        a_stop(recipe=the_steps(roll_out="restore")), Programs({"verify": breaks})
    ).outcomes

    assert (outcome.state, outcome.reason) == ("failed", "ZeroDivisionError: of ours")
    assert any(Path(__file__).name in line for line in outcome.lines)


@pytest.mark.parametrize("trial", ["build", "publish"])
def test_where_nobody_knew_what_runs_nobody_knows_it_after_a_failure(trial: Trial) -> None:
    """An earlier attempt was killed, and this very version may run."""
    scene = Scene(("backend", trial))

    report = scene.carry_out(a_stop(doubt="1.1.0 was begun, and nothing tells how it ended"))

    (outcome,) = report.outcomes
    assert (outcome.state, outcome.runs) == ("failed", None)
    assert "unpublish" not in {verb for verb, *_ in scene.yard.done}
    assert report.warnings == (
        ("backend: what was published stays, for nobody knows whether it runs",)
        if trial == "publish"
        else ()
    )


def test_after_an_undo_it_is_known_what_runs() -> None:
    scene = Scene(("backend", "verify"))

    (outcome,) = scene.carry_out(a_stop(doubt="1.1.0 ended in an error")).outcomes

    assert (outcome.state, outcome.runs) == ("failed", "1.0.0")
    assert scene.yard.published == set()
