"""The one way that everything is deployed: under the lock, as planned there, and told."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from release.actions import Decision, SetOutput
from release.deployment import Command, Phase, Recipe, Running, Shipment
from release.deployment.plan import DeployPlan, Planned, Stop
from release.deployment.records import Lock, WritableRecords
from release.errors import CommandError, InterruptError, StateError
from release.tasks.deploying import Manner, Terms, deploying
from release.tasks.desk import Desk, open_desk
from release.world import View
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
AT_ONCE = Terms(wait=0)
AS_EVER = Manner()
HUMAN = Lock("0001", "local", "eve", NOON, is_human=True, message="moving the database")


def a_stop(app: str, script: str, version: str = "1.0.0", wave: int = 1) -> Stop:
    """An app that is rolled out by a shell's script, in the repository."""
    running = Running("0.9.0", "b" * 40)
    shipment = Shipment(app, app, "", version, f"{app}@{version}", "c" * 40, "local", running)
    recipe = Recipe((Phase("roll out", ((Command(("sh", "-c", script)),),)),))
    return Stop(app, wave, "deploy", version, "0.9.0 runs", (), shipment, recipe)


def a_plan(*stops: Stop) -> DeployPlan:
    return DeployPlan("local", stops)


WELL = a_plan(a_stop("backend", "echo well; echo backend >> deployed"))
ILL = a_plan(a_stop("backend", "echo port is taken >&2; exit 7"))
NOTHING = a_plan(Stop("backend", 1, "already", "1.0.0", "runs 1.0.0"))


