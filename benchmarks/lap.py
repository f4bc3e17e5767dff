"""The whole life of a train, as commands to type: what people do in between happens on the way.

A lap is a generator. Whoever takes a command out of it types that, and the lap goes on from there.
So each lap finds everything as the one before it did, and every command has something to do.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.typed import Typed
from release.config.pins import PINS
from release.rehearsal.nouns import Release
from tests.docs.scene import Scene, scene

INV = (str(Path(sys.executable).with_name("inv")),)
PROGRAM = (str(Path(sys.executable).with_name("release")),)

NOTHING = "an empty Invoke task"
EMPTY = '''\
"""One task that does nothing."""

from invoke.tasks import task


@task
def nothing(context):
    """Do nothing."""
'''
COMMANDS = (
    "changeset.add",
    "changeset.check",
    "changeset.status",
    "changeset.version",
    "changeset.pre-enter",
    "changeset.pre-exit",
    "cargo.sync",
    "workflows.render",
    "workflows.check",
    "workflows.pin",
    "release.baseline",
    "setup.doctor",
    "staging.snapshot",
    "release.explain",
    "release.preview",
    "release.pr",
    "release.preview --comment",
    "release.detect",
    "deploy.build",
    "deploy.lock",
    "deploy.unlock",
    "deploy",
    "release.publish",
    "staging.sync",
    "deploy.status",
    "board",
    "board --output",
    "deploy.rollback",
    "release.hotfix",
    "rehearse",
    "setup.init",
    "tauri.verify",
    "tauri.gather",
    "tauri.publish",
    "tauri.offer",
    "tauri.check",
    "tauri.withdraw",
    "tauri.halt",
    "pypi.verify",
    "pypi.withdraw",
    "pypi.check",
)
"""Every command of a lap, in the order of the tables; the first word is the task."""

BESIDE = {
    "changeset.add": "changeset add",
    "changeset.status": "changeset status",
    "changeset.version": "changeset version",
    "changeset.pre-enter": "changeset pre enter",
    "changeset.pre-exit": "changeset pre exit",
}
"""What does the same in the Changesets CLI."""


class Clone(NamedTuple):
    """The clone in which people work; `cli` is how the Changesets CLI is run."""

    at: Scene
    cli: Sequence[str]

    def types(self, name: str, *words: str, again: bool = True) -> Typed:
        """One of our tasks, by its name in the tables, with more words."""
        at = self.at
        argv = (*name.split(), *words)
        return Typed(name, INV, argv, at.root, at.environment, at.hub, again=again)

    def types_theirs(self, words: str, *more: str) -> Typed:
        """One of the Changesets CLI's."""
        at, name = self.at, f"changeset {words}"
        argv = (*words.split(), *more)
        return Typed(name, self.cli, argv, at.root, at.environment, is_python=False)

    def git(self, *words: str) -> str:
        """Run git there."""
        ran = subprocess.run(
            ["git", *words], cwd=self.at.root, check=True, capture_output=True, text=True
        )
        return ran.stdout

    def says(self, *words: str) -> Mapping[str, Any]:
        """What a task answers with `--json`."""
        ran = subprocess.run(
            [*INV, *words, "--json"],
            cwd=self.at.root,
            env=self.at.environment,
            check=True,
            capture_output=True,
        )
        document: Mapping[str, Any] = json.loads(ran.stdout)
        return document

    def undo(self) -> None:
        """Have everything as it was committed."""
        self.git("reset", "--quiet", "--hard")
        self.git("clean", "--quiet", "--force", "-d")

    def push(self, message: str) -> None:
        """Commit all that is there, and push it."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        self.git("push", "--quiet")

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        (self.at.root / path).write_text(text, "utf-8")


def lap(folder: Path, cli: Sequence[str]) -> Iterator[Typed]:
    """The commands of everyday, of a release and of what can follow, in an empty folder."""
    with scene("train", folder / "train") as at:
        clone = Clone(at, cli)
        yield from _author(clone)
        yield from _keep_house(clone)
        yield from _promote(clone)
        yield from _deploy(clone)
        yield from _look_back(clone)
    with scene("foreign", folder / "foreign") as at:
        clone = Clone(at, cli)
        words = ("setup.init", "--yes")
        yield Typed(words[0], PROGRAM, words, at.root, at.environment, at.hub, again=True)


def nothing(folder: Path, environment: dict[str, str]) -> Typed:
    """The empty task, to which everything is compared."""
    folder.mkdir(exist_ok=True)
    (folder / "tasks.py").write_text(EMPTY, "utf-8")
    return Typed(NOTHING, INV, ("nothing",), folder, environment)


def _author(clone: Clone) -> Iterator[Typed]:
    """On staging somebody changes an app, and says so."""
    clone.git("switch", "--quiet", "staging")
    clone.write("apps/cloudprint/accent.txt", "#0a7\n")
    clone.git("add", "--all")
    clone.git("commit", "--quiet", "--message", "Print in colour")
    told = ("--message", "It prints in colour")
    yield clone.types_theirs("add", "--minor", "cloudprint", *told)
    clone.undo()
    yield clone.types("changeset.add", "--package", "cloudprint:minor", *told, again=False)
    clone.push("Say that it prints in colour")
    yield clone.types("changeset.check", "--since", "origin/main")
    yield clone.types_theirs("status")
    yield clone.types("changeset.status")
    yield clone.types_theirs("version")
    clone.undo()
    yield clone.types("changeset.version")
    clone.undo()
    yield clone.types_theirs("pre enter", "next")
    yield clone.types_theirs("pre exit")
    clone.undo()
    yield clone.types("changeset.pre-enter", "--tag", "next", again=False)
    yield clone.types("changeset.pre-exit", again=False)
    clone.undo()


def _keep_house(clone: Clone) -> Iterator[Typed]:
    """What is done once, or seldom."""
    manifest = clone.at.root / "apps/cloudprint/package.json"
    manifest.write_text(manifest.read_text("utf-8").replace("1.0.0", "1.1.0"), "utf-8")
    yield clone.types("cargo.sync")
    clone.undo()
    yield clone.types("release.baseline")
    clone.undo()
    pins = _host_actions(clone)
    configuration = (clone.at.root / "release.toml").read_text("utf-8")
    built = "[apps.cloudprint.command]\n"
    configuration = configuration.replace(built, f'{built}build = ["true"]\n')
    clone.write("release.toml", f"{configuration}\n[workflows.pins]\n{pins}")
    yield clone.types("workflows.render")
    yield clone.types("workflows.check")
    yield clone.types("workflows.pin")
    yield clone.types("setup.doctor")
    clone.push("Render the workflows")


def _host_actions(clone: Clone) -> str:
    """Have the actions of the workflows at a GitHub, with a newer version; the pins so far."""
    hub, old, pins = clone.at.hub, datetime.now(UTC) - timedelta(days=100), ""
    first = clone.git("rev-list", "--max-parents=0", "HEAD").strip()
    for action in PINS:
        there = hub.add_repository(action, seed=clone.at.root)
        for tag, commit in (("v1.0.0", first), ("v1.1.0", there.bare.branch("staging") or "")):
            there.bare.move(f"refs/tags/{tag}", commit)
            number = hub.site.next_id()
            there.releases[number] = Release(
                number, "ada", tag, "main", tag, "", False, "", old, old, published=old
            )
        pins += f'"{action}" = "{first} # v1.0.0"\n'
    return pins


def _promote(clone: Clone) -> Iterator[Typed]:
    """The nightly, and the release pull request."""
    yield clone.types("staging.snapshot")
    clone.at.happens("somebody promotes staging to main")
    clone.git("switch", "--quiet", "main")
    clone.git("pull", "--quiet")
    yield clone.types("release.explain", "--app", "cloudprint")
    yield clone.types("release.preview")
    yield clone.types("release.pr")
    yield clone.types("release.preview --comment")
    clone.at.happens("somebody merges the pull request")
    clone.git("pull", "--quiet")


def _deploy(clone: Clone) -> Iterator[Typed]:
    """What was released goes out."""
    yield clone.types("release.detect")
    yield clone.types("deploy.build", "--app", "cloudprint")
    yield clone.types("deploy.lock", "--message", "Measured", again=False)
    found = clone.says("deploy.status")["environments"]["production"]
    yield clone.types("deploy.unlock", "--id", found["lock"]["id"])
    yield clone.types("deploy")
    yield clone.types("release.publish")
    yield clone.types("staging.sync")


def _look_back(clone: Clone) -> Iterator[Typed]:
    """What is asked afterwards, and how it is undone."""
    yield clone.types("deploy.status")
    yield clone.types("board")
    yield clone.types("board --output", "board.html")
    clone.undo()
    yield clone.types("deploy.rollback", "--app", "cloudprint", again=False)
    yield clone.types("release.hotfix", "--app", "cloudprint")
    yield clone.types("rehearse", again=False)
    shutil.rmtree(clone.at.root / "dist", ignore_errors=True)
