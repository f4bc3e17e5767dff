"""The weeks of the chart."""

from __future__ import annotations

from release.board.weeks import weeks_of
from tests.board.boards import NOW, an_attempt, before


def test_what_ended_is_counted_in_its_week() -> None:
    found = weeks_of(
        [
            an_attempt(1, before(days=8)),
            an_attempt(2, before(days=1)),
            an_attempt(3, before(days=2), "failure"),
            an_attempt(4, before(days=2), "error"),
            an_attempt(5, before(days=400)),
            an_attempt(6, before(days=1), kind="rollback"),
        ],
        NOW,
    )

    assert 13 == len(found)
    *earlier, last, this = [(each.succeeded, each.failed) for each in found]
    assert ([(0, 0)] * 11, (1, 0), (1, 1)) == (earlier, last, this)
    assert before(days=7) == found[-1].begin
