"""A season that never was: so many releases of the user's apps, as if they had been made.

The versions are planned by the real code, one release after another; the history of both branches,
the tags and the deployments are written as of the times at which all of it would have happened. So
a board can be looked at before there is a past to show.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from release.errors import ConfigError, StateError
from release.rehearsal.season.book import Book
from release.rehearsal.season.past import Past
from release.rehearsal.season.rides import rides
from release.rehearsal.stage import Stage

LENGTH = timedelta(days=84)
"""Of a season: a little less than a board looks back."""

MOST = 1000
"""Releases; of more, one would begin before the one before it has come to its end."""


def check_number(number: int) -> None:
    """Can there be a season of so many releases?

    Raises:
        ConfigError: there cannot.
    """
    if not 0 < number <= MOST:
        raise ConfigError(f"`--releases {number}` makes no season", hint=f"between 1 and {MOST}")


def play(stage: Stage, number: int, now: datetime, made: Callable[[int], object]) -> None:
    """Live through so many releases, the last of which was a little before `now`.

    At its end a release pull request is open, and one change is on staging alone.

    Args:
        stage: where; the copy's own past goes.
        number: of releases.
        now: when the season ends.
        made: told how many releases were made, after each.

    Raises:
        ReleaseError: there is no app, a version cannot be planned, or git or the local GitHub
            refused something.
    """
    if not stage.deployed:
        raise ConfigError(
            "there is no season without an app: none is configured",
            hint="`inv setup.init` finds what can be released here",
        )
    begin, pace = now - LENGTH, LENGTH / number
    apps = [app for app in stage.config.apps if app.package in stage.packages]
    past, ridden = Past(stage, begin - pace), []
    first = past.here
    for ride in rides(apps, number, begin, pace):
        ridden.append((ride, past.ride(ride)))
        made(ride.number + 1)
    last = past.wait(number, now)
    clock = stage.hub.site.clock
    try:
        book = Book(stage, past.imported(), pace)
        book.deploy(stage.deployed, first, begin - pace)
        book.snapshot(first, begin - pace)
        for ride, release in ridden:
            book.ride(ride, release)
        book.snapshot(last, now)
    finally:
        stage.hub.site.clock = clock
    stage.check_out(stage.config.main)
    opened = stage.run("release.pr")
    if opened.code:
        raise StateError(f"the release pull request cannot be opened: {opened.stderr.strip()}")
