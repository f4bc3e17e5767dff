"""`rehearse --history`: past releases of a real repository, made by this tool's own commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.desk import Answer, typed
from tests.repositories import Repo
from tests.trains import a_loaded_train, tree_of

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A train with two releases: of what was pending, and of one thing more by a merge."""
    repo = Repo(a_loaded_train(tmp_path / "train"))
    release(repo)
    repo.branch("topic")
    repo.commit("Intend", {".changeset/new-door.md": '---\n"backend": major\n---\n\nA door\n'})
    repo.switch("main")
    repo.merge("topic")
    release(repo)
    return repo


def release(repo: Repo) -> None:
    answer = typed(repo.root, "changeset.version")
    assert 0 == answer.code, answer.err
    repo.commit("Release")


def compared(repo: Repo, *flags: str) -> Answer:
    """What is said of the last three releases; nothing of the repository changes."""
    before = tree_of(repo.root)
    head = repo.head
    answer = typed(repo.root, "rehearse", "--history=3", *flags)
    assert (before, head) == (tree_of(repo.root), repo.head)
    assert "" == repo.git.status("--porcelain")
    return answer


def test_our_own_releases_come_out_as_they_were(repo: Repo) -> None:
    answer = compared(repo, "--check")

    assert 0 == answer.code, answer.out
    assert 2 == answer.out.count("🟢 the same |")
    assert "backend 3.0.0" in answer.out
    assert "2 of 2 releases would come out as they were; the history has no more" in answer.err


def test_what_a_new_configuration_would_have_changed_is_told(repo: Repo) -> None:
    config = json.loads((repo.root / ".changeset/config.json").read_text("utf-8"))
    repo.commit("Ungroup", {".changeset/config.json": json.dumps({**config, "fixed": []})})

    answer = compared(repo, "--check")

    assert 4 == answer.code
    assert "frachter: 3.0.0 then, left at 2.0.1 today" in answer.out
    assert "backend: 2.0.1 then, left at 1.4.2 today" in answer.out
    assert "Release would come out otherwise today: ✗ 1 other version" in answer.err


def test_without_check_a_difference_is_no_failure(repo: Repo) -> None:
    repo.write("release.toml", 'depends = { cloudprint = ["backend"] }\n')
    repo.commit("Depend")

    answer = compared(repo, "--json")

    assert 0 == answer.code
    assert 0 == json.loads(answer.out)["same"]


@pytest.mark.parametrize("flags", [["--history=-1"], ["--history=2", "--keep"]])
def test_a_number_that_is_none_and_a_train_that_is_not_ridden_are_refused(
    flags: list[str], tmp_path: Path
) -> None:
    repo = Repo(a_loaded_train(tmp_path / "train"))

    answer = typed(repo.root, "rehearse", *flags)

    assert 2 == answer.code
    assert "`--history` says how many releases are compared" in answer.err
