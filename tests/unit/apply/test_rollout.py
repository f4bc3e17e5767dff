"""A deployment is carried out wave after wave, checked, recorded, and taken back where it fails."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from release.apply.rollout import carry_out
from release.deployment import HttpCheck, Late, Patience, Phase, Recipe
from release.deployment.outcome import Outcome, Report
from release.deployment.plan import Stop
from release.deployment.ports import Ran
from release.deployment.records import Attempt, AttemptState
from release.errors import ForgeError
from tests.deploy_fakes import (
    Faults,
    Heard,
    MemoryRecords,
    Programs,
    Yard,
    a_command,
    a_deployment,
    a_site,
    a_stop,
)

FAILS = Ran(3, lines=("no space left on device",))


def rolled_out(stop: Stop, programs: Programs) -> Report:
    """What comes of a deployment of one app."""
    site = a_site(MemoryRecords(), Yard())._replace(run_command=programs)
    return carry_out(a_deployment(stop), site)


def the_steps(**undo: str) -> Recipe:
    """One command for each phase, and its undo where that is named."""

    def phase(name: str) -> Phase:
        key = name.replace(" ", "_")
        back = ((a_command(undo[key]),),) if key in undo else ()
        return Phase(name, ((a_command(key),),), undo=back)  # type: ignore[arg-type]

    return Recipe(tuple(map(phase, ("build", "publish", "roll out", "verify"))))


class Scene:
    """Backend, and two that need it, in a yard where all of them ran."""

    def __init__(self, *broken: tuple[str, str], faults: Faults | None = None) -> None:
        self.records = MemoryRecords()
        apps = ("backend", "cloudprint", "frachter")
        self.yard = Yard(runs=dict.fromkeys(apps, "1.0.0"), broken={*broken})  # type: ignore[arg-type]
        self.site = a_site(self.records, self.yard, faults)
        assert isinstance(self.site.voice, Heard)
        self.voice = self.site.voice
        first, *others = apps
        self.stops = [
            a_stop(first),
            *(a_stop(app, wave=2, needs=(first,)) for app in others),
        ]

    def carry_out(self, *stops: Stop, **fields: object) -> Report:
        return carry_out(a_deployment(*(stops or self.stops), **fields), self.site)

    @property
    def told(self) -> list[tuple[str, AttemptState]]:
        return [(each.wanted.app, each.state) for each in self.records.book]


def states(report: Report) -> dict[str, str]:
    return {each.app: each.state for each in report.outcomes}


def reason(report: Report, app: str = "backend") -> str:
    return next(each.reason for each in report.outcomes if each.app == app)


# In order


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


# Failing


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


@pytest.mark.parametrize("trial", ["roll out", "verify"])
def test_what_fails_in_the_environment_is_taken_back(trial: str) -> None:
    scene = Scene(("backend", trial))

    report = scene.carry_out(a_stop())

    (outcome,) = report.outcomes
    assert (outcome.state, outcome.runs, outcome.phase) == ("failed", "1.0.0", trial)
    assert scene.yard.runs["backend"] == "1.0.0"
    assert scene.told == [("backend", "failure")]
    assert [verb for verb, *_ in scene.yard.done[-2:]] == ["restore", "unpublish"]


@pytest.mark.parametrize(("trial", "undone"), [("build", []), ("publish", ["unpublish"])])
def test_what_fails_before_it_changes_nothing_and_is_recorded(
    trial: str, undone: list[str]
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
    assert any("test_rollout.py" in line for line in outcome.lines)


# In doubt


@pytest.mark.parametrize("trial", ["build", "publish"])
def test_where_nobody_knew_what_runs_nobody_knows_it_after_a_failure(trial: str) -> None:
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


# Records that cannot be written


class Illegible(MemoryRecords):
    """Records that take no word of these states; `None` is the beginning."""

    def __init__(self, *refused: str | None) -> None:
        super().__init__()
        self._refused = refused

    def begin(self, wanted: object) -> Attempt:
        if None in self._refused:
            raise ForgeError("GitHub refused")
        return super().begin(wanted)  # type: ignore[arg-type]

    def tell(self, attempt: Attempt, state: AttemptState, description: str) -> None:
        if state in self._refused:
            raise ForgeError("GitHub refused")
        super().tell(attempt, state, description)


def recorded(records: MemoryRecords, yard: Yard) -> Outcome:
    """What comes of the backend's deployment with these records."""
    site = a_site(MemoryRecords(), yard)._replace(records=records)
    return carry_out(a_deployment(a_stop()), site).outcomes[0]


def test_without_a_record_nothing_is_rolled_out() -> None:
    yard = Yard({"backend": "1.0.0"})

    outcome = recorded(Illegible(None), yard)

    assert (outcome.state, outcome.runs) == ("failed", "1.0.0")
    assert outcome.reason == "GitHub refused; and that could not be recorded: GitHub refused"
    assert yard.runs == {"backend": "1.0.0"}


def test_a_success_that_is_not_recorded_is_unknown() -> None:
    outcome = recorded(Illegible("success"), Yard({"backend": "1.0.0"}))

    assert (outcome.state, outcome.runs) == ("unknown", "1.1.0")
    assert outcome.reason == "1.1.0 runs; and that could not be recorded: GitHub refused"


def test_a_failure_that_is_not_recorded_is_unknown() -> None:
    outcome = recorded(
        Illegible("failure"), Yard({"backend": "1.0.0"}, broken={("backend", "verify")})
    )

    assert outcome.state == "unknown"
    assert outcome.reason.endswith("; and that could not be recorded: GitHub refused")


# By wave


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


# Interrupted


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
        scene.site.stop.why = "SIGTERM"  # type: ignore[misc]
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


# Without a phase


def test_a_recipe_without_a_roll_out_is_recorded_all_the_same() -> None:
    recipe = Recipe((Phase("publish", ((a_command("upload"),),)),))
    records = MemoryRecords()
    site = a_site(records, Yard())._replace(run_command=Programs())

    assert carry_out(a_deployment(a_stop(recipe=recipe)), site).is_good
    assert [each.state for each in records.book] == ["success"]


def test_a_plan_without_a_recipe_is_refused() -> None:
    with pytest.raises(ValueError, match="no recipe for backend"):
        carry_out(a_deployment(a_stop()._replace(recipe=None)), Scene().site)
