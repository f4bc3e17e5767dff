"""A commit is made as git is told: its parents, its author, its signature and its date."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from release.adapters.git.identity import with_identity
from release.adapters.git.objects import git_objects
from release.errors import CommandError
from release.remote import NewCommit
from tests.repositories import Repo
from tests.unit.adapters.git.objects.plumbing import objects_of

pytestmark = pytest.mark.needs("git")


def test_a_commit_has_its_parents_and_its_message(repo: Repo) -> None:
    first = repo.head
    second = repo.commit("Second")
    tree = str(repo.git.rev_parse("HEAD^{tree}"))
    message = "Merge main\n\n# no comment\n  indented\n\nÜ\n"

    commit = objects_of(repo).write_commit(NewCommit(tree, (second, first), message))

    header, _, text = str(repo.git.cat_file("commit", commit)).partition("\n\n")
    assert header.splitlines()[:3] == [f"tree {tree}", f"parent {second}", f"parent {first}"]
    assert text == message.rstrip("\n")
    assert "Ada <ada@example.org>" in header


@pytest.mark.parametrize(
    ("environment", "settings", "expected"),
    [
        ({}, {}, ["github-actions[bot]"] * 2),
        ({}, {"user.name": "Ada", "user.email": "a@b"}, [None, None]),
        ({"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "a@b"}, {}, [None, "github-actions[bot]"]),
        ({}, {"committer.name": "Ada", "user.email": "a@b"}, ["github-actions[bot]", None]),
    ],
)
def test_the_bot_commits_where_git_knows_nobody(
    environment: dict[str, str], settings: dict[str, str], expected: list[str | None]
) -> None:
    given = {**environment, **dict(with_identity({}, settings))}
    added = {
        name: text
        for name, text in with_identity(environment, settings).items()
        if name not in environment
    }

    assert [added.get("GIT_AUTHOR_NAME"), added.get("GIT_COMMITTER_NAME")] == expected
    assert given.keys() >= added.keys()


def test_a_job_without_an_identity_commits_as_the_bot(repo: Repo) -> None:
    environment = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))
    }
    tree = str(repo.git.rev_parse("HEAD^{tree}"))

    commit = git_objects(repo.root, environment).write_commit(NewCommit(tree, (), "Alone\n"))

    who = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
    assert str(repo.git.cat_file("commit", commit)).count(who) == 2


def a_key(folder: Path) -> Path:
    """A key of ssh, with which git can sign."""
    place = folder / "key"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place)]
    subprocess.run(words, check=True, capture_output=True)
    return place


@pytest.mark.parametrize(
    ("settings", "is_signed"),
    [
        ({}, True),
        ({"commit.gpgsign": "true"}, True),
        ({"commit.gpgsign": "false"}, False),
    ],
)
def test_a_commit_is_signed_where_there_is_a_key(
    repo: Repo, tmp_path: Path, settings: dict[str, str], *, is_signed: bool
) -> None:
    """Unless git is told not to sign."""
    repo.git.config("gpg.format", "ssh")
    repo.git.config("user.signingkey", str(a_key(tmp_path)))
    for name, value in settings.items():
        repo.git.config(name, value)
    tree = str(repo.git.rev_parse("HEAD^{tree}"))

    commit = objects_of(repo).write_commit(NewCommit(tree, (), "Signed\n"))

    assert ("gpgsig -----BEGIN SSH" in str(repo.git.cat_file("commit", commit))) == is_signed


def test_a_key_that_is_gone_is_told(repo: Repo, tmp_path: Path) -> None:
    repo.git.config("gpg.format", "ssh")
    repo.git.config("user.signingkey", str(tmp_path / "none"))
    tree = str(repo.git.rev_parse("HEAD^{tree}"))

    with pytest.raises(CommandError, match="cannot be signed"):
        objects_of(repo).write_commit(NewCommit(tree, (), "Signed\n"))


def test_a_commit_with_a_date_is_the_same_wherever_it_is_made(repo: Repo) -> None:
    objects = objects_of(repo)
    head = objects.commit("HEAD")
    wanted = NewCommit(head.tree, (head.sha,), "Second\n", head.date)

    first, second = objects.write_commit(wanted), objects.write_commit(wanted)

    made = objects.commit(first)
    assert first == second
    assert ("Second", (repo.head,), head.date) == (made.message, made.parents, made.date)


def test_commits_are_told_from_the_newest_on(repo: Repo) -> None:
    start = repo.head
    repo.branch("side")
    side = repo.commit("Side\n\nWith a body\n\nOf: words", {"side": ""})
    repo.switch("main")
    main = repo.commit("Main", {"main": ""})
    merge = repo.merge("side")

    found = objects_of(repo).commits(merge, start)

    assert {merge, main, side} == {each.sha for each in found}
    assert (merge, (main, side)) == (found[0].sha, found[0].parents)
    assert "Side\n\nWith a body\n\nOf: words" in [each.message for each in found]
    assert () == objects_of(repo).commits(start, merge)


def test_it_is_known_whether_a_commit_is_here(repo: Repo) -> None:
    objects = objects_of(repo)

    assert (True, False) == (objects.has(repo.head), objects.has("1" * 40))
