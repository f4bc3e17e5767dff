"""How well the train is: locks, releases that are stuck, the back-merge."""

from __future__ import annotations

import pytest

from release.board.model import Sign
from release.board.signs import (
    Missed,
    Unreleased,
    back_merge_signs,
    lock_signs,
    missed,
    release_signs,
    snapshot_signs,
)
from release.deployment.records import Lock
from tests.board.boards import NOW, a_commit, a_line, before


@pytest.mark.parametrize(
    ("hours", "message", "level"), [(1, "", "well"), (3, "", "worrying"), (1, "fair", "worrying")]
)
def test_a_lock_is_worth_a_look_when_it_is_old_or_a_persons(
    hours: int, message: str, level: str
) -> None:
    lock = Lock("x1", "production", "ada", before(hours=hours), bool(message), message)

    (sign,) = lock_signs([lock], NOW)

    assert (level, "lock of production") == (sign.level, sign.subject)
    assert message in sign.message
    assert level == "well" or "deploy.unlock --environment production --id x1" in sign.hint


def test_no_lock_is_well_where_all_could_be_read() -> None:
    assert [Sign("well", "locks", "nobody holds one")] == list(lock_signs([], NOW))

    (sign,) = lock_signs([], NOW, ["production"])

    assert ("unknown", "that of production could not be read") == (sign.level, sign.message)


@pytest.mark.parametrize(
    ("since", "last", "level", "said"),
    [
        (before(hours=2), "", "well", "no deployment of it was begun"),
        (before(hours=25), "", "broken", "no deployment of it was begun"),
        (before(hours=25), "it is recorded as failure", "broken", "recorded as failure"),
        (None, "", "broken", "for months"),
    ],
)
def test_a_version_without_a_tag_is_stuck_after_a_day(
    since: None, last: str, level: str, said: str
) -> None:
    (sign,) = release_signs([Unreleased("web", "1.1.0", since, last)], NOW)

    assert (level, "release of web") == (sign.level, sign.subject)
    assert said in sign.message


def test_tags_everywhere_are_well() -> None:
    assert ["well"] == [each.level for each in release_signs([], NOW)]


@pytest.mark.parametrize(
    ("staging", "hours", "level", "said"),
    [
        ("merge", 99, "well", "staging has all of the main branch; the last one was"),
        ("old", 2, "well", "staging lacks 1 commit of the main branch; it is due"),
        ("old", 25, "broken", "staging lacks 1 commit of the main branch"),
        (None, 2, "unknown", "this clone does not have both branches"),
    ],
)
def test_the_back_merge_is_due_for_a_day(
    staging: str | None, hours: int, level: str, said: str
) -> None:
    commits = {
        each.sha: each
        for each in (
            a_commit("merge", "old", "main", at=before(hours=1)),
            a_commit("main", "old", at=before(hours=hours)),
            a_commit("old", at=before(days=30)),
        )
    }

    (sign,) = back_merge_signs(commits, "main", staging, NOW)

    assert (level, said) == (sign.level, sign.message[: len(said)])
    assert level != "broken" or "staging.sync" in sign.hint


def test_a_main_branch_that_has_rested_for_longer_than_anybody_looked_lacks_nothing_known() -> None:
    recent = {"tip": a_commit("tip", "old", at=before(hours=99))}

    (sign,) = back_merge_signs(recent, "old", "tip", NOW)

    assert ("unknown", "") == (sign.level, sign.hint)


def test_a_change_that_no_snapshot_has_was_missed_after_a_night() -> None:
    line = a_line(
        a_commit("tip", "late", at=before(hours=20)),
        a_commit("late", "early", at=before(hours=27)),
        a_commit("early", "c1", at=before(hours=30)),
        a_commit("c1", at=before(days=9)),
        others=["early"],
    )

    found = missed("web", line, "tip", "c1", NOW)

    assert Missed("web", 1, before(hours=27)) == found
    assert missed("web", line, "tip", "late", NOW) is None
    never = missed("web", line, "tip", None, NOW)
    assert never
    assert (2, before(days=9)) == (never.changes, never.since)
    (sign,) = snapshot_signs([found], NOW)
    assert ("broken", "snapshot of web") == (sign.level, sign.subject)
    assert "no snapshot has 1 change of it" in sign.message
    assert ["well"] == [each.level for each in snapshot_signs([], NOW)]


def test_one_branch_needs_no_back_merge() -> None:
    (sign,) = back_merge_signs({}, "main", "main", NOW)

    assert "well" == sign.level
