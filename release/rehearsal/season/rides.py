"""What each release of a season brings, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from release.model import App

Fate = Literal["well", "failed", "lost", "back"]
"""What becomes of the first app of a release. `failed`: it is deployed again later. `lost`: the
same, and nobody knows how it ended. `back`: it is rolled back later."""

_FATES: Mapping[int, Fate] = {4: "failed", 7: "back", 12: "failed", 15: "lost"}
_ROUND = 20  # releases, until the fates come again
_TOGETHER = 4  # every so many releases, an app and all that need it are released together


class Ride(NamedTuple):
    """One release. What it brings is for `apps`, and it is deployed `at` that time."""

    number: int
    apps: tuple[App, ...]
    at: datetime
    fate: Fate


def rides(apps: Sequence[App], number: int, begin: datetime, pace: timedelta) -> Iterator[Ride]:
    """So many releases at a pace, of one app after another."""
    needed = [app for app in apps if any(app.name in other.needs for other in apps)]
    for each in range(number):
        app = apps[each % len(apps)]
        if needed and each % _TOGETHER == 0:
            app = needed[each // _TOGETHER % len(needed)]
            together = (app, *(other for other in apps if app.name in other.needs))
        else:
            together = (app,)
        fate = _FATES.get(each % _ROUND, "well")
        yield Ride(each, together, begin + pace * (each + 0.5), fate)
