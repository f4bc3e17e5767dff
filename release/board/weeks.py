"""The deployments of the last weeks, a number a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from release.board.model import Week
from release.deployment.records import SUCCEEDED, Attempt

_WEEKS = 13  # a quarter, and the longest window of the measures
_DAYS = 7


def weeks_of(attempts: Iterable[Attempt], now: datetime) -> tuple[Week, ...]:
    """What became of deployments that have ended; the last week ends `now`.

    Those of which nobody knows how they ended are in neither number, and rollbacks are not either.
    """
    succeeded, failed = Counter[int](), Counter[int]()
    for each in attempts:
        if each.wanted.kind != "deploy":
            continue
        number = (now - each.since) // timedelta(days=_DAYS)
        succeeded[number] += each.state in SUCCEEDED
        failed[number] += each.state == "failure"
    return tuple(
        Week(now - timedelta(days=_DAYS * (number + 1)), succeeded[number], failed[number])
        for number in reversed(range(_WEEKS))
    )
