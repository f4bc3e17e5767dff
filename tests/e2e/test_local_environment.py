"""This repository's own apps, deployed to this machine by the targets that they name."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.e2e.desk import Answer, typed
from tests.real_components import Components
from tests.repositories import Repo

ROOT = Path(__file__).parents[2]
MADE = shutil.ignore_patterns("target", "dist", "build", "node_modules", "__pycache__", ".venv")
PORT = "8014"


class Machine:
    """A clone with the apps and the configuration of this repository, at a port of its own."""

    def __init__(self, root: Path) -> None:
        self.repo = Repo(root)
        shutil.copytree(ROOT / "apps", root / "apps", ignore=MADE)
        for name in (".gitignore", "package.json"):
            shutil.copy2(ROOT / name, root / name)
        self.repo.write(".changeset/config.json", "{}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])
        self.configure(PORT, self.port)

    def configure(self, old: str, new: str) -> None:
        """Say something otherwise in the configuration."""
        here = self.repo.root / "pyproject.toml"
        text = (here if here.exists() else ROOT / "pyproject.toml").read_text("utf-8")
        assert old in text
        self.repo.commit(files={"pyproject.toml": text.replace(old, new)})

    def change(self, path: str, old: str, new: str) -> None:
        """Change a text in a file of an app, everywhere in it."""
        text = (self.repo.root / "apps" / path).read_text("utf-8")
        assert old in text
        self.repo.write(f"apps/{path}", text.replace(old, new))

    def deploy(self, *words: str) -> Answer:
        return typed(self.repo.root, "deploy", "--environment", "local", *words)

    @property
    def states(self) -> dict[str, str]:
        """What would become of each app now."""
        answer = self.deploy("--dry-run", "--json")
        return {name: app["action"] for name, app in json.loads(answer.out)["apps"].items()}

    @property
    def serves(self) -> str:
        """The version of the backend that answers."""
        with urlopen(f"http://127.0.0.1:{self.port}/version") as answer:
            return str(json.load(answer)["version"])

    @property
    def page(self) -> str:
        """The version of frachter that is served."""
        file = self.repo.root / "build" / "local" / "frachter" / "current" / "version.json"
        return str(json.loads(file.read_text("utf-8"))["version"])

    def stop(self) -> None:
        argv = [sys.executable, "service.py", "stop", "../../build/local/backend"]
        subprocess.run(argv, cwd=self.repo.root / "apps" / "backend", check=True)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    there = Machine(tmp_path / "here")
    yield there
    there.stop()


@pytest.fixture
def tools(tmp_path: Path, components: Components, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tools that the apps are built with, on the PATH under their own names."""
    there = tmp_path / "bin"
    there.mkdir()
    for name, argv in (("tauri", components.tauri), ("node", [components.node])):
        (there / name).write_text(f'#!/bin/sh\nexec {shlex.join(argv)} "$@"\n')
        (there / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{there}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.needs("cargo", "git", "node", "tauri")
@pytest.mark.usefixtures("tools")
def test_the_apps_run_here_and_a_failure_leaves_what_ran(machine: Machine) -> None:
    first = machine.deploy()
    assert first.code == 0, first.err
    assert (machine.serves, machine.page) == ("1.4.2", "2.0.0")
    made = (machine.repo.root / "apps" / "cloudprint").rglob("*.deb")
    assert [each.name[:17] for each in made] == ["Cloudprint_1.0.0_"]
    assert set(machine.states.values()) == {"already"}

    machine.change("backend/pyproject.toml", "1.4.2", "1.5.0")
    machine.change("backend/package.json", "1.4.2", "1.5.0")
    machine.change("frachter/package.json", "2.0.0", "2.1.0")
    machine.change("backend/backend/server.py", '"status": "ok"', '"status": "ill"')
    machine.configure("within = 15", "within = 1")
    ill = machine.deploy()
    assert ill.code == 6
    assert "was to answer 200 with `ok`" in ill.err
    assert (machine.serves, machine.page) == ("1.4.2", "2.0.0")

    machine.change("backend/backend/server.py", '"status": "ill"', '"status": "ok"')
    machine.repo.commit("Be well")
    assert machine.deploy().code == 0
    assert (machine.serves, machine.page) == ("1.5.0", "2.1.0")

    back = typed(machine.repo.root, "deploy.rollback", "--environment", "local", "--app", "backend")
    assert back.code == 0, back.err
    assert machine.serves == "1.4.2"


@pytest.mark.needs("git")
def test_an_app_whose_program_is_not_here_is_skipped_and_says_so(machine: Machine) -> None:
    machine.configure('programs = ["cargo", "tauri"]', 'programs = ["cargo", "no-such-cli"]')

    answer = machine.deploy("--dry-run", "--app", "cloudprint")

    assert answer.code == 0, answer.err
    assert "needs the program `no-such-cli`, not here" in answer.out
