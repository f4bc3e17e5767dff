"""A command killed at any instant is completed by the next one (promise 2)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trains import a_train, tree_of

HOUSE = Path(__file__).parents[2]
HALF_WAY = 8  # a write behind the commit point: the journal stands, some files do not


def crashes(template: Path, work: Path, task: str) -> tuple[int, list[str]]:
    """What `killer` found for one task: how many crash points, and which ended wrong."""
    command = [sys.executable, "-m", "tests.e2e.killer", str(template), str(work), task]
    found = subprocess.run(command, cwd=HOUSE, capture_output=True, check=True)
    points, wrong = json.loads(found.stdout)
    return points, wrong


def killed(root: Path) -> Path:
    """A train whose `changeset.version` was killed half-way."""
    program = f"""
import sys
from pathlib import Path
from tests.e2e.killer import run
sys.exit(run(Path({str(root)!r}), ["changeset.version"], {HALF_WAY}))
"""
    end = subprocess.run([sys.executable, "-c", program], cwd=HOUSE, check=False)
    assert end.returncode == 137
    return root


def run(root: Path, *arguments: str) -> int:
    """Run a task in `root`; its exit code."""
    command = [sys.executable, "-m", "release", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode


@pytest.mark.parametrize("task", ["changeset.version", "cargo.sync"])
def test_a_killed_command_is_completed_by_the_same_command(task: str, tmp_path: Path) -> None:
    """Whatever write it died at, running it again ends where a clean run ends."""
    (tmp_path / "work").mkdir()
    template = a_train(tmp_path / "train", drift=task == "cargo.sync")

    points, wrong = crashes(template, tmp_path / "work", task)

    assert [] == wrong
    assert points >= 10


def test_looking_after_a_kill_writes_nothing(tmp_path: Path) -> None:
    """A dry run shows the tree as the interrupted command will leave it, and leaves it alone."""
    root = killed(a_train(tmp_path / "train"))
    before = tree_of(root)

    assert run(root, "changeset.version", "--dry-run") == 0
    assert before == tree_of(root)


def test_an_edit_after_a_kill_is_not_overwritten(tmp_path: Path) -> None:
    """Somebody who edits a file after the kill is asked, not overruled."""
    root = killed(a_train(tmp_path / "train"))
    manifest = root / "apps/frachter/package.json"
    manifest.write_text(manifest.read_text().replace("private", "privat"))

    assert run(root, "changeset.version") == 4
    assert "privat" in manifest.read_text()
