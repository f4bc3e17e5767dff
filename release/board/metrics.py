"""The board's numbers for Prometheus, in its text format.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from release.board import words
from release.board.measures import MEASURES, Measured
from release.board.model import Board
from release.controls import without_controls

_NAMES = {
    "frequency": ("deployments_per_week", "Deployments to production that were verified, a week."),
    "lead_time": ("change_lead_time_seconds", "Median time from a commit to its deployment."),
    "failure_rate": ("change_fail_ratio", "Share of deployments that failed."),
    "recovery_time": ("recovery_time_seconds", "Median time to recover from a failure."),
    "rework_rate": ("rework_ratio", "Share of deployments that were rollbacks or hotfixes."),
}
_LEVELS = {"well": 0, "worrying": 1, "broken": 2, "unknown": -1}


class _Sample(NamedTuple):
    value: float
    labels: tuple[tuple[str, str], ...] = ()


def metrics(board: Board) -> str:
    """All gauges; a measure that not enough is known of has no sample."""
    notice = f"# {words.SIMULATED}: {words.NONE_OF_IT}\n" if board.is_simulated else ""
    return notice + "".join(line + "\n" for line in _families(board))


def _families(board: Board) -> Iterator[str]:
    yield from _gauge(
        "board_timestamp_seconds", "When the board was made.", [_Sample(board.at.timestamp())]
    )
    yield from _gauge(
        "board_simulated", "1 where the past is made up.", [_Sample(board.is_simulated)]
    )
    yield from _gauge(
        "app_info",
        "1 for the version of each app in each environment.",
        [
            _Sample(
                1,
                (
                    *_place(each.app, each.environment),
                    ("version", each.version),
                    ("state", each.state),
                ),
            )
            for each in board.cells
        ],
    )
    yield from _gauge(
        "app_since_timestamp_seconds",
        "When that version was deployed.",
        [
            _Sample(each.since.timestamp(), _place(each.app, each.environment))
            for each in board.cells
            if each.since is not None
        ],
    )
    yield from _gauge(
        "pending_changesets",
        "Changesets that are not released.",
        [_Sample(len(board.train.intents))],
    )
    if board.train.changes is not None:
        waiting = [_Sample(len(board.train.changes))]
        yield from _gauge("waiting_commits", "Commits on staging and not on main.", waiting)
    yield from _gauge(
        "health",
        "How things are: 0 ok, 1 warning, 2 error, -1 unknown.",
        [_Sample(_LEVELS[each.level], (("subject", each.subject),)) for each in board.signs],
    )
    ends = [_Sample(board.token_expires.timestamp())] if board.token_expires else []
    yield from _gauge("token_expiry_timestamp_seconds", "When the token expires.", ends)
    yield from _gauge("gaps", "What could not be read.", [_Sample(len(board.gaps))])
    yield from _measures(board)


def _measures(board: Board) -> Iterator[str]:
    for key in MEASURES:
        name, about = _NAMES[key]
        values, counts = [], []
        for found in board.measured:
            labels = _window(found)
            measure = next(each for each in found.measures if each.key == key)
            counts.append(_Sample(measure.n, labels))
            values += [] if measure.value is None else [_Sample(measure.value, labels)]
        yield from _gauge(name, about, values)
        yield from _gauge(f"{name}_n", f"What {name} is made of.", counts)
    lost = [_Sample(each.unknown, _window(each)) for each in board.measured]
    about = "Deployments to production of which nobody knows how they ended."
    yield from _gauge("unknown_deployments", about, lost)
    bad = {found.app: found.open for found in board.measured}
    samples = [_Sample(number, (("app", app or "all"),)) for app, number in bad.items()]
    yield from _gauge("unrecovered_apps", "Apps that have not recovered from a failure.", samples)


def _window(found: Measured) -> tuple[tuple[str, str], ...]:
    return ("app", found.app or "all"), ("days", str(found.days))


def _place(app: str, environment: str) -> tuple[tuple[str, str], ...]:
    return ("app", app), ("environment", environment)


def _gauge(name: str, about: str, samples: Iterable[_Sample]) -> Iterator[str]:
    yield f"# HELP release_{name} {about}"
    yield f"# TYPE release_{name} gauge"
    for each in samples:
        labels = ",".join(f'{key}="{_escaped(text)}"' for key, text in each.labels)
        yield (
            f"release_{name}{{{labels}}} {each.value:.10g}"
            if labels
            else f"release_{name} {each.value:.10g}"
        )


def _escaped(text: str) -> str:
    text = without_controls(text, "\N{REPLACEMENT CHARACTER}")
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
