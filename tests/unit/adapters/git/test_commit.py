"""Commits of our own making: exactly the files that were asked for, and no empty ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.adapters.git.commit import commit_files
from release.errors import CommandError
from tests.cli.formatting import a_program
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """One commit, with a file to change and a file to delete."""
    repo = Repo(tmp_path / "top")
    repo.commit("First", {"app/changed": "1", "app/gone": "1", "other": "1", ".gitignore": "no\n"})
    return repo


def committed(repo: Repo) -> list[str]:
    """What the last commit did to which file."""
    shown = repo.git.show("--format=", "--name-status", "--no-renames", "-z", "HEAD")
    words = shown.split("\0")
    return [f"{kind} {path}" for kind, path in zip(words[::2], words[1::2], strict=False)]


def test_new_changed_and_deleted_files_are_committed(repo: Repo) -> None:
    """Also where the workspace is below the top of the repository."""
    repo.write("app/changed", "2")
    repo.write("app/new", "1")
    repo.remove("app/gone")

    assert commit_files(repo.root / "app", ["changed", "new", "gone"], "Subject\n\nBody\n")
    assert committed(repo) == ["M app/changed", "D app/gone", "A app/new"]
    assert repo.git.cat_file("commit", "HEAD").endswith("\n\nSubject\n\nBody")


def test_what_somebody_else_staged_stays_staged_and_out(repo: Repo) -> None:
    repo.write("app/changed", "2")
    repo.write("other", "2")
    repo.git.add("other")

    commit_files(repo.root, ["app/changed"], "Message")

    assert committed(repo) == ["M app/changed"]
    assert repo.git.diff("--cached", "--name-only") == "other"


def test_what_a_killed_command_had_staged_is_committed(repo: Repo) -> None:
    """It was killed between the two calls of git; a file that is gone is in the index no more."""
    repo.write("app/changed", "2")
    repo.write("app/new", "1")
    repo.remove("app/gone")
    paths = ["app/changed", "app/new", "app/gone"]
    repo.git.add("--all", "--", *paths)

    assert commit_files(repo.root, paths, "Message")
    assert committed(repo) == ["M app/changed", "D app/gone", "A app/new"]


def test_no_commit_is_empty(repo: Repo) -> None:
    """Ignored files, files without a change, and files that came and went are nothing."""
    repo.write("no", "1")
    before = repo.head

    assert not commit_files(repo.root, ["no", "other", "came-and-went"], "Message")
    assert repo.head == before


@pytest.mark.parametrize(
    "name", ["-a b", ":(top)x", "*", "[a]", "new\nline", "$(x)", "é", "\udcff"]
)
def test_a_name_is_a_name(name: str, repo: Repo) -> None:
    """Never a pattern: what the pattern would match is not committed."""
    repo.write(f"app/{name}", "1")
    repo.write("app/changed", "2")
    repo.write("app/a", "1")

    assert commit_files(repo.root / "app", [name], "Message")
    assert [f"A app/{name}"] == committed(repo)


def test_the_message_is_kept_but_for_blank_lines_at_its_ends(repo: Repo) -> None:
    repo.write("other", "2")

    commit_files(repo.root, ["other"], "\n# 'no comment' $(x) é\n\n\n\nBody  \n\n")

    text = repo.git.cat_file("commit", "HEAD")
    assert text.partition("\n\n")[2] == "# 'no comment' $(x) é\n\nBody"


def test_a_hook_that_refuses_is_told_of(repo: Repo) -> None:
    a_program(repo.root / ".git/hooks/pre-commit", "print('not today')\nsys.exit(1)")
    repo.write("other", "2")

    with pytest.raises(CommandError) as refused:
        commit_files(repo.root, ["other"], "It's a subject\n\nBody")

    told = str(refused.value)
    assert "nothing was committed: `git commit` failed with exit code 1\n    not today" in told
    assert """then run `git commit -m 'It'"'"'s a subject'`""" in told
    assert repo.git.diff("--cached", "--name-only") == "other"


def test_without_a_repository_it_is_told_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing was committed") as refused:
        commit_files(tmp_path, ["a"], "Message")

    assert "all files are written" in str(refused.value)
