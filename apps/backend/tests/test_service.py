"""The service in the background, with real processes: started, replaced, brought back, stopped."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[1]


class Scene:
    """A copy of the app, in which a test may change the version, and one environment's folder."""

    def __init__(self, root: Path) -> None:
        self.app, self.folder = root / "app", root / "local"
        self.app.mkdir()
        for part in ("backend", "pyproject.toml", "service.py"):
            source = APP / part
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, self.app / part)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def have(self, version: str) -> None:
        """Have that version in the tree."""
        path = self.app / "pyproject.toml"
        lines = path.read_text("utf-8").splitlines()
        changed = [f'version = "{version}"' if "version =" in line else line for line in lines]
        path.write_text("\n".join(changed), encoding="utf-8")

    def service(self, task: str, *words: str) -> tuple[int, list[str]]:
        """Do a task; the exit code and what was said."""
        argv = [sys.executable, "service.py", task, str(self.folder), *words]
        if task in {"run", "back"}:
            argv += ["--port", str(self.port)]
        ran = subprocess.run(  # noqa: S603  an argument list is not interpreted
            argv, cwd=self.app, capture_output=True, text=True, check=False
        )
        return ran.returncode, (ran.stdout + ran.stderr).splitlines()

    @property
    def listens(self) -> str:
        """The end of what is said once it listens."""
        return f"listens on 127.0.0.1:{self.port}"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.service("stop")


def test_a_new_version_takes_the_place_of_the_old_one_which_can_come_back(scene: Scene) -> None:
    scene.have("1.0.0")
    assert scene.service("run", "1.0.0") == (0, [f"backend 1.0.0 {scene.listens}"])
    scene.have("1.1.0")
    assert scene.service("run", "1.1.0") == (
        0,
        ["backend 1.0.0 is stopped", f"backend 1.1.0 {scene.listens}"],
    )

    assert scene.service("has", "1.0.0") == (0, [])
    assert scene.service("back", "1.0.0") == (
        0,
        ["backend 1.1.0 is stopped", f"backend 1.0.0 {scene.listens}"],
    )
    _, lines = scene.service("log")
    began = [line for line in lines if line.startswith("backend ")]
    assert [line.split()[1] for line in began] == ["1.0.0", "1.1.0", "1.0.0"]
    assert scene.service("stop") == (0, ["backend 1.0.0 is stopped"])
    assert scene.service("stop") == (0, [])


def test_a_version_that_does_not_start_tells_why_and_leaves_nothing_running(scene: Scene) -> None:
    scene.have("1.0.0")
    (scene.app / "backend" / "server.py").write_text("raise SystemExit('no database')")

    assert scene.service("run", "1.0.0") == (
        1,
        ["backend 1.0.0 does not start", "no database"],
    )
    assert scene.service("stop") == (0, [])


def test_the_same_version_can_be_run_again(scene: Scene) -> None:
    scene.have("1.0.0")
    scene.service("run", "1.0.0")

    assert scene.service("run", "1.0.0") == (
        0,
        ["backend 1.0.0 is stopped", f"backend 1.0.0 {scene.listens}"],
    )


def test_a_snapshot_tells_its_version_in_pythons_words(scene: Scene) -> None:
    version = "0.0.0-staging-20261122102030-0123456"
    scene.have("0.0.0.dev20261122102030")

    assert scene.service("run", version) == (0, [f"backend {version} {scene.listens}"])


def test_a_process_that_only_has_the_number_of_ours_is_left_alone(scene: Scene) -> None:
    scene.folder.mkdir()
    other = {"version": "1.0.0", "pid": os.getpid(), "born": "long ago"}
    (scene.folder / "running.json").write_text(json.dumps(other), encoding="utf-8")

    assert scene.service("stop") == (0, [])


@pytest.mark.parametrize("task", ["has", "back"])
def test_a_version_that_never_ran_cannot_come_back(scene: Scene, task: str) -> None:
    scene.have("1.0.0")
    scene.service("run", "1.0.0")

    assert scene.service(task, "0.9.0") == (
        1,
        [f"there is no copy of backend 0.9.0 in {scene.folder}"],
    )
    assert scene.service("stop") == (0, ["backend 1.0.0 is stopped"])


def test_somebody_else_on_the_port_is_not_taken_for_the_service(scene: Scene) -> None:
    scene.have("1.0.0")
    with socket.create_server(("127.0.0.1", scene.port)):
        code, said = scene.service("run", "1.0.0")

    assert (code, said[0]) == (1, "backend 1.0.0 does not start")
    assert f"cannot listen on 127.0.0.1:{scene.port}" in said[1]
