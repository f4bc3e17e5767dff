"""`staging.sync` while others push, beside itself, and killed: nobody's commits are lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from tests.railway import Railway

pytestmark = pytest.mark.needs("git")

SYNC = [sys.executable, "-m", "release", "staging.sync"]
PUSHERS = 4
COMMITS = 8
KILLED = 137
KILL = """\
import os, sys
left = [int(sys.argv.pop(1))]
def hook(event, arguments):
    if event == "subprocess.Popen":
        left[0] -= 1
        if not left[0]:
            os._exit(137)
sys.addaudithook(hook)
from release.__main__ import main
main()
"""


@pytest.fixture
def railway(railway: Railway, tmp_path: Path) -> Railway:
    """One whose job stands in a folder of its own."""
    railway.start_job(tmp_path / "job")
    return railway


def git(root: Path, *words: str) -> bool:
    """Whether git could do it."""
    return not subprocess.run(
        ["git", *words], cwd=root, capture_output=True, check=False
    ).returncode


class Pusher:
    """Somebody who pushes one commit after the other to `staging`, as fast as git can."""

    def __init__(self, railway: Railway, place: Path) -> None:
        self.root = place
        railway.people.git.clone("--quiet", "--branch=staging", railway.address, str(place))

    def push(self, number: int) -> list[str]:
        """Push so many commits; their subjects."""
        pushed = [f"{self.root.name}-{each}" for each in range(number)]
        for name in pushed:
            (self.root / name).write_text(name)
            assert git(self.root, "add", name)
            assert git(self.root, "commit", "--quiet", "--message", name)
            while not git(self.root, "push", "--quiet", "origin", "staging"):
                assert git(self.root, "pull", "--quiet", "--rebase", "origin", "staging")
        return pushed


def test_four_pushers_at_once_lose_no_commit(railway: Railway, tmp_path: Path) -> None:
    """The back-merge gets through as the fifth, and all that they pushed is there."""
    released = railway.release()
    pushers = [Pusher(railway, tmp_path / f"pusher-{number}") for number in range(PUSHERS)]
    with ThreadPoolExecutor() as pool:
        running = [pool.submit(each.push, COMMITS) for each in pushers]
        ran = subprocess.run(SYNC, cwd=railway.job, capture_output=True, text=True, check=False)
        pushed = [name for each in running for name in each.result()]

    assert ran.returncode == 0, ran.stderr
    assert len(pushed) == COMMITS * PUSHERS
    railway.go("staging")
    subjects = str(railway.people.git.log("--format=%s")).splitlines()
    assert sorted(pushed) == sorted({*subjects} & {*pushed})
    assert railway.people.git.merge_base("HEAD", released) == released
    assert railway.again_for_nothing()


def test_somebody_who_pushes_in_between_is_looked_at_again(
    railway: Railway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document is that of the attempt that succeeded."""
    railway.release()
    other = Pusher(railway, tmp_path / "other")
    _push_before_ours(tmp_path / "bin", other.root, monkeypatch)

    answer = railway.sync("--json")

    assert answer.code == 0, answer.err
    assert "for somebody else moved it; it is tried again in" in answer.err
    told = json.loads(answer.out)
    (push,) = told["actions"]
    assert push["new"] == railway.tip("staging")
    assert railway.text("staging", "in-between") == "mine"


def _push_before_ours(folder: Path, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git on the PATH that, before the first push, has somebody else push from `clone`."""
    (clone / "in-between").write_text("mine")
    assert git(clone, "add", "in-between")
    assert git(clone, "commit", "--quiet", "--message", "In between")
    real = shutil.which("git")
    folder.mkdir()
    program = folder / "git"
    program.write_text(
        f'#!/bin/sh\ncase " $* " in *" push "*)\n'
        f'  mkdir "{folder}/once" 2>/dev/null && {real} -C "{clone}" push --quiet origin staging\n'
        f'esac\nexec {real} "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_two_at_once_make_one_merge(railway: Railway) -> None:
    """The same parents, the same moment, the same commit: whoever is second has nothing to do."""
    before = railway.tip("staging")
    released = railway.release()
    for _ in range(3):
        runs = [
            subprocess.Popen(SYNC, cwd=railway.job, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        said = [run.communicate()[1] for run in runs]
        assert [run.returncode for run in runs] == [0, 0, 0], said

    assert railway.parents(railway.tip("staging")) == [before, released]


def test_whenever_it_is_killed_the_next_run_completes_it(railway: Railway) -> None:
    """At each program that it starts: before its push it has done nothing, after that all."""
    before = railway.tip("staging")
    released = railway.release()
    untouched = completed = 0
    for point in count(1, 3):  # each takes a second
        railway.people.git.push("--quiet", "--force", "origin", f"{before}:refs/heads/staging")
        command = [sys.executable, "-c", KILL, str(point), "staging.sync"]
        ran = subprocess.run(command, cwd=railway.job, capture_output=True, check=False)
        if ran.returncode != KILLED:
            assert ran.returncode == 0
            break
        done = railway.tip("staging") != before
        completed += done
        untouched += not done
        assert railway.sync().code == 0
        assert railway.parents(railway.tip("staging")) == [before, released]
    assert untouched > 4
    assert completed == 0
