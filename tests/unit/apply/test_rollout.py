"""A deployment is carried out wave after wave, phase after phase, and recorded as it goes."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from release.apply.rollout import carry_out
from release.deployment import Phase, Recipe
from release.deployment.ports import Ran
from release.deployment.records import AttemptState
from tests.deploys.plans import a_command, a_deployment, a_site, a_stop
from tests.deploys.records import MemoryRecords
from tests.deploys.yard import Programs, Yard
from tests.unit.apply.rollouts import Scene, states, the_steps


def test_all_is_deployed_verified_and_recorded() -> None:
    scene = Scene()

    report = scene.carry_out()

    assert report.is_good
    assert set(states(report).values()) == {"deployed"}
    assert scene.yard.runs == dict.fromkeys(scene.yard.runs, "1.1.0")
    assert sorted(scene.told) == [(app, "success") for app in sorted(scene.yard.runs)]


def test_what_is_already_there_or_skipped_is_left_alone() -> None:
    scene = Scene()
    there = a_stop(action="already", recipe=None, reason="1.1.0 runs")
    skipped = a_stop("docs", action="skip", shipment=None, recipe=None, reason="no target")

    report = scene.carry_out(there, skipped)

    assert report.is_good
    assert states(report) == {"backend": "already", "docs": "skipped"}
    assert [each.runs for each in report.outcomes] == ["1.1.0", None]
    assert (scene.yard.done, scene.records.book) == ([], [])


def test_the_apps_of_a_wave_go_at_the_same_time() -> None:
    """Each waits for the other."""
    meeting = threading.Barrier(2, timeout=20)
    programs = Programs({"build": lambda _: Ran(meeting.wait() and 0)})
    site = a_site(MemoryRecords(), Yard())._replace(run_command=programs)
    stops = [a_stop(app, the_steps()) for app in ("cloudprint", "frachter")]

    assert carry_out(a_deployment(*stops), site).is_good


def test_a_wave_begins_when_what_it_needs_is_recorded() -> None:
    records = MemoryRecords()
    seen: list[AttemptState] = []

    def look(_: Sequence[str]) -> Ran:
        seen.extend(each.state for each in records.book)
        return Ran(0)

    later = Recipe((Phase("build", ((a_command("look"),),)),))
    site = a_site(records, Yard())._replace(run_command=Programs({"look": look}))
    stops = a_stop(recipe=the_steps()), a_stop("frachter", later, wave=2, needs=("backend",))

    carry_out(a_deployment(*stops), site)

    assert seen == ["success"]


def test_phases_come_in_order_and_afterwards_comes_when_all_is_verified() -> None:
    scene = Scene()

    scene.carry_out()

    assert [verb for verb, app, _ in scene.yard.done if app == "backend"] == [
        "build",
        "publish",
        "roll-out",
        "tidy",
    ]
    assert {verb for verb, _, _ in scene.yard.done[-3:]} == {"tidy"}


def test_what_is_recorded_first_has_what_was_captured_and_what_ran_before() -> None:
    scene = Scene()

    scene.carry_out(a_stop(), override="a fix", kind="rollback")

    (attempt,) = scene.records.book
    assert attempt.wanted.values == {"digest": "sha256:backend-1.1.0"}
    assert (attempt.wanted.previous, attempt.wanted.commit) == ("1.0.0", "commit of 1.1.0")
    assert (attempt.wanted.override, attempt.wanted.kind) == ("a fix", "rollback")
    assert attempt.wanted.run == "https://example.org/runs/1"


def test_the_record_stands_before_the_environment_changes() -> None:
    records = MemoryRecords()
    seen: list[AttemptState] = []

    def look(_: Sequence[str]) -> Ran:
        seen.extend(each.state for each in records.book)
        return Ran(0)

    site = a_site(records, Yard())._replace(run_command=Programs({"roll_out": look}))

    carry_out(a_deployment(a_stop(recipe=the_steps())), site)

    assert seen == ["in_progress"]


def test_every_change_is_told_to_the_audit() -> None:
    scene = Scene(("backend", "verify"))

    scene.carry_out(a_stop())

    began, back, ended = scene.voice.audits
    assert began == "production: ada began backend 1.1.0 (attempt 1)"
    assert back == "production: ada took back backend 1.1.0"
    assert ended.startswith("production: ada told failure of backend 1.1.0 (attempt 1): GET http")


def test_people_hear_of_every_phase_and_of_the_end() -> None:
    scene = Scene(("backend", "verify"))

    report = scene.carry_out(a_stop())

    phases = ["build", "publish", "roll out", "verify", None]
    assert scene.voice.phases == [("backend", phase) for phase in phases]
    assert scene.voice.outcomes == list(report.outcomes)
    assert ("backend", "build 1.1.0", "") in scene.voice.lines


def test_a_recipe_without_a_roll_out_is_recorded_all_the_same() -> None:
    recipe = Recipe((Phase("publish", ((a_command("upload"),),)),))
    records = MemoryRecords()
    site = a_site(records, Yard())._replace(run_command=Programs())

    assert carry_out(a_deployment(a_stop(recipe=recipe)), site).is_good
    assert [each.state for each in records.book] == ["success"]


def test_a_plan_without_a_recipe_is_refused() -> None:
    with pytest.raises(ValueError, match="no recipe for backend"):
        carry_out(a_deployment(a_stop()._replace(recipe=None)), Scene().site)