class Scene:
    """A repository whose book is kept in its clone, and what plans in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.desk = open_desk()
        self.records = self.desk.world.records("clone")
        self.looks = 0
        self.before_look: Callable[[], None] = lambda: None

    def deploy(
        self,
        *plans: DeployPlan,
        terms: Terms = AT_ONCE,
        only_looks: bool = False,
        manner: Manner = AS_EVER,
    ) -> Decision:
        """Deploy what is planned first and, where there are several, later."""
        later = list(plans)

        def look(_: View) -> Planned:
            self.looks += 1
            self.before_look()
            return Planned(later.pop(0) if len(later) > 1 else later[0], "clone", ("slow",))

        desk: Desk = self.desk._replace(only_looks=only_looks)
        return deploying(desk, look, terms, manner)

    @property
    def states(self) -> list[str]:
        attempts = self.records.attempts("local", ["backend", "web"], whole=True)
        return [each.state for found in attempts.values() for each in found]

    @property
    def deployed(self) -> str:
        file = self.root / "deployed"
        return file.read_text() if file.exists() else ""


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    repo = Repo(tmp_path / "train")
    repo.write("package.json", '{"name": "train", "private": true}\n')
    with chdir(repo.root):
        yield Scene(repo.root)


def test_what_is_due_is_done_under_the_lock_and_told(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held: list[Lock | None] = []
    scene.before_look = lambda: held.append(scene.records.lock("local"))

    decision = scene.deploy(WELL)

    assert [True, False] == [each is None for each in held]
    assert scene.records.lock("local") is None
    assert ("backend\n", ["success"]) == (scene.deployed, scene.states)
    assert (SetOutput("deployed", '["backend"]'),) == decision.actions
    assert decision.document is not None
    assert WELL.digest == decision.document["digest"]
    report = decision.document["report"]
    assert isinstance(report, dict)
    assert "deployed" == report["outcomes"]["backend"]["state"]
    assert (None, ()) == (decision.failure, decision.warnings)
    assert "1 deployed" in (tmp_path / "summary").read_text()
    said = capsys.readouterr()
    assert "" == said.out
    assert said.err.index("warning: slow\n") < said.err.index("[backend] well\n")
    audits = [line for line in said.err.splitlines() if line.startswith("audit: ")]
    assert 4 == len(audits), audits


def test_where_nothing_is_due_nothing_is_written(scene: Scene) -> None:
    decision = scene.deploy(NOTHING)

    assert (1, [], "nothing is due in local") == (scene.looks, scene.states, decision.done)
    assert (SetOutput("deployed", "[]"),) == decision.actions
    assert decision.pending is False


@pytest.mark.parametrize(
    ("attempt", "only_looks", "stays"), [("1", False, False), ("2", False, True), ("1", True, True)]
)
def test_the_lock_of_a_run_that_was_killed_at_its_end_goes(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, attempt: str, *, only_looks: bool, stays: bool
) -> None:
    """Once that is proven, as by a higher attempt of the same run."""
    monkeypatch.setenv("GITHUB_RUN_ID", "77")
    monkeypatch.setenv("GITHUB_RUN_ATTEMPT", "2")
    lock = Lock("0002", "local", "eve", NOON, claim=f"job 77 {attempt} deploy")
    scene.records.take(lock)

    scene.deploy(NOTHING, only_looks=only_looks)

    assert (lock if stays else None) == scene.records.lock("local")


def test_only_looking_takes_no_lock_and_prints_the_plan(scene: Scene) -> None:
    decision = scene.deploy(WELL, only_looks=True)

    assert (1, [], "", True) == (scene.looks, scene.states, scene.deployed, decision.pending)
    assert ((), WELL.document()) == (decision.actions, decision.document)


def test_another_plan_than_was_expected_is_refused_before_anything(scene: Scene) -> None:
    with pytest.raises(StateError, match=f"the plan is {WELL.digest}, and sha256:0 was expected"):
        scene.deploy(WELL, terms=AT_ONCE._replace(expect="sha256:0"))

    assert (1, []) == (scene.looks, scene.states)


def test_the_plan_that_was_expected_is_carried_out(scene: Scene) -> None:
    decision = scene.deploy(WELL, terms=AT_ONCE._replace(expect=WELL.digest))

    assert (None, ["success"]) == (decision.failure, scene.states)


def test_what_changed_until_the_lock_was_had_is_told_and_done(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = a_plan(a_stop("backend", "echo newer > deployed", "1.1.0"))

    decision = scene.deploy(WELL, newer)

    assert ("newer\n", None) == (scene.deployed, decision.failure)
    assert decision.document is not None
    assert newer.digest == decision.document["digest"]
    assert "has changed meanwhile" in capsys.readouterr().err


def test_what_was_done_by_another_meanwhile_is_not_done_again(scene: Scene) -> None:
    decision = scene.deploy(WELL, NOTHING)

    assert ("", []) == (scene.deployed, scene.states)
    assert (None, (SetOutput("deployed", "[]"),)) == (decision.failure, decision.actions)


def test_what_changed_is_refused_where_a_plan_was_expected(scene: Scene) -> None:
    with pytest.raises(StateError, match="was expected"):
        scene.deploy(WELL, ILL, terms=AT_ONCE._replace(expect=WELL.digest))

    assert ([], None) == (scene.states, scene.records.lock("local"))


def test_what_fails_ends_with_6_and_leaves_no_lock(scene: Scene, tmp_path: Path) -> None:
    decision = scene.deploy(ILL)

    assert isinstance(decision.failure, CommandError)
    (problem,) = decision.failure.problems
    assert problem.message.startswith("backend 1.0.0 ")
    assert "port is taken" in problem.message
    assert scene.records.lock("local") is None
    assert (SetOutput("deployed", "[]"),) == decision.actions
    assert "port is taken" in (tmp_path / "summary").read_text()


def test_a_person_keeps_everybody_out(scene: Scene) -> None:
    scene.records.take(HUMAN)

    with pytest.raises(StateError, match=r'locked by eve .*: "moving the database"'):
        scene.deploy(WELL)

    assert ([], HUMAN.id) == (scene.states, getattr(scene.records.lock("local"), "id", None))


def test_a_plan_that_cannot_be_made_under_the_lock_leaves_it(scene: Scene) -> None:
    def refuse() -> None:
        if scene.looks == 2:
            raise StateError("frozen")

    scene.before_look = refuse

    with pytest.raises(StateError, match="frozen"):
        scene.deploy(WELL)

    assert ([], None) == (scene.states, scene.records.lock("local"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_with_130_and_leaves_no_lock(
    number: signal.Signals, scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(scene.root / "begun")
    plan = a_plan(a_stop("backend", "echo > begun; exec sleep 60"), a_stop("web", "true", wave=2))

    def interrupt() -> None:
        (scene.root / "begun").read_text()
        os.kill(os.getpid(), number)

    threading.Thread(target=interrupt, daemon=True).start()

    decision = scene.deploy(plan)

    assert isinstance(decision.failure, InterruptError)
    assert (["error"], None) == (scene.states, scene.records.lock("local"))
    assert f"{number.name}: ending what has begun" in capsys.readouterr().err
    assert decision.document is not None
    outcomes = json.loads(json.dumps(decision.document))["report"]["outcomes"]
    assert {"backend": "unknown", "web": "blocked"} == {
        app: each["state"] for app, each in outcomes.items()
    }


def test_a_summary_that_cannot_be_written_changes_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(scene.root))

    decision = scene.deploy(WELL)

    assert (None, ["success"]) == (decision.failure, scene.states)
    assert "warning: the summary cannot be written: is a directory" in capsys.readouterr().err


class Elsewhere:
    """A manner with a tree of its own; `entered` is how often it was, `tidied` after which plans.

    What went wrong with the tidying is a warning.
    """

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.entered = 0
        self.tidied: list[DeployPlan] = []
        self.manner = Manner(self._place, self._tidy)

    @contextmanager
    def _place(self, plan: DeployPlan) -> Iterator[Path]:
        assert plan.due
        self.entered += 1
        self.tree.mkdir(exist_ok=True)
        yield self.tree

    def _tidy(self, plan: DeployPlan, records: WritableRecords) -> list[str]:
        assert records.lock("local")
        self.tidied.append(plan)
        return ["dusty"]


def test_it_runs_in_another_tree_and_tidies_up_when_all_is_well(
    scene: Scene, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(tmp_path / "tree")

    well = scene.deploy(WELL, manner=elsewhere.manner)
    ill = scene.deploy(ILL, manner=elsewhere.manner)

    assert "backend\n" == (tmp_path / "tree/deployed").read_text()
    assert "" == scene.deployed
    assert (2, [WELL]) == (elsewhere.entered, elsewhere.tidied)
    assert ("dusty",) == well.warnings
    assert ill.failure is not None


def test_it_goes_to_no_other_tree_where_another_did_all_of_it_meanwhile(
    scene: Scene, tmp_path: Path
) -> None:
    elsewhere = Elsewhere(tmp_path / "tree")

    decision = scene.deploy(WELL, NOTHING, manner=elsewhere.manner)

    assert (0, []) == (elsewhere.entered, elsewhere.tidied)
    assert decision.failure is None
