"""A train whose workflows run: people, a GitHub, its Actions, and the host that is deployed to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from release.rehearsal import Caller, LocalGitHub, Repository
from release.rehearsal.messages import asked_of
from tests.actions.events import Actions, Run
from tests.e2e.desk import typed
from tests.github.scene import with_token
from tests.repositories import Repo
from tests.trains import RELEASED, a_train, released

ADAS = "ghp_adaonatrain456789abcdefghijklmnopqrs"
BOTS = "ghp_botonatrain456789abcdefghijklmnopqrs"

TASKS = "from release.tasks import namespace as ns\n"
PORTER = """\
import os, pathlib, sys, time

host = pathlib.Path({host!r})
verb, app, version, environment = sys.argv[1:]
place = host / environment / app
if verb == "check":
    sys.exit((host / f"{{app}}-is-ill").exists() or place.read_text() != version)
place.parent.mkdir(parents=True, exist_ok=True)
place.write_text(version)
with (host / "log").open("a") as log:
    print(verb, app, version, environment, os.environ.get("SIGNING_KEY", ""), file=log)
until = time.monotonic() + 60
while (host / f"{{app}}-is-slow").exists() and time.monotonic() < until:
    time.sleep(0.02)
"""
"""Deploys and checks: it notes what came to the host, in order, and what it was signed with."""
APPS = """
backend = {{ target = "command", command = {ship}, health = {check} }}
cloudprint = {{ needs = ["backend"], target = "command", command = {ship}, health = {check} }}
frachter = {{ needs = ["backend"], target = "command", command = {ship}, health = {check} }}
[workflows.secrets]
cloudprint = ["SIGNING_KEY"]
"""


class ActTrain:
    """A repository like ours at the local GitHub, all of it released, and a clone of Ada's.

    `host` is what its apps are deployed to.
    """

    def __init__(self, people: Repo, hub: LocalGitHub, there: Repository, folder: Path) -> None:
        self.people = people
        self.hub = hub
        self.there = there
        self.host = folder / "host"
        self.actions = Actions(hub, there, folder / "runs", ADAS)

    def ask(self, method: str, path: str, **body: object) -> Any:
        """What Ada does on the pages."""
        said = self.actions.door(asked_of(self.there.full_name, ADAS, method, path, body))
        assert said.status < 400, said.body
        return json.loads(said.body)

    def go(self, branch: str) -> None:
        """Have the newest of a branch in the clone."""
        self.people.git.fetch("--quiet", "origin")
        self.people.git.switch("--quiet", "--detach", f"origin/{branch}")

    def push(
        self, branch: str, files: Mapping[str, str], message: str = "Change", start: str = ""
    ) -> None:
        """A commit of Ada's on a branch, which begins where `start` is if it is a new one."""
        self.go(start or branch)
        self.people.commit(message, files)
        self.people.git.push("--quiet", "origin", f"HEAD:refs/heads/{branch}")

    def type(self, *words: str) -> None:
        """Run one of our commands in the clone, with Ada's token."""
        server = {"GITHUB_SERVER_URL": self.hub.site.url, "GH_PAT": ADAS}
        program = (sys.executable, "-m", "release")
        env = {**os.environ, **server}
        subprocess.run((*program, *words), cwd=self.people.root, env=env, check=True)

    @contextmanager
    def step(self, file: str, job: str, name: str) -> Iterator[subprocess.Popen[str]]:
        """Begin a step of a workflow in the clone, as the runner does, with Ada's token."""
        workflow = self.people.root / ".github/workflows" / file
        steps = YAML(typ="safe").load(workflow)["jobs"][job]["steps"]
        (script,) = (each["run"] for each in steps if each["name"] == name)
        place = self.host / "step.sh"
        place.write_text(script, "utf-8")
        around = {"GITHUB_SERVER_URL": self.hub.site.url, "GITHUB_TOKEN": ADAS}
        with subprocess.Popen(
            ("bash", "-e", place),
            cwd=self.people.root,
            env={**os.environ, **around, "GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        ) as begun:
            try:
                yield begun
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(begun.pid, signal.SIGKILL)

    def release_by_hand(self, **intents: str) -> None:
        """Push a release to main: of packages, each with what it is bumped by."""
        self.go("main")
        for package, bump in intents.items():
            self.people.write(f".changeset/{package}.md", an_intent(package, bump))
        self.type("changeset.version")
        self.people.commit("Release by hand")
        self.people.git.push("--quiet", "origin", "HEAD:refs/heads/main")

    def propose(self, head: str, base: str) -> int:
        """Ask for a branch to be merged; the number of the pull request."""
        return int(self.ask("POST", "pulls", title=f"From {head}", head=head, base=base)["number"])

    def merge(self, number: int) -> None:
        """Press the button of a pull request."""
        self.ask("PUT", f"pulls/{number}/merge")

    def watch(self) -> Run:
        """Have the watchdog look."""
        (run,) = self.actions.runs_of(self.actions.schedule(), "release-watchdog.yml")
        return run

    @property
    def shipped(self) -> list[str]:
        """What came to the host, in order."""
        log = self.host / "log"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        return [line.strip() for line in lines]

    @property
    def tags(self) -> list[str]:
        """All tags but those of the beginning."""
        found = [
            ref.removeprefix("refs/tags/") for ref in self.there.bare.refs() if "/tags/" in ref
        ]
        before = {f"{app}@{version}" for app, version in RELEASED.items()}
        return [tag for tag in found if tag not in before]


def an_intent(package: str, bump: str) -> str:
    """A changeset."""
    return f'---\n"{package}": {bump}\n---\n\nSomething of {package}\n'


@contextmanager
def an_act_train(
    folder: Path, workflows: str = "", apps: str = APPS, *, has_tasks: bool = True
) -> Iterator[ActTrain]:
    """Serve it. GitHub's environment `release` has the bot's token, `production` a key.

    Args:
        folder: for all of it.
        workflows: more of that table of the configuration.
        apps: how they are deployed; empty is no app at all.
        has_tasks: whether there is a tasks.py.
    """
    (folder / "host").mkdir()
    settings = f'[workflows]\ninstall = "true"\n{workflows}\n[apps]\n{apps}'
    seed = _seed(folder, settings, {"tasks.py": TASKS} if has_tasks else {})
    hub = LocalGitHub(folder / "hub")
    there = hub.add_repository("acme/train", seed=seed.root, private=True)
    hub.add_token(ADAS, Caller("ada", admin=True))
    hub.add_token(BOTS, Caller("release-bot"))
    train = ActTrain(Repo(folder / "people"), hub, there, folder)
    train.actions.secrets["release"] = {"GH_PAT": BOTS}
    train.actions.secrets["production"] = {"SIGNING_KEY": "sealed"}
    with hub.serve(train.actions.door) as url:
        train.people.git.remote("add", "origin", with_token(url, ADAS))
        yield train


def _seed(folder: Path, settings: str, more: Mapping[str, str]) -> Repo:
    words = '["python", "../../porter.py", "{verb}", "{{app}}", "{{{value}}}", "{{environment}}"]'
    ship = (
        f"{{ roll-out = {words.format(verb='ship', value='version')}, "
        f"rollback = {words.format(verb='back', value='previous')} }}"
    )
    asked = words.format(verb="check", value="version")
    # Asked once, whatever it answers, and as patiently as a machine with much to do needs.
    check = f"{{ command = {asked}, successes = 1, within = 60, interval = 60 }}"
    files = {
        "release.toml": settings.format(ship=ship, check=check),
        "porter.py": PORTER.format(host=str(folder / "host")),
        **more,
    }
    seed = Repo(a_train(folder / "seed", files))
    for intent in (seed.root / ".changeset").glob("*.md"):
        intent.unlink()
    answer = typed(seed.root, "workflows.render")
    assert answer.code == 0, answer.err
    return released(seed)
