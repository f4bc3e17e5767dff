"""What time it is, and waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple


class Clock(NamedTuple):
    """Seconds since 1970, and sleep; tests give one on which time passes only by sleeping."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
