"""The three apps of this repository, deployed to this machine as anybody who clones it would."""

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
from tests.e2e.yard import HubClone, cloned
from tests.real_components import Components
from tests.repositories import Repo

ROOT = Path(__file__).parents[2]
FILES = ("package.json", "package-lock.json", "pyproject.toml", "tasks.py", ".gitignore")
PORT = "8014"
SUITE = "monorepo-release"  # which is published, and not deployed to a machine


class Apps:
    """A clone of this repository's apps, and the port that the backend listens on."""

    def __init__(self, clone: HubClone, port: int) -> None:
        self.clone = clone
        self.port = port

    def run(self, *command: str) -> Answer:
        return typed(self.clone.repo.root, *command)

    def deploy(self, *flags: str) -> Answer:
        return self.run("deploy", "--environment", "local", *flags)

    def release(self, **bumps: str) -> None:
        """Say what changed, make versions of it, and push that."""
        packages = [word for app, bump in bumps.items() for word in ("--package", f"{app}:{bump}")]
        assert 0 == self.run("changeset.add", *packages, "--message", "Better").code
        assert 0 == self.run("changeset.version").code
        self.clone.repo.commit("Release")
        self.clone.push()

    @property
    def serves(self) -> str:
        """The version that the backend tells."""
        with urlopen(f"http://127.0.0.1:{self.port}/version") as answer:
            return str(json.load(answer)["version"])

    @property
    def wanted(self) -> dict[str, str]:
        """The versions in the tree."""
        apps = self.clone.repo.root / "apps"
        manifests = {path.parent.name: path for path in apps.glob("*/package.json")}
        return {app: json.loads(path.read_text())["version"] for app, path in manifests.items()}

    @property
    def runs(self) -> dict[str, str]:
        """The versions that `deploy.status` tells."""
        told = json.loads(self.run("deploy.status", "--environment", "local", "--json").out)
        apps = told["environments"]["local"]["apps"]
        return {app: each["version"] for app, each in apps.items() if app != SUITE}


@pytest.fixture
def apps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, components: Components) -> Iterator[Apps]:
    program = tmp_path / "bin" / "tauri"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join(components.tauri)} "$@"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    seed = Repo(tmp_path / "seed")
    unwanted = shutil.ignore_patterns("target", "dist", "__pycache__")
    shutil.copytree(ROOT / "apps", seed.root / "apps", ignore=unwanted)
    for name in (*FILES, ".changeset/config.json"):
        seed.write(name, (ROOT / name).read_text("utf-8"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = (seed.root / "pyproject.toml").read_text("utf-8")
    assert PORT in own
    own = own.replace("within = 15", "within = 2")  # nobody waits for what will not be well
    seed.write("pyproject.toml", own.replace(PORT, str(port)))
    seed.commit("All aboard")
    with cloned(seed, tmp_path, monkeypatch) as clone:
        yield Apps(clone, port)
        service = clone.repo.root / "apps" / "backend" / "service.py"
        folder = clone.repo.root / "build" / "local" / "backend"
        subprocess.run([sys.executable, service, "stop", folder], check=True)


def states(answer: Answer) -> dict[str, str]:
    """What became of each app that is deployed to this machine, as `--json` tells it."""
    outcomes = json.loads(answer.out)["report"]["outcomes"]
    return {app: each["state"] for app, each in outcomes.items() if app != SUITE}


@pytest.mark.needs("git", "node", "cargo", "tauri")
def test_the_apps_of_this_repository_are_deployed_to_this_machine(apps: Apps) -> None:
    """The backend first, and back when it is not well; then mended, and one clean state."""
    first = apps.deploy("--json")
    assert 0 == first.code, first.err
    assert {"deployed"} == set(states(first).values())
    before = apps.wanted

    server = apps.clone.repo.root / "apps" / "backend" / "backend" / "server.py"
    well = server.read_text()
    server.write_text(well.replace('"version": version}', '"version": "none"}'))
    apps.release(backend="minor", cloudprint="minor", frachter="patch")
    ill = apps.deploy("--json")

    assert 6 == ill.code, ill.err
    assert {"backend": "failed", "cloudprint": "blocked", "frachter": "blocked"} == states(ill)
    assert before["backend"] == apps.serves
    assert before == apps.runs
    assert [] == apps.clone.tags

    server.write_text(well)
    apps.clone.repo.commit("Mend")
    apps.clone.push()
    mended = apps.deploy("--json")

    assert 0 == mended.code, mended.err
    assert {"deployed"} == set(states(mended).values())
    assert apps.wanted["backend"] == apps.serves
    assert apps.wanted == apps.runs
    audit = [line for line in mended.err.splitlines() if line.startswith("audit: ")]
    verified = next(n for n, line in enumerate(audit) if "told success of backend" in line)
    assert verified < min(
        n for n, line in enumerate(audit) if "began" in line and "backend" not in line
    )

    again, wrote = apps.clone.wrote("deploy", "--environment", "local")

    assert (0, 0, 3) == (again.code, wrote, again.out.count("already"))
    assert apps.clone.lock() is None
