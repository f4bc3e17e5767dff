"""Commands in processes of their own that begin with everything loaded."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from release.rehearsal.stage import in_a_process
from release.tasks.forked import runner

OTHERS = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One package, and a module in it that is called like one of ours; we have a secret."""
    (tmp_path / ".changeset").mkdir()
    (tmp_path / ".changeset/config.json").write_text("{}", "utf-8")
    (tmp_path / "package.json").write_text('{"name": "café", "version": "1.0.0"}', "utf-8")
    (tmp_path / "tomllib.py").write_text("raise SystemExit(99)", "utf-8")
    monkeypatch.setenv("GH_PAT", "of the user")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_command_is_told_its_words_its_directory_and_its_environment(repository: Path) -> None:
    run = runner(repository)

    added = run(["changeset.add", "--package", "café:patch", "--message", "x"], repository, OTHERS)
    status = run(["changeset.status", "--json"], repository, OTHERS)

    assert (0, 0) == (added.code, status.code), added.stderr + status.stderr
    assert '"name": "café"' in status.stdout
    assert "write .changeset/" in added.stderr


def test_its_exit_code_and_what_it_said_come_back(repository: Path) -> None:
    answer = runner(repository)(["release.pr"], repository, OTHERS)

    assert 4 == answer.code
    assert "" == answer.stdout
    assert "error: there is no commit here that could be a release" in answer.stderr


def test_nothing_of_it_is_left_in_this_process(repository: Path) -> None:
    before = (Path.cwd(), dict(os.environ), sys.argv)

    runner(repository)(["changeset.status"], repository, OTHERS)

    assert before == (Path.cwd(), dict(os.environ), sys.argv)


def test_nothing_is_forked_where_the_path_of_a_socket_would_be_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/" + 80 * "a")

    assert runner(tmp_path) is in_a_process
