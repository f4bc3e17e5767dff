"""The lock: one command at a time, and no lock without somebody who holds it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from release.adapters.lock import CommandLock
from release.errors import StateError

HOLDER = """
import sys
from pathlib import Path
from release.adapters.lock import CommandLock
with CommandLock(Path(sys.argv[1]), "the lock", "release changeset.version")():
    print("held", flush=True)
    sys.stdin.read()
"""


def a_lock(folder: Path) -> CommandLock:
    """The lock of one repository, as some command sees it."""
    return CommandLock(folder / "lock", "the lock", "release cargo.sync")


@contextmanager
def a_holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is ended or its stdin is."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder / "lock")],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_is_told_who_holds_it_and_since_when(tmp_path: Path) -> None:
    with a_holder(tmp_path) as holder, pytest.raises(StateError) as caught, a_lock(tmp_path)():
        pass

    said = str(caught.value)
    assert said.startswith(f"error: `release changeset.version` (process {holder.pid} on ")
    assert " UTC) is changing this repository\n  where: the lock\n" in said


def test_the_lock_of_a_killed_holder_is_free(tmp_path: Path) -> None:
    with a_holder(tmp_path) as holder:
        holder.kill()
        holder.wait()

    with a_lock(tmp_path)():
        assert (tmp_path / "lock").exists()


def test_whoever_leaves_takes_its_file_along(tmp_path: Path) -> None:
    with a_lock(tmp_path)():
        pass

    assert [] == list(tmp_path.iterdir())


def test_inside_itself_it_is_free(tmp_path: Path) -> None:
    lock = a_lock(tmp_path)

    with lock():
        with lock():
            pass
        assert (tmp_path / "lock").exists(), "leaving the inner one keeps the outer one"

    assert not (tmp_path / "lock").exists()


def test_an_error_inside_frees_it(tmp_path: Path) -> None:
    lock = a_lock(tmp_path)
    with pytest.raises(KeyboardInterrupt), lock():
        raise KeyboardInterrupt

    with a_lock(tmp_path)():
        assert (tmp_path / "lock").exists()


def test_a_holder_who_has_not_said_who_it_is_is_told_too(tmp_path: Path) -> None:
    with a_holder(tmp_path):
        (tmp_path / "lock").write_text("")
        with pytest.raises(StateError, match="another command, which has not said who it is"):
            a_lock(tmp_path)().__enter__()


def test_a_place_without_a_lock_is_told(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()

    with (
        pytest.raises(StateError, match="`the lock` cannot be locked: is a directory"),
        a_lock(tmp_path)(),
    ):
        pass
