"""Where a rehearsal is played: the copy of a repository, and what is done there."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from release.adapters.deploy_lock import ref_of
from release.adapters.git.program import GitProgram
from release.adapters.shell import Result, run
from release.config.deploying import STAGING
from release.config.train import Config
from release.errors import StateError
from release.model import PRODUCTION
from release.rehearsal.hub import LocalGitHub
from release.rehearsal.messages import asked_of
from release.rehearsal.state import Repository

ASIDE = Path(".git", "rehearsal")
BOT, PERSON = "release-bot", "you"
LONGEST = 600  # seconds that one command may take


class Runner(Protocol):
    """Runs one of our commands, as a user would."""

    def __call__(self, words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Result:
        """Run it to its end; `env` is all of its environment."""


def in_a_process(words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Result:
    """Run it in a process of its own.

    Raises:
        CommandError: it did not end.
    """
    # -P: a repository that has a folder `release`, such as ours, is not what is run.
    argv = [sys.executable, "-P", "-m", "release", *words]
    return run(argv, cwd, env=env, timeout=LONGEST)


class Stage(NamedTuple):
    """The scene of one rehearsal.

    `clone` is the top of the copy, whose `origin` is `there`, and `root` the workspace's in it;
    `environment` is all that a command knows. `config` is the user's own, with the targets that
    are not reached, and `packages` are those that an intent can be for, of the apps where it names
    some. `commit` is the user's, and `is_changed` tells of more in the user's tree. `told` is what
    else is not as it will be, in words.
    """

    hub: LocalGitHub
    there: Repository
    url: str
    clone: GitProgram
    root: Path
    environment: Mapping[str, str]
    config: Config
    packages: tuple[str, ...]
    commit: str
    is_changed: bool
    told: tuple[str, ...] = ()
    runner: Runner = in_a_process

    @property
    def page(self) -> str:
        """The address of the repository's page."""
        return f"{self.url}/{self.there.full_name}"

    @property
    def has_one_branch(self) -> bool:
        """Whether there is no `staging` beside `main`."""
        return self.config.main == self.config.staging

    @property
    def deployed(self) -> tuple[str, ...]:
        """The apps that are deployed: none where the configuration names none."""
        return tuple(app.name for app in self.config.apps) if self.config.configured else ()

    @property
    def aside(self) -> Path:
        """A folder of the rehearsal that no command takes for the user's."""
        return self.clone.root / ASIDE

    @property
    def staged(self) -> tuple[str, ...]:
        """The apps that have a target in `staging`."""
        apps = () if self.has_one_branch else self.deployed
        return tuple(app for app in apps if self.config.deploying(app, STAGING))

    @property
    def holds_lock(self) -> bool:
        """Whether a command has left the lock of production."""
        return self.there.bare.ref(ref_of(PRODUCTION)) is not None

    def run(self, *words: str) -> Result:
        """Run one of our commands in the clone."""
        return self.runner(words, self.root, self.environment)

    def ask(self, method: str, path: str, **body: object) -> Any:
        """What a person does on the pages of GitHub.

        Raises:
            StateError: GitHub refuses it.
        """
        token = next(key for key, who in self.hub.site.callers.items() if who.login == PERSON)
        said = self.hub.answer(asked_of(self.there.full_name, token, method, path, body))
        answer = json.loads(said.body)
        if said.is_refusal:
            raise StateError(f"GitHub refuses it: {answer['message']}")
        return answer

    def check_out(self, branch: str) -> None:
        """Have the newest of a branch in the clone."""
        self.clone.answer("fetch", "--quiet", "--tags", "origin")
        self.clone.answer("checkout", "--quiet", "-B", branch, f"origin/{branch}")

    def commit_all(self, message: str, *branches: str) -> None:
        """Commit what is in the clone, and push that to branches."""
        self.clone.answer("add", "--all")
        self.clone.answer("commit", "--quiet", "--no-verify", "--allow-empty", "-m", message)
        self.push(*branches)

    def push(self, *branches: str) -> None:
        """Push what is checked out in the clone to branches."""
        heads = (f"HEAD:refs/heads/{branch}" for branch in branches)
        self.clone.answer("push", "--quiet", "origin", *heads)
