"""Formatting comes before anything is changed (B5)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.formatting import TREE, a_program, a_repository
from tests.trains import tree_of

COMMAND = [sys.executable, "-m", "release"]


def a_tree(root: Path, code: str) -> Path:
    """A repository whose prettier is the program `code`."""
    a_repository(root, {".prettierrc": ""})
    a_program(root / "node_modules" / ".bin" / "npx", code)
    return root


def test_a_failing_formatter_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    root = a_tree(tmp_path, "sys.exit(1)")
    before = tree_of(root)

    end = subprocess.run(
        [*COMMAND, "changeset.version"], cwd=root, capture_output=True, check=False
    )

    assert (end.returncode, tree_of(root)) == (6, before)


def test_a_kill_while_formatting_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    started = tmp_path / "started"
    code = f"import os, time\nPath({str(started)!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    root = a_tree(tmp_path / "tree", code)
    before = tree_of(root)
    (tmp_path / "temporary").mkdir()
    apart = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    command = subprocess.Popen([*COMMAND, "changeset.version"], cwd=root, env=apart)
    while not (started.exists() and started.read_text()):
        time.sleep(0.02)

    command.kill()
    command.wait()
    os.kill(int(started.read_text()), signal.SIGKILL)

    assert tree_of(root) == before


def test_a_dry_run_plans_what_the_formatter_makes(tmp_path: Path) -> None:
    """The plan is what runs, so a formatter that fails is heard of in time."""
    root = a_tree(tmp_path, "sys.exit(1)")

    looked = subprocess.run(
        [*COMMAND, "changeset.version", "--dry-run"], cwd=root, capture_output=True, check=False
    )
    previewed = subprocess.run(
        [*COMMAND, "release.preview"], cwd=root, capture_output=True, check=False
    )

    assert (looked.returncode, previewed.returncode) == (6, 0), "a preview names files only"


def test_a_new_changeset_is_formatted(tmp_path: Path) -> None:
    root = a_tree(tmp_path, "at = Path(sys.argv[4])\nat.write_text(at.read_text().upper())")
    flags = ["--package", "a:patch", "--message", "words"]

    subprocess.run([*COMMAND, "changeset.add", *flags], cwd=root, check=True)

    (new,) = set(tree_of(root)) - {*TREE, ".prettierrc", "node_modules/.bin/npx"}
    assert (root / new).read_text() == '---\n"A": PATCH\n---\n\nWORDS\n'
