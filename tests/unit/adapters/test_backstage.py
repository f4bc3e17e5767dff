"""Where the journal and the lock are: in git's own directory, if there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.adapters.backstage import JournalFile, backstage
from release.errors import StateError
from tests.repositories import Repo


def where(root: Path) -> str:
    """The journal's path, as people are told it."""
    return JournalFile(backstage(root)).where


def test_in_a_repository_it_is_in_gits_directory(tmp_path: Path) -> None:
    Repo(tmp_path)

    assert ".git/monorepo-release.journal" == where(tmp_path)


def test_in_a_linked_work_tree_it_is_in_that_trees_own(tmp_path: Path) -> None:
    repository = Repo(tmp_path / "main")
    repository.commit()
    repository.git.worktree("add", str(tmp_path / "linked"))

    assert "../main/.git/worktrees/linked/monorepo-release.journal" == where(tmp_path / "linked")


def test_two_workspaces_of_a_repository_have_one_each(tmp_path: Path) -> None:
    Repo(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    found = {where(tmp_path), where(tmp_path / "a"), where(tmp_path / "b")}

    assert 3 == len(found)
    assert all(".git/monorepo-release" in each for each in found)


@pytest.mark.parametrize("text", [None, "gitdir: nowhere", "\0", "gitdir: a\0b"])
def test_without_git_it_is_at_the_root(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / ".git").write_text(text)

    assert ".monorepo-release.journal" == where(tmp_path)


def test_what_cannot_be_done_is_told_with_the_whole_path(tmp_path: Path) -> None:
    Repo(tmp_path)
    journal = JournalFile(backstage(tmp_path))
    (tmp_path / where(tmp_path)).mkdir()

    for attempt in (journal.read, lambda: journal.write("one"), journal.delete):
        with pytest.raises(StateError, match=r"`\.git/monorepo-release\.journal` cannot") as error:
            attempt()
        assert ".git/monorepo-release.journal" == str(error.value.problems[0].where)


def test_the_journal_is_kept_and_dropped(tmp_path: Path) -> None:
    journal = JournalFile(backstage(tmp_path))
    seen = [journal.read()]
    journal.write("one")
    seen.append(journal.read())
    journal.delete()

    assert [None, "one", None] == [*seen, journal.read()]
    assert [] == list(tmp_path.iterdir())
