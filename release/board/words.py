"""How times, shares and measures are said, wherever the board is read."""

from __future__ import annotations

from datetime import UTC, datetime

from release.board.measures import ENOUGH, MEASURES, Measure
from release.board.model import Event
from release.phrases import UNITS

_ROUND = 10  # of a unit: from there on nobody asks for its tenths
_OUTCOMES = {
    "success": "succeeded",
    "inactive": "succeeded",
    "failure": "failed",
    "error": "unknown",
    "in_progress": "in progress",
}


def moment(at: datetime) -> str:
    """A time to the minute; it is in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def exact(at: datetime) -> str:
    """A time to the second, for programs: `2026-11-26T12:00:00Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def span(seconds: float) -> str:
    """A duration, as exact as people say it: `47 s`, `12 min`, `3.4 h`, `12 d`."""
    for unit, length in UNITS:
        if seconds >= length:
            number = seconds / length
            digits = 1 if number < _ROUND and length > UNITS[-1][1] else 0
            return f"{number:.{digits}f} {unit}"
    return f"{max(0.0, seconds):.0f} s"


def ago(at: datetime, now: datetime) -> str:
    """How long ago something was."""
    return f"{span((now - at).total_seconds())} ago"


def value(measure: Measure) -> str:
    """A measure's value; that there is too little where there is none."""
    if measure.value is None:
        return "not enough data"
    match MEASURES[measure.key].unit:
        case "per week":
            return f"{measure.value:.1f} a week"
        case "share":
            return f"{measure.value:.0%}"
        case _:
            return span(measure.value)


def basis(measure: Measure) -> str:
    """What a measure is made of."""
    counted = MEASURES[measure.key].counted
    return f"n = {measure.n} {counted}"


def outcome(event: Event) -> str:
    """How something ended, in a word or two."""
    return _OUTCOMES.get(event.state, event.state)


SIMULATED = "This past is made up"
NONE_OF_IT = (
    "`rehearse --releases` made up the releases, the deployments and their times; "
    "none of it happened."
)
NOT_ENOUGH = f"“Not enough data” stands where fewer than {ENOUGH} were counted."
