"""The lock of an environment as a ref, on real git: at a remote, and in a clone alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from release.adapters.deploy_lock import DeployLock, parse_lock, ref_of, render_lock
from release.adapters.git.objects import git_objects
from release.adapters.git.refs import CloneRefs
from release.adapters.git.remote import git_remote
from release.deployment.records import Lock
from release.errors import ForgeError
from release.remote import NewCommit
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

SINCE = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
REF = "refs/monorepo-release/lock/production"


class Place:
    """Where locks are kept, and two who look there, each from a clone of its own at the remote."""

    def __init__(self, folder: Path, *, at_remote: bool) -> None:
        self.home = Repo(folder / "home")
        self.home.commit("Start", {"a": "a\n"})
        self.folder, self.at_remote = folder, at_remote
        self.ours, self.theirs = self.somebody("ours"), self.somebody("theirs")

    def somebody(self, name: str) -> DeployLock:
        """One more who looks there."""
        if not self.at_remote:
            objects = git_objects(self.home.root, os.environ)
            return DeployLock(CloneRefs(objects.git), objects)
        clone = Repo(self.folder / name)
        remote = git_remote(clone.root, os.environ, str(self.home.root), None)
        return DeployLock(remote, git_objects(clone.root, os.environ))

    @property
    def refs(self) -> dict[str, str]:
        """The refs of ours that are there."""
        rows = str(self.home.git.for_each_ref("refs/monorepo-release")).splitlines()
        return {row.split("\t")[1]: row.split(" ")[0] for row in rows}


@pytest.fixture(params=[True, False], ids=["remote", "clone"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(tmp_path, at_remote=request.param)


def a_lock(identity: str, environment: str = "production", **more: Any) -> Lock:
    return Lock(identity, environment, "ada", SINCE)._replace(**more)


def test_the_first_one_has_it_and_the_second_reads_who_that_is(place: Place) -> None:
    first = a_lock("1", message="look: “here” \\ \n\0 ##[x]", run="https://ci/1", claim="job 1 1 x")

    assert place.ours.take(first) is None
    assert place.theirs.take(a_lock("2")) == first
    assert place.theirs.held("production") == first
    assert place.theirs.held("staging") is None
    assert set(place.refs) == {REF}


def test_who_takes_it_again_has_it_still(place: Place) -> None:
    """As where the answer to the first time was lost; by the id, not by what else it says."""
    place.ours.take(a_lock("1"))
    before = place.refs

    assert place.ours.take(a_lock("1", owner="eve")) is None
    assert place.refs == before


def test_it_is_left_by_its_id_alone(place: Place) -> None:
    place.ours.take(a_lock("1"))

    assert not place.theirs.leave(a_lock("2"))
    assert place.theirs.leave(a_lock("1", owner="eve"))
    assert not place.ours.leave(a_lock("1"))
    assert place.refs == {}


def test_a_dead_claim_is_replaced_by_one_who_saw_it(place: Place) -> None:
    """And only that one: who saw another meanwhile reads who has it now."""
    place.ours.take(a_lock("dead"))

    assert place.ours.take(a_lock("1"), a_lock("dead")) is None
    assert place.theirs.take(a_lock("2"), a_lock("dead")) == a_lock("1")
    assert place.theirs.held("production") == a_lock("1")


def test_a_claim_that_was_left_meanwhile_is_no_hindrance(place: Place) -> None:
    assert place.ours.take(a_lock("1"), a_lock("dead")) is None


def test_environments_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    """Whatever they are called."""
    place = Place(tmp_path, at_remote=False)
    names = ["review/1", "review", "x-726576696577", "a b.lock", "ü"]

    assert [place.ours.take(a_lock(f"{n}", each)) for n, each in enumerate(names)] == [None] * 5

    assert [place.theirs.held(each) for each in names] == [
        a_lock(f"{n}", each) for n, each in enumerate(names)
    ]


def a_commit(message: str) -> Callable[[Repo], str]:
    def make(home: Repo) -> str:
        return git_objects(home.root, os.environ).write_commit(NewCommit("", (), message))

    return make


def a_blob(home: Repo) -> str:
    home.write("lock.json", render_lock(a_lock("1")))
    return str(home.git.hash_object("-w", "lock.json"))


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "[]",
        render_lock(a_lock("1")).replace('"schema": 1', '"schema": 2'),
        render_lock(a_lock("1", "staging")),
        render_lock(a_lock("")),
        render_lock(a_lock("1", since=SINCE.replace(tzinfo=None))),
        render_lock(a_lock("1")).replace('"ada"', "7"),
    ],
    ids=["text", "list", "schema", "environment", "id", "zone", "owner"],
)
def test_what_is_no_lock_is_not_read(text: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        parse_lock(text, "production")


@pytest.mark.parametrize("make", [a_blob, a_commit("[]")], ids=["blob", "list"])
def test_what_cannot_be_read_keeps_everybody_out(place: Place, make: Callable[[Repo], str]) -> None:
    """Until a person takes it away, by the only id that it has."""
    commit = make(place.home)
    place.home.git.update_ref(REF, commit)

    held = place.ours.take(a_lock("2"), a_lock("1"))

    assert held
    assert (held.id, held.is_human) == (commit, True)
    assert "cannot be read" in held.message
    assert place.refs == {REF: commit}
    assert place.theirs.leave(held)
    assert place.ours.take(a_lock("2")) is None


def test_nothing_else_of_a_clone_moves(tmp_path: Path) -> None:
    place = Place(tmp_path, at_remote=True)
    place.ours.take(a_lock("1"))

    place.theirs.held("production")

    theirs = Repo(tmp_path / "theirs")
    assert str(theirs.git.for_each_ref()) == ""
    assert not (theirs.root / ".git/FETCH_HEAD").exists()


def test_a_shallow_clone_is_enough(tmp_path: Path) -> None:
    """As a job has it."""
    home = Repo(tmp_path / "home")
    home.commit("Start", {"a": "a\n"})
    home.commit("More", {"a": "b\n"})
    clone = home.clone(tmp_path / "clone", depth=1)
    remote = git_remote(clone, os.environ, home.root.as_uri(), None)
    locks = DeployLock(remote, git_objects(clone, os.environ))

    assert locks.take(a_lock("1")) is None
    assert locks.held("production") == a_lock("1")
    assert locks.leave(a_lock("1"))


def test_it_is_never_signed(tmp_path: Path) -> None:
    """Nobody is asked for a passphrase in order to deploy."""
    place = Place(tmp_path, at_remote=False)
    place.home.git.config("commit.gpgSign", "true")
    place.home.git.config("gpg.program", "/no/such/program")

    assert place.ours.take(a_lock("1")) is None


def test_a_remote_that_refuses_says_so(tmp_path: Path) -> None:
    place = Place(tmp_path, at_remote=True)
    hook = tmp_path / "home/.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not for you' >&2\nexit 1\n")
    hook.chmod(0o755)

    with pytest.raises(ForgeError, match="refused the lock of `production`: not for you"):
        place.ours.take(a_lock("1"))


def test_a_lock_is_the_same_after_it_was_written(tmp_path: Path) -> None:
    del tmp_path
    lock = a_lock("1", is_human=True, message="a\nb", run="r", claim="process 1 2 3 4")

    assert parse_lock(render_lock(lock), "production") == lock
    assert ref_of("production") == REF
