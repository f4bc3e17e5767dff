"""A tag is made over there first, and what is over there decides."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from release.adapters.git.objects import git_objects
from release.apply.remote import ATTEMPTS, create_tag
from release.errors import ForgeError, StateError
from release.remote import NewTag, Pushed, Update
from tests.fakes import FakeRemote
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

REF = "refs/tags/web@1.1.0"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path)
    repo.commit("First")
    return repo


def created(repo: Repo, remote: FakeRemote) -> bool:
    tag = NewTag("web@1.1.0", repo.head, "web v1.1.0\n")
    return create_tag(tag, remote, git_objects(repo.root, os.environ))


def test_the_remote_has_it_and_then_the_clone(repo: Repo) -> None:
    remote = FakeRemote()

    assert created(repo, remote)

    (update,) = remote.pushed
    assert (REF, None, False) == (update.ref, update.old, update.force)
    assert update.new == remote.commits[REF] == str(repo.git.rev_parse(REF))
    assert repo.head == str(repo.git.rev_parse(f"{REF}^{{commit}}"))


@pytest.mark.parametrize("peeled", [True, False])
def test_a_tag_that_another_run_made_of_the_commit_will_do(repo: Repo, peeled: bool) -> None:
    """An annotated one is another object each time."""
    there = {REF: "c" * 40, f"{REF}^{{}}": repo.head} if peeled else {REF: repo.head}
    remote = FakeRemote(there)

    assert not created(repo, remote)

    assert there == remote.commits


def test_a_tag_that_is_elsewhere_is_told_with_both_commits(repo: Repo) -> None:
    remote = FakeRemote({REF: "c" * 40, f"{REF}^{{}}": "d" * 40})

    with pytest.raises(StateError, match=f"is on {'d' * 40}, and was to be on {repo.head}"):
        created(repo, remote)

    assert "" == repo.git.tag()


def test_what_the_remote_refuses_is_told_in_its_words(repo: Repo) -> None:
    with pytest.raises(ForgeError, match=r"refused the tag web@1\.1\.0: protected"):
        created(repo, FakeRemote(refuses=[REF]))

    assert "" == repo.git.tag()


class Silent(FakeRemote):
    """A remote that gives no answer to the first pushes, and does nothing."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def _moved(self, update: Update) -> Pushed:
        if len(self.pushed) <= self.times:
            return Pushed(update.ref, "lost", None)
        return super()._moved(update)


def test_a_push_that_came_to_nothing_is_made_again(repo: Repo) -> None:
    remote = Silent(ATTEMPTS - 1)

    assert created(repo, remote)

    assert 1 == len({each.new for each in remote.pushed})


def test_a_push_that_comes_to_nothing_again_and_again_is_told(repo: Repo) -> None:
    remote = Silent(ATTEMPTS)

    with pytest.raises(ForgeError, match=r"did not answer, and has no tag web@1\.1\.0"):
        created(repo, remote)

    assert ATTEMPTS == len(remote.pushed)
    assert "" == repo.git.tag()
