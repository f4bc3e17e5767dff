"""Two commands at once: one works, the other says who; what both leave is what one would."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from release.adapters.backstage import backstage
from release.adapters.lock import CommandLock
from tests.e2e.desk import typed
from tests.trains import a_loaded_train, tree_of

BUSY = re.compile(r"`\S+ changeset\.version` \(process (\d+) on \S+, since .* UTC\) is changing")
ROUNDS = 6


def test_of_several_runs_one_works_and_the_others_say_who(tmp_path: Path) -> None:
    clean = a_loaded_train(tmp_path / "clean")
    assert 0 == typed(clean, "changeset.version").code
    for number in range(ROUNDS):
        root = a_loaded_train(tmp_path / str(number))
        command = [sys.executable, "-m", "release", "changeset.version"]
        runs = [
            subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) for _ in range(3)
        ]
        said = {each.pid: each.communicate()[1] for each in runs}

        codes = {each.pid: each.returncode for each in runs}
        worked = [pid for pid, text in said.items() if "write " in text]
        assert [0] == [codes[pid] for pid in worked]
        for pid in set(said) - set(worked):
            blamed = BUSY.search(said[pid])
            late = "nothing to do" in said[pid]
            assert (4, True) == (codes[pid], int(blamed[1]) in codes) if blamed else late
        assert tree_of(clean) == tree_of(root)


@pytest.mark.parametrize(
    "words",
    [
        ["changeset.status"],
        ["release.preview"],
        ["release.detect"],
        ["changeset.version", "--dry-run"],
        ["cargo.sync", "--check"],
    ],
)
def test_who_only_looks_does_not_wait(words: list[str], tmp_path: Path) -> None:
    root = a_loaded_train(tmp_path)
    place = backstage(root).file("lock")

    with CommandLock(place, "the lock", "somebody else")():
        held = place.read_bytes()
        assert 0 == typed(root, *words).code
        assert held == place.read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ["changeset.version"],
        ["cargo.sync"],
        ["release.baseline"],
        ["changeset.add", "--package", "backend:patch", "--message", "Mend it"],
    ],
)
def test_who_writes_is_told_who_is_at_it(words: list[str], tmp_path: Path) -> None:
    root = a_loaded_train(tmp_path)
    before = tree_of(root)

    with CommandLock(backstage(root).file("lock"), "the lock", "somebody else")():
        answer = typed(root, *words)

    assert (4, True) == (answer.code, "`somebody else` (process " in answer.err)
    assert "where: .git/monorepo-release.lock" in answer.err
    assert before == tree_of(root)
