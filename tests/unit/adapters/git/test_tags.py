"""Annotated tags on real git: made out of sight, signed as git is told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from release.adapters.git.objects import GitObjects, git_objects
from release.errors import CommandError, StateError
from release.remote import NewTag
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "top")
    repo.commit("First", {"app/a": "one\n"})
    return repo


def objects_of(repo: Repo, below: str = "") -> GitObjects:
    return git_objects(repo.root / below, os.environ)


def a_tag(repo: Repo, name: str = "@acme/app@1.0.0") -> NewTag:
    return NewTag(name, repo.head, "app v1.0.0\n\n# no comment\n")


def test_a_tag_is_made_and_no_ref(repo: Repo) -> None:
    """Until the remote has it, nobody is to think that it is released."""
    made = objects_of(repo, "app").write_tag(a_tag(repo))

    assert "" == repo.git.tag()
    text = str(repo.git.cat_file("tag", made))
    assert text.startswith(f"object {repo.head}\ntype commit\ntag @acme/app@1.0.0\ntagger ")
    assert text.endswith("\n\napp v1.0.0\n\n# no comment")


def test_who_makes_it_is_who_git_says(repo: Repo) -> None:
    repo.git.config("user.name", "Ada")
    repo.git.config("user.email", "ada@example.org")
    environment = {name: text for name, text in os.environ.items() if "GIT_" not in name}

    made = git_objects(repo.root, environment).write_tag(a_tag(repo))

    assert "\ntagger Ada <ada@example.org> " in str(repo.git.cat_file("tag", made))


def test_a_tag_that_the_clone_has_of_the_commit_is_taken(repo: Repo) -> None:
    """Somebody made it by hand, and did not push it."""
    tag = a_tag(repo)
    repo.tag(tag.name, annotated=True)

    assert str(repo.git.rev_parse(f"refs/tags/{tag.name}")) == objects_of(repo).write_tag(tag)


def test_a_tag_that_the_clone_has_of_another_commit_is_not(repo: Repo) -> None:
    repo.tag("@acme/app@1.0.0")
    repo.commit("Second")
    tag = a_tag(repo)

    made = objects_of(repo).write_tag(tag)

    assert repo.head == str(repo.git.rev_parse(f"{made}^{{commit}}"))


def test_a_tag_is_kept_once_and_never_moved(repo: Repo) -> None:
    tag, objects = a_tag(repo), objects_of(repo)
    made = objects.write_tag(tag)

    objects.keep_tag(tag.name, made)
    objects.keep_tag(tag.name, repo.head)

    assert made == str(repo.git.rev_parse(f"refs/tags/{tag.name}"))


def a_key(repo: Repo) -> Path:
    key = repo.root.parent / "key"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(words, check=True)
    repo.git.config("gpg.format", "ssh")
    repo.git.config("user.signingkey", str(key))
    return key


@pytest.mark.parametrize(("told", "signed"), [(None, True), ("true", True), ("false", False)])
def test_a_tag_is_signed_as_git_is_told_or_else_when_there_is_a_key(
    repo: Repo, told: str | None, signed: bool
) -> None:
    a_key(repo)
    if told:
        repo.git.config("tag.gpgSign", told)

    made = objects_of(repo).write_tag(a_tag(repo))

    assert signed == ("-----BEGIN SSH SIGNATURE-----" in str(repo.git.cat_file("tag", made)))


def test_a_tag_that_cannot_be_signed_is_told(repo: Repo) -> None:
    repo.git.config("gpg.format", "ssh")
    repo.git.config("user.signingkey", "/nowhere/key")

    with pytest.raises(CommandError, match=r"@acme/app@1\.0\.0 cannot be signed"):
        objects_of(repo).write_tag(a_tag(repo))


def test_a_commit_that_is_not_here_has_no_tag(repo: Repo) -> None:
    with pytest.raises(StateError, match="git failed"):
        objects_of(repo).write_tag(a_tag(repo)._replace(commit="1" * 40))
