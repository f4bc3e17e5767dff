"""The commits of the past that may have released, over real git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from release.adapters.git.past import past_commits
from release.errors import StateError
from release.replay import Past
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

ONE = ".changeset/one.md"
MANIFEST = "packages/a/package.json"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A workspace below the top, with a changeset that came by a branch."""
    repo = Repo(tmp_path / "repo")
    repo.commit("Start", {f"work/{MANIFEST}": "1", ".changeset/other.md": "not ours"})
    repo.branch("topic")
    repo.commit("Intend", {"work/.changeset/one.md": "é\r\n\udcff\0"})
    repo.switch("main")
    repo.commit("Meanwhile", {"other/README.md": "1"})
    repo.merge("topic")
    return repo


def release(repo: Repo) -> str:
    """Consume the changeset, and what is not below the workspace's root, too."""
    repo.remove("work/.changeset/one.md")
    repo.write(f"work/{MANIFEST}", "2")
    repo.write("other/README.md", "2")
    return repo.commit("Release\n\nof a")


def found(repo: Repo) -> list[Past]:
    return list(past_commits(repo.root / "work", os.environ))


def test_a_release_is_told_with_both_trees_and_who_added_its_changesets(repo: Repo) -> None:
    added = str(repo.git.rev_parse("topic"))
    commit = release(repo)

    (past,) = found(repo)

    assert (commit, "Release", "2023-11-14") == (past.commit, past.subject, past.date)
    assert (ONE, MANIFEST) == past.changed
    assert {ONE: added} == past.added_in([ONE, ".changeset/two.md"])
    assert ("1", "2") == (past.before.read(MANIFEST), past.after.read(MANIFEST))
    assert "é\r\n\udcff\0" == past.before.read(ONE)
    assert not past.after.exists(ONE)


@pytest.mark.parametrize("squashed", [False, True], ids=["merged", "squashed"])
def test_what_came_by_a_pull_request_is_one_commit_of_the_line(
    repo: Repo, *, squashed: bool
) -> None:
    before = repo.head
    repo.branch("changeset-release")
    release(repo)
    repo.switch("main")
    commit = (
        repo.squash("changeset-release", "Pulled") if squashed else repo.merge("changeset-release")
    )

    (past,) = found(repo)

    assert commit == past.commit
    assert "1" == past.before.read(MANIFEST)
    assert str(repo.git.rev_parse("topic")) == past.added_in([ONE])[ONE]
    assert before != commit


def test_the_newest_comes_first_and_is_read_when_it_is_asked_for(repo: Repo) -> None:
    release(repo)
    repo.commit("Intend again", {"work/.changeset/one.md": "two"})
    newest = release(repo)

    pasts = past_commits(repo.root / "work", os.environ)

    assert newest == next(pasts).commit
    assert "é\r\n\udcff\0" == next(pasts).before.read(ONE)
    assert next(pasts, None) is None


def test_other_tools_have_other_marks(repo: Repo) -> None:
    repo.commit("Note", {"work/manifest.json": "1"})
    repo.commit("Other", {f"work/{MANIFEST}": "2"})
    commit = repo.commit("Release", {f"work/{MANIFEST}": "3", "work/manifest.json": "2"})

    pasts = past_commits(
        repo.root / "work", os.environ, ["manifest.json"], lambda each: MANIFEST in each.files
    )

    assert [(commit, ("manifest.json", MANIFEST))] == [
        (each.commit, each.changed) for each in pasts
    ]


def test_where_a_shallow_clone_ends_there_is_no_tree_before(repo: Repo, tmp_path: Path) -> None:
    release(repo)
    shallow = repo.clone(tmp_path / "shallow", depth=1)

    assert [] == list(past_commits(shallow / "work", os.environ))


def test_without_a_repository_there_is_no_past(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="there is no git repository"):
        next(past_commits(tmp_path, os.environ))
