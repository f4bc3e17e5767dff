"""The book of deployments in a clone alone."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from release.adapters.clone_records import CloneRecords, clone_records
from release.deployment.records import LONGEST_DESCRIPTION, Attempt, Lock, NewAttempt
from release.errors import StateError
from tests.fakes import a_moment
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

E = "local"
SHA = "a" * 40


def book(root: Path) -> CloneRecords:
    """The book as a new command has it."""
    return clone_records(root, os.environ, a_moment, "ada@home")


def wanted(key: str, app: str = "web", environment: str = E) -> NewAttempt:
    return NewAttempt(f"{app} {key}", app, f"1.0.{key}", SHA, environment)


def ran(root: Path, key: str, state: Any = "success", app: str = "web") -> Attempt:
    """An attempt that ended so."""
    attempt = book(root).begin(wanted(key, app))
    book(root).tell(attempt, state, f"{key} ended")
    return attempt


def states(root: Path, *, whole: bool = False) -> list[tuple[str, str]]:
    found = book(root).attempts(E, ["web"], whole=whole)["web"]
    return [(each.wanted.version, each.state) for each in found]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Repo(tmp_path / "here").root


def test_an_attempt_is_recorded_with_all_that_is_known_of_it(root: Path) -> None:
    full = NewAttempt(
        *("k1", "web", "1.1.0", SHA, E, "rollback", "1.2.0"),
        values={"digest": "sha256:abc"},
        run="https://ci.example.org/1",
        override="the fair begins\n“now”",
    )

    begun = book(root).begin(full)

    now = a_moment()
    assert begun == Attempt(1, full, "in_progress", "", now, "ada@home", full.run, now)
    assert book(root).attempts(E, ["web", "api"]) == {"web": (begun,), "api": ()}


def test_what_is_so_already_is_left_alone(root: Path) -> None:
    attempt = ran(root, "1")
    before = book(root).file.read_bytes()

    book(root).begin(wanted("1"))
    book(root).tell(attempt, "success", "1 ended")

    assert before == book(root).file.read_bytes()


def test_attempts_go_back_to_a_success(root: Path) -> None:
    for key in ("1", "2", "3"):
        ran(root, key)
    ran(root, "4", "failure")
    ran(root, "1", app="api")
    book(root).begin(wanted("5", environment="staging"))

    two = [("1.0.4", "failure"), ("1.0.3", "success")]
    assert two == states(root)
    assert [*two, ("1.0.2", "inactive"), ("1.0.1", "inactive")] == states(root, whole=True)


def test_attempts_go_back_behind_rollbacks(root: Path) -> None:
    """For what these led away from."""
    for key in ("1", "2", "3"):
        ran(root, key)
    back = wanted("4")._replace(kind="rollback", previous="1.0.3")
    book(root).tell(book(root).begin(back), "success", "")

    assert [("1.0.4", "success"), ("1.0.3", "inactive")] == states(root)


def test_the_next_success_mends_what_a_killed_run_left(root: Path) -> None:
    book(root).begin(wanted("1"))

    ran(root, "2")

    assert [("1.0.2", "success"), ("1.0.1", "error")] == states(root, whole=True)


def test_what_is_retired_has_run_since_it_succeeded(root: Path) -> None:
    """As it runs again where what took its place is taken back."""
    ran(root, "1")
    later = book(root)._replace(clock=lambda: a_moment() + timedelta(hours=1))
    later.tell(later.begin(wanted("2")), "success", "2 ended")

    newest, before = book(root).attempts(E, ["web"], whole=True)["web"]

    assert ("inactive", a_moment()) == (before.state, before.since)
    assert newest.since == a_moment() + timedelta(hours=1)


def test_a_line_that_broke_off_is_none(root: Path) -> None:
    """And the next one stands on its own."""
    ran(root, "1")
    file = book(root).file
    file.write_bytes(file.read_bytes() + b'{"schema": 1, "tell": "1", "sta')
    assert [("1.0.1", "success")] == states(root)

    ran(root, "2")

    assert [("1.0.2", "success"), ("1.0.1", "inactive")] == states(root, whole=True)


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        '{"schema": 2}',
        json.dumps({"schema": 1, "at": a_moment().isoformat(), "tell": "9", "state": "success"}),
        json.dumps({"schema": 1, "at": "noon", "by": "ada", "begin": {}}),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(root: Path, line: str) -> None:
    """Never passed over: it may tell of what runs."""
    ran(root, "1")
    with book(root).file.open("a") as file:
        file.write(f"{line}\n")

    with pytest.raises(StateError, match="a line that this version cannot read") as caught:
        states(root)
    assert caught.value.problems[0].where == (".git/monorepo-release.deployments", 3)


def test_a_long_description_is_cut(root: Path) -> None:
    ran_long = book(root).begin(wanted("1"))
    book(root).tell(ran_long, "failure", "it is\n" + "x" * 200)

    (found,) = book(root).attempts(E, ["web"])["web"]

    assert found.description == f"it is {'x' * 200}"[: LONGEST_DESCRIPTION - 1] + "…"


def test_all_work_trees_have_the_same_book_and_the_same_lock(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "here")
    repo.commit("Start", {"a": "a"})
    other = repo.worktree(tmp_path / "other")
    ran(repo.root, "1")
    lock = Lock("1", E, "ada", datetime.fromisoformat("2026-01-02T03:04:05+00:00"))
    assert book(repo.root).take(lock) is None

    assert [("1.0.1", "success")] == states(other)
    assert lock == book(other).lock(E)
    assert book(other).leave(lock)
    assert book(repo.root).place == "this clone alone (.git/monorepo-release.deployments)"


def test_old_snapshots_are_dropped(root: Path) -> None:
    for key in "1234":
        attempt = book(root).begin(wanted(key)._replace(kind="snapshot"))
        book(root).tell(attempt, "success", "")
    ran(root, "5", app="api")

    gone, again = (book(root).prune(E, "web", 2) for _ in range(2))

    assert (2, 0) == (gone, again)
    assert [("1.0.4", "success"), ("1.0.3", "inactive")] == states(root, whole=True)
    assert 1 == len(book(root).attempts(E, ["api"])["api"])
