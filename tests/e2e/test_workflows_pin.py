"""`workflows.pin`, as it is typed, with the actions at a GitHub of this machine."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from release.config.pins import CHECKOUT, PINS, SETUP_PYTHON
from release.rehearsal import Caller, LocalGitHub
from tests.e2e.desk import Answer, typed
from tests.github.client import connect
from tests.github.judge import judged
from tests.github.scene import API
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
OWN = "acme/setup"
ACTIONS = (*PINS, OWN)
DEPLOY = ".github/workflows/deploy.yml"
TODAY = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Scene:
    """A repository at `here`, and the actions that its workflows use."""

    here: Repo
    actions: dict[str, Repo]
    hub: LocalGitHub
    url: str
    age: timedelta = timedelta()

    def type(self, *arguments: str) -> Answer:
        return typed(self.here.root, *arguments)

    def publish(self, action: str, version: str, *, days: int, annotated: bool = False) -> str:
        """Tag a new commit of an action, and release it, so many days ago; the commit."""
        self.age = timedelta(days=days)
        commit = self.actions[action].commit(f"{version}")
        self.tag(action, version, annotated=annotated)
        owner, _, name = action.partition("/")
        api = connect(self.hub.answer, API, TOKEN)
        api.repos.create_release(owner=owner, repo=name, tag_name=version)
        return commit

    def tag(self, action: str, version: str, *, annotated: bool = False) -> None:
        """Have a tag at the last commit of an action, there too; it is moved."""
        repo = self.actions[action]
        words = ["--annotate", "--message=It"] if annotated else []
        repo.git.tag("--force", *words, version)
        header = f"http.extraHeader=Authorization: Bearer {TOKEN}"
        place = f"{self.url}/{action}.git"
        push = ["git", "-c", header, "push", "--quiet", "--force", place, "main", version]
        repo.git.execute(push)

    @property
    def configured(self) -> dict[str, str]:
        """The pins of the configuration, and those of its steps."""
        text = (self.here.root / "release.toml").read_text("utf-8")
        found = tomllib.loads(text)["workflows"]
        own = [step["uses"].partition("@") for step in found["steps"]]
        return {**found["pins"], **{action: pin for action, _, pin in own}}


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Each action at v1.0.0, released long ago, and used so."""
    here = Repo(tmp_path / "here")
    hub = LocalGitHub(tmp_path / "hub", clock=lambda: TODAY - made.age)
    hub.add_token(TOKEN, Caller("ada"))
    monkeypatch.setenv("GH_PAT", TOKEN)
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/train")
    with judged(hub.answer) as door, hub.serve(door) as url:
        monkeypatch.setenv("GITHUB_SERVER_URL", url)
        actions = {name: Repo(tmp_path / name) for name in ACTIONS}
        made = Scene(here, actions, hub, url)
        for name in ACTIONS:
            hub.add_repository(name)
        pins = {name: made.publish(name, "v1.0.0", days=100) for name in ACTIONS}
        own = f"{OWN}/node@{pins.pop(OWN)} # v1.0.0"
        table = "".join(f'"{name}" = "{commit} # v1.0.0"\n' for name, commit in pins.items())
        steps = f'[[workflows.steps]]\nname = "Set up"\njobs = ["publish"]\nuses = "{own}"\n'
        here.commit(
            files={
                "package.json": '{"name": "solo", "version": "1.0.0"}\n',
                "release.toml": f"# Ours.\n{steps}\n[workflows.pins]\n{table}",
            }
        )
        assert typed(here.root, "workflows.render").code == 0
        made.age = timedelta()
        yield made


def test_what_is_new_and_old_enough_is_taken_and_then_nothing(scene: Scene) -> None:
    """By the commit, whatever leads to it, in the configuration and in the workflows."""
    checkout = scene.publish(CHECKOUT, "v2.1.0", days=8, annotated=True)
    scene.publish(CHECKOUT, "v2.2.0", days=3)
    own = scene.publish(OWN, "v1.0.1", days=7)
    before = scene.configured

    foreseen = scene.type("workflows.pin", "--check")
    answer = scene.type("workflows.pin", "--json")

    assert (4, 0) == (foreseen.code, answer.code)
    assert scene.configured == before | {
        CHECKOUT: f"{checkout} # v2.1.0",
        f"{OWN}/node": f"{own} # v1.0.1",
    }
    told = {each["action"]: each for each in json.loads(answer.out)["pins"]}
    assert told[CHECKOUT]["newer"] == {"commit": checkout, "version": "v2.1.0"}
    assert told[CHECKOUT]["young"] == "v2.2.0"
    text = (scene.here.root / DEPLOY).read_text("utf-8")
    assert f"uses: {CHECKOUT}@{checkout} # v2.1.0\n" in text
    assert f"uses: {OWN}/node@{own} # v1.0.1\n" in text
    assert scene.type("workflows.check").code == 0
    again = scene.type("workflows.pin")
    assert "nothing to do: no action has a newer version that is old enough" in again.err
    assert scene.type("workflows.pin", "--cooldown=2", "--check").code == 4
    assert {each.status for each in scene.hub.log if "/api/" in each.path} <= {200, 201}


def test_a_tag_that_was_moved_stops_everything(scene: Scene) -> None:
    scene.publish(CHECKOUT, "v2.0.0", days=30)
    poisoned = scene.actions[SETUP_PYTHON].commit("Send all secrets to me")
    scene.tag(SETUP_PYTHON, "v1.0.0")
    before = scene.configured

    answer = scene.type("workflows.pin")

    assert answer.code == 4
    assert f"v1.0.0 of `{SETUP_PYTHON}` is another commit now: {poisoned}" in answer.err
    assert scene.configured == before


def test_an_action_that_is_gone_stays_as_it_is_and_that_is_told(scene: Scene) -> None:
    scene.hub.site.repositories.pop(OWN)
    scene.hub.site.repositories[CHECKOUT].bare.remove("refs/tags/v1.0.0")

    answer = scene.type("workflows.pin")

    assert answer.code == 0
    assert f"shows no repository {OWN}" in answer.out
    assert "the tag v1.0.0 is gone" in answer.out


def test_what_a_robot_changed_is_told_apart_and_taken_in(scene: Scene) -> None:
    new = f"{'a' * 40} # v3"
    folder = scene.here.root / ".github/workflows"
    old = f"{CHECKOUT}@{scene.configured[CHECKOUT]}"
    for path in folder.glob("*.yml"):
        path.write_text(path.read_text("utf-8").replace(old, f"{CHECKOUT}@{new}"), "utf-8")

    told = scene.type("workflows.check")
    taken = scene.type("workflows.pin", "--from-workflows")

    assert (4, 0) == (told.code, taken.code)
    assert told.err.count("at other commits than the configuration") == 7
    assert scene.configured[CHECKOUT] == new
    assert scene.type("workflows.check").code == 0
    assert "nothing to do" in scene.type("workflows.pin", "--from-workflows").err


def test_nothing_is_taken_in_beside_other_changes(scene: Scene) -> None:
    path = scene.here.root / DEPLOY
    path.write_text(path.read_text("utf-8").replace("# v1.0.0", "# v3").replace(": 30", ": 31"))

    answer = scene.type("workflows.pin", "--from-workflows")

    assert answer.code == 4
    assert "differs from the configuration in more than the commits of actions" in answer.err
