"""The book of deployments at the local GitHub, held against GitHub's own description."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from release.adapters.clock import Clock
from release.adapters.deploy_lock import DeployLock
from release.adapters.git.objects import git_objects
from release.adapters.git.remote import git_remote
from release.adapters.github.api import Api
from release.adapters.github.line import Access
from release.adapters.github.pace import DEADLINE, Pace
from release.adapters.github.records import BETWEEN_WRITES, GitHubRecords
from release.adapters.github.refusals import Needs
from release.deployment.records import LONGEST_DESCRIPTION, Attempt, NewAttempt
from release.errors import ForgeError
from release.rehearsal import Caller, Door, Fault, Kind, Knock, LocalGitHub
from release.rollout.standing import left_behind
from tests.github.client import through
from tests.github.judge import judged
from tests.github.scene import API, START, TOKEN, VirtualClock
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

TRAIN = "acme/train"
E = "staging"


@dataclass
class Scene:
    """The local GitHub with one commit, and who writes in the book of its deployments."""

    hub: LocalGitHub
    door: Door
    clock: VirtualClock
    commit: str
    locks: DeployLock

    def __post_init__(self) -> None:
        self.client = httpx2.Client(transport=httpx2.MockTransport(through(self.door)))
        self.others = httpx2.Client(transport=httpx2.MockTransport(through(self.hub.answer)))

    def records(self) -> GitHubRecords:
        """The book as a new command has it."""
        access = Access(API, TRAIN, TOKEN, Needs("URL", "GH_PAT", "repo"))
        clock = Clock(lambda: self.clock().timestamp(), self.clock.sleep)
        return GitHubRecords(Api(access, Pace(clock, BETWEEN_WRITES), self.client), self.locks)

    def wanted(self, key: str, app: str = "web", environment: str = E) -> NewAttempt:
        return NewAttempt(key, app, f"1.0.{key}", self.commit, environment)

    def ran(self, key: str, app: str = "web", state: Any = "success") -> Attempt:
        """An attempt that ended so."""
        records = self.records()
        attempt = records.begin(self.wanted(key, app))
        records.tell(attempt, state, f"{key} ended")
        return attempt

    def foreign(self, **fields: Any) -> None:
        """A deployment that somebody else makes."""
        given = {"ref": "main", "auto_merge": False, "required_contexts": [], "environment": E}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        place = f"{API}/repos/{TRAIN}/deployments"
        assert self.others.post(place, json=given | fields, headers=headers).status_code == 201

    def states(self, app: str = "web") -> list[tuple[str, str]]:
        """The version and the state of each attempt, the newest first."""
        found = self.records().attempts(E, [app], whole=True)[app]
        return [(each.wanted.version, each.state) for each in found]

    def asked(self) -> list[str]:
        """What was asked so far, since this was asked last."""
        short = [f"{each.method} {each.path.rpartition('deployments')[2]}" for each in self.hub.log]
        self.hub.log.clear()
        return short

    def writes(self) -> int:
        return sum(each.startswith("POST") for each in self.asked())


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repo = Repo(tmp_path_factory.mktemp("seed"))
    repo.commit("Start", {"a": "a"})
    return repo.root


@pytest.fixture
def scene(tmp_path: Path, seed: Path) -> Iterator[Scene]:
    clock = VirtualClock()
    hub = LocalGitHub(tmp_path / "hub", clock=clock)
    hub.add_repository(TRAIN, seed=seed)
    hub.add_token(TOKEN, Caller("ada"))
    remote = git_remote(seed, os.environ, str(seed), None)
    with judged(hub.answer) as door:
        locks = DeployLock(remote, git_objects(seed, os.environ))
        yield Scene(hub, door, clock, Repo(seed).head, locks)


def test_an_attempt_is_recorded_with_all_that_is_known_of_it(scene: Scene) -> None:
    wanted = NewAttempt(
        "k1",
        "web",
        "1.1.0",
        scene.commit,
        "production",
        "rollback",
        "1.2.0",
        {"digest": "sha256:abc"},
        "https://ci.example.org/1",
        "the fair begins",
    )

    begun = scene.records().begin(wanted)

    assert begun == Attempt(
        begun.id, wanted, "in_progress", "", START, "ada", "https://ci.example.org/1", START
    )
    assert scene.records().attempts("production", ["web", "api"]) == {"web": (begun,), "api": ()}
    (made,) = scene.hub.site.repositories[TRAIN].deployments.values()
    assert (made.production, made.transient, made.task) == (True, False, "deploy:web")


def test_a_deployment_takes_few_calls_and_the_second_time_no_write(scene: Scene) -> None:
    records, before = scene.records(), scene.ran("0").id
    scene.asked()

    begun = records.begin(scene.wanted("1"))
    said, ours = "per_page=100&page=1", f"/{begun.id}/statuses"
    listed = f"GET ?environment={E}&task=deploy%3Aweb&{said}"
    assert [listed, "POST ", f"POST {ours}"] == scene.asked()

    records.tell(begun, "success", "it runs")
    earlier = f"/{before}/statuses"
    assert [
        *[listed, f"GET {earlier}?{said}", f"POST {earlier}"],
        *[f"GET {ours}?{said}", f"POST {ours}"],
    ] == scene.asked()

    assert scene.records().begin(scene.wanted("1")).state == "success"
    scene.records().tell(begun, "success", "it runs")
    assert scene.writes() == 0


def test_what_runs_is_known_from_few_requests(scene: Scene) -> None:
    """One list for all apps, and what was said of those that decide: back to a success."""
    for key in ("1", "2", "3"):
        scene.ran(key)
    scene.ran("4", state="failure")
    scene.ran("1", "api")
    scene.asked()

    found = scene.records().attempts(E, ["web", "api", "none"])

    assert ["failure", "success"] == [each.state for each in found["web"]]
    assert ["1.0.4", "1.0.3"] == [each.wanted.version for each in found["web"]]
    assert ["success"] == [each.state for each in found["api"]]
    assert () == found["none"]
    assert 1 + 2 + 1 == len(scene.asked())


def test_what_a_rollback_led_away_from_is_known(scene: Scene) -> None:
    """It is told by what came before all rollbacks."""
    for key in ("1", "2", "3", "4"):
        scene.ran(key)
    for key, previous in (("b", "1.0.4"), ("a", "1.0.3")):
        wanted = scene.wanted(key)._replace(kind="rollback", previous=previous)
        scene.records().tell(scene.records().begin(wanted), "success", "")

    found = scene.records().attempts(E, ["web"])["web"]

    assert ["rollback", "rollback", "deploy"] == [each.wanted.kind for each in found]
    assert {"1.0.3", "1.0.4"} == left_behind(found)


def test_what_was_asked_before_is_asked_again(scene: Scene) -> None:
    """Under the lock, all is looked at again."""
    records = scene.records()
    records.attempts(E, ["web"])
    scene.ran("1")

    assert 1 == len(records.attempts(E, ["web"])["web"])


def test_a_success_retires_the_earlier_ones_of_its_own_app_alone(scene: Scene) -> None:
    scene.ran("1")
    scene.ran("1", "api")
    scene.ran("2")

    assert [("1.0.2", "success"), ("1.0.1", "inactive")] == scene.states()
    assert [("1.0.1", "success")] == scene.states("api")


def test_the_next_success_mends_what_killed_runs_left(scene: Scene) -> None:
    """Attempts whose end was never told, one of them before what it had replaced was retired."""
    scene.ran("1")
    scene.records().begin(scene.wanted("2"))
    scene.hub.faults = lambda knock: Fault(Kind.UNAUTHORIZED) if _is_last(scene, knock) else None
    with pytest.raises(ForgeError):
        scene.ran("3")
    scene.hub.faults = lambda _: None
    assert ["in_progress", "error", "inactive"] == [state for _, state in scene.states()]

    scene.ran("4")

    assert ["success", "error", "error", "inactive"] == [state for _, state in scene.states()]
    told = scene.records().attempts(E, ["web"], whole=True)["web"][1].description
    assert "its run ended without a word; 1.0.4 took its place" == told


def _is_last(scene: Scene, knock: Knock) -> bool:
    """Whether a request would say how the third attempt ended."""
    return knock.writes and len(scene.hub.site.repositories[TRAIN].deployment_statuses) == 6


def test_what_is_retired_has_run_since_it_succeeded(scene: Scene) -> None:
    """As it runs again where what took its place is taken back."""
    scene.ran("1")
    scene.clock.sleep(3600)
    scene.ran("2")

    newest, before = scene.records().attempts(E, ["web"], whole=True)["web"]

    assert ("inactive", True) == (before.state, before.since < START + timedelta(minutes=1))
    assert newest.since >= START + timedelta(hours=1)


def test_what_others_deploy_is_passed_over(scene: Scene) -> None:
    scene.foreign(task="deploy")
    scene.foreign(task="deploy:web", payload={"schema": 1, "app": "web"})
    scene.foreign(task="deploy:web", payload="a text")

    assert [] == scene.states()


@pytest.mark.parametrize(
    "payload",
    [
        {"tool": "monorepo-release"},
        {"tool": "monorepo-release", "schema": 2, "version": "1.0.0"},
        '{"tool": "monorepo-release", "schema": 1, "key": 7}',
    ],
)
def test_what_of_ours_cannot_be_read_is_unknown(scene: Scene, payload: object) -> None:
    """Never nothing, or what came before it would be taken for what runs."""
    scene.ran("1")
    scene.foreign(task="deploy:web", payload=payload)

    newest, before = scene.records().attempts(E, ["web"])["web"]

    assert ("error", "success") == (newest.state, before.state)
    assert "cannot be read" in newest.description


def test_the_newest_hundred_are_not_all(scene: Scene) -> None:
    scene.ran("1")
    for _ in range(100):
        scene.foreign(task="another")
    scene.asked()

    assert [("1.0.1", "success")] == scene.states()
    assert ["1.0.1"] == [
        each.wanted.version for each in scene.records().attempts(E, ["web"])["web"]
    ]


def test_a_long_description_is_cut(scene: Scene) -> None:
    attempt = scene.records().begin(scene.wanted("1"))
    scene.records().tell(attempt, "failure", "it is\n" + "x" * 200)

    (told,) = scene.records().attempts(E, ["web"])["web"]

    assert told.description.startswith("it is xx")
    assert len(told.description) == LONGEST_DESCRIPTION


def test_a_deployment_may_take_longer_than_patience_with_github(scene: Scene) -> None:
    """Each time that something is told, GitHub has all of its time to answer."""
    records = scene.records()
    attempt = records.begin(scene.wanted("1"))
    scene.clock.sleep(DEADLINE + 1)
    dropped = iter([Fault(Kind.DROP)] * 2)
    scene.hub.faults = lambda _: next(dropped, None)

    records.tell(attempt, "success", "it runs")

    assert [("1.0.1", "success")] == scene.states()


def test_a_commit_that_is_not_there_is_said_to_be_missing(scene: Scene) -> None:
    with pytest.raises(ForgeError, match=r"No ref found for: f+\n  hint: push f+ first"):
        scene.records().begin(scene.wanted("1")._replace(commit="f" * 40))


def test_old_snapshots_are_removed_and_nothing_else(scene: Scene) -> None:
    """Neither what others made, nor another app's; once more there is nothing to remove."""
    for key in "1234":
        records = scene.records()
        attempt = records.begin(scene.wanted(key)._replace(kind="snapshot"))
        records.tell(attempt, "success", "")
        scene.foreign(task="deploy:web")
    scene.ran("9", app="api")
    scene.asked()

    gone, again = (scene.records().prune(E, "web", 2) for _ in range(2))

    assert (2, 0) == (gone, again)
    assert 2 == sum(each.startswith("DELETE") for each in scene.asked())
    assert [("1.0.4", "success"), ("1.0.3", "inactive")] == scene.states()
    assert [("1.0.9", "success")] == scene.states("api")
    assert 7 == len(scene.hub.site.repositories[TRAIN].deployments)
