"""When GitHub may be asked again, and how long a command may go on asking.

The rules are GitHub's own for its REST API: wait as `Retry-After` says; without it, until the
rate limit is reset when nothing remains of it; else a minute, and longer each time. Writes come
at least a second apart, since comments, pull requests and releases notify people.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from release.adapters.clock import Clock

DEADLINE = 600.0
"""Seconds that one command may take with GitHub; a job that waits longer had better end."""
BETWEEN_WRITES = 1.0
LIMIT_PAUSE = 60.0
"""Seconds to wait for a rate limit that does not say how long; it doubles."""
PAUSE = 1.0
"""Seconds before the second attempt after a lost answer or a busy server; it doubles."""
LONGEST_PAUSE = 120.0
LAG = 1.0
"""Seconds before the second look for what a write made, since reads may lag; it doubles."""


def pace_at(api: str, between_writes: float = BETWEEN_WRITES) -> Pace:
    """The pace for the API at this address.

    One of this machine, as in a rehearsal, notifies nobody, and what it was told it shows at once.

    Args:
        api: the address.
        between_writes: seconds that GitHub itself wants between two of them.
    """
    parts = urlsplit(api)
    is_here = parts.scheme == "http" and parts.hostname in _HERE
    return Pace(Clock(), 0.0, 0.0) if is_here else Pace(Clock(), between_writes)


_HERE = {"127.0.0.1", "::1", "localhost"}


class Pace:
    """The time that one command spends with GitHub."""

    def __init__(
        self, clock: Clock, between_writes: float = BETWEEN_WRITES, lag: float = LAG
    ) -> None:
        self.clock = clock
        self.lag = lag
        self.between_writes = between_writes
        self._begun = clock.now()
        self._written: float | None = None

    def begin_anew(self) -> None:
        """Have all of the time again, as for a part of a command that takes hours."""
        self._begun = self.clock.now()

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self._begun + DEADLINE - self.clock.now()

    def space(self) -> None:
        """Wait until another write is due, and count it."""
        if self._written is not None:
            self.clock.sleep(max(0.0, self._written + self.between_writes - self.clock.now()))
        self._written = self.clock.now()

    def look_again(self, attempt: int) -> None:
        """Give reads time to show what was written, before the look of this number, from 2."""
        self.clock.sleep(self.lag * 2 ** (attempt - 2))

    def rest(self, headers: Mapping[str, str]) -> bool:
        """Wait as an answer says; False when that is beyond the deadline, and then do not wait."""
        told = self._told(headers) or 0.0
        if told > self.left:
            return False
        self.clock.sleep(told)
        return True

    def pause(self, status: int | None, headers: Mapping[str, str], attempt: int) -> float:
        """Seconds to wait before asking again.

        Args:
            status: of the answer; None when there was none.
            headers: of the answer, by name in any case.
            attempt: how often it was asked, from 1.
        """
        growth = float(2 ** (attempt - 1))
        told = self._told(headers)
        if told is not None:
            return told
        if status in {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}:
            return LIMIT_PAUSE * growth
        return min(PAUSE * growth, LONGEST_PAUSE)

    def _told(self, headers: Mapping[str, str]) -> float | None:
        wait = headers.get("Retry-After", "")
        if wait.isdecimal():
            return float(wait)
        if wait:
            try:
                until = parsedate_to_datetime(wait).timestamp()
            except ValueError:
                return None
            return max(0.0, until - self.clock.now())
        reset = headers.get("X-RateLimit-Reset", "")
        if headers.get("X-RateLimit-Remaining") == "0" and reset.isdecimal():
            return max(0.0, float(reset) + 1 - self.clock.now())
        return None


def is_limited(status: int, headers: Mapping[str, str], text: str) -> bool:
    """Whether an answer says that we asked too much, and not that we may not ask."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    told = "Retry-After" in headers or headers.get("X-RateLimit-Remaining") == "0"
    return status == HTTPStatus.FORBIDDEN and (told or "rate limit" in text.lower())
