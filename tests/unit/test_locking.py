"""Whose turn it is in an environment: who waits, who is refused, and what is left at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from release.deployment.records import Lock
from release.errors import ForgeError, InterruptError, MovedError, StateError, UnansweredError
from release.tasks.locking import Turn

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
OURS = Lock("0001", "production", "ada@desk", NOON)
BOT = Lock("0002", "production", "ci-bot", NOON - timedelta(minutes=7), run="https://x/runs/1")
EVE = Lock("0003", "production", "eve", NOON - timedelta(hours=3), is_human=True, message="move")


@dataclass
class Place:
    """One place for a lock, a clock on which time passes by waiting, and all that is said.

    `later` is what happens when so many seconds have passed; `failures` are those of the next
    requests, the lost ones among them take effect.
    """

    held: Lock | None = None
    later: dict[float, Callable[[Place], None]] = field(default_factory=dict)
    failures: list[Exception | None] = field(default_factory=list)
    over: str = ""
    seconds: float = 0.0
    why: str = ""
    said: list[str] = field(default_factory=list)
    audited: list[str] = field(default_factory=list)
    requests: int = 0

    @property
    def turn(self) -> Turn:
        return Turn(
            OURS,
            self,
            lambda held, _: self.over if held is BOT else "",
            self,
            self.said.append,
            lambda text: self.said.append(f"warning: {text}"),
            self.audited.append,
            lambda: NOON + timedelta(seconds=self.seconds),
            lambda: self.seconds,
        )

    def take(self, lock: Lock, instead: Lock | None = None) -> Lock | None:
        self.requests += 1
        failure = self.failures.pop(0) if self.failures else None
        if self.held is None or self.held is instead:
            self.held = lock
        if failure:
            raise failure
        return None if self.held == lock else self.held

    def leave(self, lock: Lock) -> bool:
        self.requests += 1
        if failure := self.failures.pop(0) if self.failures else None:
            raise failure
        was_held = self.held == lock
        self.held = None if was_held else self.held
        return was_held

    def wait(self, seconds: float) -> bool:
        assert seconds > 0, "time must go on"
        self.seconds += seconds
        for moment in [each for each in self.later if each <= self.seconds]:
            self.later.pop(moment)(self)
        return bool(self.why)


def left(place: Place) -> None:
    place.held = None


def interrupted(place: Place) -> None:
    place.why = "SIGTERM"


def test_a_free_lock_is_taken_and_left_with_a_line_each() -> None:
    place = Place()

    place.turn.take(900)
    meanwhile = place.held
    trouble = place.turn.leave()

    assert (OURS, None, None) == (meanwhile, trouble, place.held)
    assert [
        "production: ada@desk took the lock",
        "production: ada@desk left the lock",
    ] == place.audited
    assert ([], 2) == (place.said, place.requests)


def test_another_deployment_is_waited_for_and_told_once() -> None:
    place = Place(BOT, later={100: left})

    place.turn.take(900)

    assert OURS == place.held
    (said,) = place.said
    assert said == (
        "waiting for up to 900 s: production is being deployed to by ci-bot since "
        "2026-11-26 11:53 UTC (7 min ago), https://x/runs/1"
    )
    assert 100 <= place.seconds < 115
    assert place.requests < 15


def test_a_person_is_not_waited_for() -> None:
    place = Place(EVE)

    with pytest.raises(StateError) as error:
        place.turn.take(900)

    assert str(error.value) == (
        "error: production is locked by eve since 2026-11-26 09:00 UTC (3 h ago): "
        '"move"\n'
        "  hint: run `inv deploy.unlock --environment production --id 0003` when they say so"
    )
    assert (EVE, 0.0, 1) == (place.held, place.seconds, place.requests)


def test_a_person_who_comes_meanwhile_ends_the_waiting() -> None:
    place = Place(BOT, later={30: lambda place: setattr(place, "held", EVE)})

    with pytest.raises(StateError, match="locked by eve"):
        place.turn.take(900)


def test_who_waited_long_enough_is_told_how_to_end_it() -> None:
    place = Place(BOT)

    with pytest.raises(StateError) as error:
        place.turn.take(60)

    assert 60 == place.seconds
    assert "ci-bot" in str(error.value)
    assert "and that did not end within 60 s" in str(error.value)
    assert "--id 0002` when nobody deploys there any more" in str(error.value)


def test_without_patience_it_looks_once() -> None:
    place = Place(BOT)

    with pytest.raises(StateError):
        place.turn.take(0)

    assert (0.0, 1) == (place.seconds, place.requests)


def test_the_lock_of_somebody_who_is_no_more_is_taken_over_and_that_is_audited() -> None:
    place = Place(BOT, over="the same run's job was begun again")

    place.turn.take(0)

    assert OURS == place.held
    assert place.audited == [
        "production: ada@desk took the lock, over from ci-bot: the same run's job was begun again"
    ]


def test_an_interrupt_ends_the_waiting() -> None:
    place = Place(BOT, later={20: interrupted})

    with pytest.raises(InterruptError, match="interrupted by SIGTERM while waiting") as error:
        place.turn.take(900)

    assert (BOT, 130) == (place.held, error.value.exit_code)


@pytest.mark.parametrize("failure", [UnansweredError("lost"), MovedError("moved")])
def test_a_lost_answer_is_looked_for(failure: Exception) -> None:
    place = Place(failures=[failure])

    place.turn.take(900)

    assert OURS == place.held
    assert 1 == len(place.said)


def test_a_lock_that_may_be_ours_is_left_when_nobody_answers_to_the_end() -> None:
    place = Place(failures=[UnansweredError("lost"), None])

    with pytest.raises(UnansweredError):
        place.turn.take(0)

    assert place.held is None


def test_what_refuses_is_told_at_once() -> None:
    place = Place(failures=[ForgeError("no right to push")])

    with pytest.raises(ForgeError, match="no right"):
        place.turn.take(900)

    assert 1 == place.requests


def test_leaving_is_tried_again() -> None:
    place = Place(OURS, failures=[UnansweredError("lost"), UnansweredError("lost")])

    assert place.turn.leave() is None
    assert place.held is None


def test_a_lock_that_cannot_be_left_is_told_with_what_ends_it() -> None:
    place = Place(OURS, failures=[ForgeError("no")])

    trouble = place.turn.leave()

    assert isinstance(trouble, ForgeError)
    assert "run `inv deploy.unlock --environment production --id 0001`" in "\n".join(place.said)


def test_a_lock_that_was_taken_away_meanwhile_is_told() -> None:
    place = Place(EVE)

    trouble = place.turn.leave()

    assert isinstance(trouble, StateError)
    assert EVE == place.held
    assert ["warning: the lock of production was taken away during this deployment"] == place.said
