"""The book of deployments in memory, which the tests of others rely on, is kept as the real one."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from release.adapters.clone_records import clone_records
from release.deployment.records import (
    LONGEST_DESCRIPTION,
    AttemptState,
    Lock,
    NewAttempt,
    WritableRecords,
)
from tests.deploys.records import MemoryRecords
from tests.fakes import a_moment
from tests.repositories import Repo

E = "staging"


@pytest.fixture(params=["memory", pytest.param("clone", marks=pytest.mark.needs("git"))])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> WritableRecords:
    if request.param == "memory":
        return MemoryRecords()
    return clone_records(Repo(tmp_path / "here").root, os.environ, a_moment, "ada@home")


def wanted(key: str, app: str = "web", environment: str = E) -> NewAttempt:
    return NewAttempt(f"{app} {key}", app, f"1.0.{key}", "a" * 40, environment)


def ran(records: WritableRecords, key: str, state: AttemptState | None, app: str = "web") -> None:
    """An attempt that ended so; None where it did not end."""
    attempt = records.begin(wanted(key, app))
    if state:
        records.tell(attempt, state, f"{key} ended")


def states(records: WritableRecords, *, whole: bool = False) -> list[tuple[str, str]]:
    found = records.attempts(E, ["web"], whole=whole)["web"]
    return [(each.wanted.version, each.state) for each in found]


def test_an_attempt_begins_once(records: WritableRecords) -> None:
    first = records.begin(wanted("1"))

    assert records.begin(wanted("1")) == first
    assert records.attempts(E, ["web", "api"]) == {"web": (first,), "api": ()}
    assert (first.wanted, first.state, first.description) == (wanted("1"), "in_progress", "")


def test_attempts_are_of_their_environment_and_app(records: WritableRecords) -> None:
    ran(records, "1", "success")
    ran(records, "2", "success", app="api")
    records.begin(wanted("3", environment="production"))

    assert states(records) == [("1.0.1", "success")]


def test_they_go_back_to_a_success_or_all_the_way(records: WritableRecords) -> None:
    for key in ("1", "2", "3"):
        ran(records, key, "success")
    ran(records, "4", "failure")

    newest = [("1.0.4", "failure"), ("1.0.3", "success")]
    assert states(records) == newest
    rest = [("1.0.2", "inactive"), ("1.0.1", "inactive")]
    assert states(records, whole=True) == newest + rest


def test_recent_ones_go_back_to_a_success_before_that_time(records: WritableRecords) -> None:
    for key in ("1", "2", "3"):
        ran(records, key, "success")
    ran(records, "4", "failure")

    def versions(since: datetime) -> list[str]:
        return [each.wanted.version for each in records.recent(E, ["web"], since)["web"]]

    assert ["1.0.4", "1.0.3"] == versions(datetime(2030, 1, 1, tzinfo=UTC))
    assert ["1.0.4", "1.0.3", "1.0.2", "1.0.1"] == versions(datetime(2020, 1, 1, tzinfo=UTC))
    assert {"api": ()} == records.recent(E, ["api"], datetime(2020, 1, 1, tzinfo=UTC))


def test_a_success_ends_what_came_before(records: WritableRecords) -> None:
    ran(records, "1", "success")
    ran(records, "2", None)
    ran(records, "3", "error")
    ran(records, "1", "success", app="api")

    ran(records, "4", "success")

    assert states(records, whole=True) == [
        ("1.0.4", "success"),
        ("1.0.3", "error"),
        ("1.0.2", "error"),
        ("1.0.1", "inactive"),
    ]
    assert records.attempts(E, ["api"])["api"][0].state == "success"


def test_a_success_can_be_taken_back(records: WritableRecords) -> None:
    ran(records, "1", "success")
    attempt = records.begin(wanted("2"))
    for state in ("success", "in_progress", "failure"):
        records.tell(attempt, state, f"it is a {state}")

    assert states(records) == [("1.0.2", "failure"), ("1.0.1", "inactive")]


def test_what_is_said_is_cut(records: WritableRecords) -> None:
    records.tell(records.begin(wanted("1")), "error", "x" * 500)

    (attempt,) = records.attempts(E, ["web"])["web"]
    assert attempt.description == "x" * (LONGEST_DESCRIPTION - 1) + "…"


def test_a_lock_is_held_by_one(records: WritableRecords) -> None:
    ours, theirs, other = (Lock(each, E, each, a_moment()) for each in ("ours", "theirs", "other"))

    assert records.take(ours) is None
    assert records.take(theirs) == ours == records.lock(E)
    assert records.take(theirs, instead=other) == ours
    assert records.take(theirs, instead=ours) is None
    assert not records.leave(ours)
    assert records.leave(theirs)
    assert records.lock(E) is None
