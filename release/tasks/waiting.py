"""A line at the foot of the terminal: what is waited for, and how long, once that takes a while.

It is drawn by a thread of its own, is gone before anything else is printed, and leaves nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, RLock, Thread
from typing import TextIO

from release.adapters.asked import OPEN, Question
from release.adapters.secrets import Secrets, secrets_of
from release.controls import without_controls
from release.tasks.streams import DIM, can_move, columns, emphasized

PATIENCE = 1.0
"""Seconds before anything is shown: most answers are there by then."""

TURNING = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
A_TURN = 0.125
"""Seconds that each sign of `TURNING` is shown."""

_GONE = "\r\x1b[2K"  # the line is empty, and goes on at its begin
_MARK = "\N{REPLACEMENT CHARACTER}"


class _Line:
    """The one line of this process, where there is one now."""

    stream: TextIO | None = None
    is_drawn = False
    lock = RLock()


@contextmanager
def aside() -> Iterator[None]:
    """Nothing is drawn meanwhile, and what was drawn is gone."""
    with _Line.lock:
        _erase()
        yield


@contextmanager
def shown(stream: TextIO) -> Iterator[None]:
    """Show on a stream what is waited for, if it is a terminal where lines can be drawn over."""
    if not can_move(stream):
        yield
        return
    over = Event()
    drawing = Thread(target=_draw, args=(over, secrets_of(os.environ)), daemon=True)
    _Line.stream = stream
    drawing.start()
    try:
        yield
    finally:
        over.set()
        drawing.join()
        with aside():
            _Line.stream = None


@contextmanager
def hidden() -> Iterator[None]:
    """Something else moves on the terminal meanwhile."""
    with aside():
        before, _Line.stream = _Line.stream, None
    try:
        yield
    finally:
        _Line.stream = before


def _draw(over: Event, secrets: Secrets) -> None:
    number = 0
    while not over.wait(A_TURN):
        number += 1
        waited = next((each for each in [*OPEN] if each.seconds >= PATIENCE), None)
        with _Line.lock, suppress(OSError, ValueError):  # the terminal may be gone
            if waited is None:
                _erase()
            elif _Line.stream is not None:
                sign = TURNING[number % len(TURNING)]
                _write(_Line.stream, f"{sign} {_told(waited, secrets.hidden, _Line.stream)}")


def _told(question: Question, hide: Callable[[str], str], stream: TextIO) -> str:
    """What is asked and since when, on one line."""
    from rich.cells import cell_len, set_cell_size

    took = f" ({question.seconds:.0f} s)"
    what = without_controls(question.shown(hide), _MARK)
    room = max(columns(stream) - len(took) - 3, 0)
    return (what if cell_len(what) <= room else set_cell_size(what, room)) + took


def _write(stream: TextIO, text: str) -> None:
    stream.write(f"{_GONE}{emphasized(text, DIM, stream)}")
    stream.flush()
    _Line.is_drawn = True


def _erase() -> None:
    if _Line.is_drawn and _Line.stream is not None:
        _Line.stream.write(_GONE)
        _Line.stream.flush()
    _Line.is_drawn = False
