"""Trying again when somebody else was first: by time, and not all at the same moment."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import NamedTuple

from release.errors import MovedError, UnansweredError

BUDGET = 60.0
"""Seconds from the first attempt until no other is begun: a busy branch rests for less."""
PAUSE = 0.5
"""Seconds before the second attempt, at most; it doubles."""
LONGEST_PAUSE = 8.0


class Patience(NamedTuple):
    """Seconds that only grow, sleep, and a number from 0 to 1; tests give others."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random


def patiently(
    attempt: Callable[[], None], say: Callable[[str], None], patience: Patience | None = None
) -> None:
    """Make attempts until one succeeds, or the time is over.

    Two who failed together wait for times of their own: from a half to the whole of the pause.

    Raises:
        MovedError: somebody else was first until the end; or UnansweredError.
    """
    patience = patience or Patience()
    end = patience.now() + BUDGET
    longest = PAUSE
    while True:
        try:
            return attempt()
        except (MovedError, UnansweredError) as error:
            pause = longest * (1 + patience.random()) / 2
            if patience.now() + pause > end:
                raise
            say(f"{error.problems[0].message}; it is tried again in {pause:.1f} s")
        patience.sleep(pause)
        longest = min(2 * longest, LONGEST_PAUSE)
