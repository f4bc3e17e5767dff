"""Trying again when somebody else was first: for a minute, in growing pauses of one's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from release.errors import ForgeError, MovedError, ReleaseError, UnansweredError
from release.tasks.patience import Patience, patiently


class Day:
    """A clock on which time passes by sleeping, and attempts of which the first `failing` fail."""

    def __init__(self, failing: int, error: ReleaseError | None = None, draw: float = 1.0) -> None:
        self.moment = 100.0
        self.pauses: list[float] = []
        self.left = failing
        self.attempts = 0
        self.error = error or MovedError("it moved")
        self.patience = Patience(lambda: self.moment, self.sleep, lambda: draw)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.moment += seconds

    def attempt(self) -> None:
        self.attempts += 1
        if self.left:
            self.left -= 1
            raise self.error

    def run(self, say: Callable[[str], None] = lambda _: None) -> None:
        patiently(self.attempt, say, self.patience)


def test_what_succeeds_is_not_waited_for() -> None:
    day = Day(failing=0)
    day.run()

    assert (day.attempts, day.pauses) == (1, [])


@pytest.mark.parametrize("error", [MovedError("it moved"), UnansweredError("no answer")])
def test_pauses_grow_until_it_succeeds(error: ReleaseError) -> None:
    said: list[str] = []
    day = Day(7, error)
    day.run(said.append)

    assert day.pauses == [0.5, 1, 2, 4, 8, 8, 8]
    assert said[0] == f"{error.problems[0].message}; it is tried again in 0.5 s"


def test_two_who_failed_together_do_not_come_back_together() -> None:
    """The shortest pause is half of the longest."""
    day = Day(3, draw=0.0)
    day.run()

    assert day.pauses == [0.25, 0.5, 1]


def test_after_a_minute_no_other_attempt_is_begun() -> None:
    day = Day(failing=1000)

    with pytest.raises(MovedError):
        day.run()
    assert 50 < sum(day.pauses) <= 60


def test_what_will_not_pass_is_not_tried_again() -> None:
    day = Day(1, ForgeError("it is protected"))

    with pytest.raises(ForgeError):
        day.run()
    assert day.attempts == 1
