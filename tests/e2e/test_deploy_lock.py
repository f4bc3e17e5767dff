"""Many processes want one lock at the same time, and one of them has it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from subprocess import PIPE

import pytest

from release.adapters.claims import is_over, our_lock
from release.adapters.deploy_lock import DeployLock
from release.adapters.git.objects import git_objects
from release.adapters.git.refs import CloneRefs
from release.adapters.git.remote import git_remote
from release.deployment.records import Lock
from release.errors import MovedError
from release.tasks.hosting import records
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

TAKERS, TURNS = 3, 3


def _take_turns(home: Path, clone: Path, taker: int) -> list[str]:
    """Take the lock and leave it, some times; what was wrong meanwhile.

    Who has the lock makes a file that must not be there, and removes it again.
    """
    objects = git_objects(clone, os.environ)
    here = clone == home
    refs = CloneRefs(objects.git) if here else git_remote(clone, os.environ, str(home), None)
    locks, wrong = DeployLock(refs, objects), []
    for turn in range(TURNS):
        lock = Lock(f"{taker}-{turn}", "production", f"taker {taker}", datetime.now(UTC))
        while not _has_taken(locks, lock):
            pass
        inside = home / "inside"
        try:
            inside.touch(exist_ok=False)
        except FileExistsError:
            wrong.append(f"{lock.id} is not alone")
        held = locks.held("production")
        if held != lock:
            wrong.append(f"{lock.id} reads {held}")
        inside.unlink(missing_ok=True)
        if not locks.leave(lock):
            wrong.append(f"{lock.id} was lost")
    return wrong


def _has_taken(locks: DeployLock, lock: Lock) -> bool:
    try:
        return locks.take(lock) is None
    except MovedError:
        return False


@pytest.mark.parametrize("at_remote", [True, False], ids=["remote", "clone"])
def test_of_many_who_take_it_one_holds_it(tmp_path: Path, *, at_remote: bool) -> None:
    home = Repo(tmp_path / "home")
    home.commit("Start", {"a": "a"})
    clones = [home.root] * TAKERS
    if at_remote:
        clones = [Repo(tmp_path / f"clone-{taker}").root for taker in range(TAKERS)]

    with ProcessPoolExecutor(TAKERS, get_context("spawn")) as pool:
        homes, numbers = [home.root] * TAKERS, range(TAKERS)
        wrong = [each for told in pool.map(_take_turns, homes, clones, numbers) for each in told]

    assert wrong == []
    assert str(home.git.for_each_ref("refs/monorepo-release")) == ""


HOLD = """\
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from release.adapters.claims import our_lock
from release.tasks.hosting import records
lock = our_lock("local", {}, datetime.now(UTC))
print(records(Path.cwd(), os.environ, "clone").take(lock), flush=True)
input()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there it is known when processes began")
def test_the_lock_of_a_process_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    """And not before."""
    root = Repo(tmp_path / "home").root
    book, ours = records(root, os.environ, "clone"), our_lock("local", {}, datetime.now(UTC))
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=root, stdin=PIPE, stdout=PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "None\n"
        held = book.take(ours)
        assert held is not None
        assert is_over(held, ours) == ""
        holder.kill()

    assert f"process {holder.pid} on this machine is no more" in is_over(held, ours)
    assert book.take(ours) == held
    assert book.take(ours, held) is None
    assert book.lock("local") == ours
