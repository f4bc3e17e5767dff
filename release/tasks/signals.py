"""Signals while something is under way that should be ended in an orderly way.

SIGINT and SIGTERM; and SIGHUP, which comes when the terminal or the connection to it goes: what we
have started would live on, and nobody would watch it. Whoever ignores that one (`nohup`) goes on.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

_HANG_UP: signal.Signals | None = getattr(signal, "SIGHUP", None)  # Windows has none
_SHOW_CURSOR = b"\x1b[?25h"  # a live view hides it


class Stopping:
    """`release.deployment.ports.Interrupt`: the first signal asks for an end, the second is one.

    Inside the `with` block neither signal raises anything; after it they are what they were.

    Args:
        heard: told once which signal came, from another thread and at once.
    """

    def __init__(self, heard: Callable[[str], None]) -> None:
        self._heard = heard
        self._why = ""
        # A handler may interrupt its own thread while that holds a lock of `threading.Event`, so
        # it writes to a socket: everybody who waits for it to be readable wakes up.
        self._bell, self._button = socket.socketpair()
        self._end, self._over = socket.socketpair()
        self._before: dict[signal.Signals, Any] = {}
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    @property
    def why(self) -> str:
        """The name of the signal; empty as long as there was none."""
        return self._why

    def wait(self, seconds: float) -> bool:
        """Sleep so long, or until a signal comes; whether one came."""
        if not self._why:
            select.select([self._bell], [], [], max(0.0, seconds))
        return bool(self._why)

    def __enter__(self) -> Self:
        self._watcher.start()
        for number in _heeded():
            self._before[number] = signal.signal(number, self._ring)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, signal.SIG_DFL if before is None else before)
        self._over.send(b"x")
        self._watcher.join()
        for each in (self._bell, self._button, self._end, self._over):
            each.close()

    def _ring(self, number: int, _: FrameType | None) -> None:
        if self._why:
            _end_at_once(number)
        self._why = signal.Signals(number).name
        self._button.send(b"x")

    def _watch(self) -> None:
        ready, _, _ = select.select([self._bell, self._end], [], [])
        if self._bell in ready:
            self._heard(self._why)


def _heeded() -> tuple[signal.Signals, ...]:
    usual = (signal.SIGINT, signal.SIGTERM)
    if _HANG_UP is None or signal.getsignal(_HANG_UP) == signal.SIG_IGN:
        return usual
    return (*usual, _HANG_UP)


def _end_at_once(number: int) -> None:
    """Die of the signal, as whoever sent it expects; nothing is tidied up but the terminal."""
    if sys.stderr.isatty():
        os.write(2, _SHOW_CURSOR)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
