"""What did not happen: deployments that waited for another app, apps that a release left alone.

Nothing is recorded of those; the records of the others, the commits and the ledger tell.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from release.board.descent import Descent
from release.board.facts import Line
from release.deployment.records import Attempt
from release.ledger import Ledger
from release.model import App
from release.waves import reached

_BAD = {"failure", "error"}


class Held(NamedTuple):
    """A deployment of `app` that was due and was not begun, since `by` did not go well.

    `release` is the commit that made the version which was due.
    """

    app: str
    by: Attempt
    release: str


def held_up(
    apps: Sequence[App],
    attempts: Mapping[str, Sequence[Attempt]],
    manifests: Mapping[str, str],
    line: Line,
) -> Iterator[Held]:
    """Each deployment of an app that what it needs has kept from being begun.

    A version is due from the release on that made it; and where it was not tried before what it
    needs has failed at a commit that has that release, it waited for that.

    Args:
        apps: those that are deployed.
        attempts: those for one environment by app, the newest first.
        manifests: the paths by app.
        line: the commits.
    """
    needs = {app.name: app.needs for app in apps}
    descent = Descent(line.commits)
    for app in apps:
        releases = _releases(manifests[app.name], line)
        began = sorted(each.began or each.since for each in attempts.get(app.name, ()))
        for need in sorted(reached(app.needs, needs)):
            found = list(_untried(attempts.get(need, ()), releases, began))
            pairs = descent.of((due, each.wanted.commit) for each, due in found)
            for each, due in found:
                if (due, each.wanted.commit) in pairs:
                    yield Held(app.name, each, due)


def left_alone(apps: Sequence[App], ledger: Ledger) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The apps that a release did not move, by each package that it did and the version."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for release in ledger.releases:
        others = tuple(app.name for app in apps if app.package not in release.moves)
        for package, (_, version) in release.moves.items():
            found.setdefault((package, version), others)
    return found


def _releases(manifest: str, line: Line) -> list[tuple[datetime, str]]:
    """Those that moved a manifest: when, and their commits, the oldest first."""
    found = (line.commits[sha] for sha in line.releases)
    return sorted((each.committed, each.sha) for each in found if manifest in each.files)


def _untried(
    attempts: Sequence[Attempt],
    releases: Sequence[tuple[datetime, str]],
    began: Sequence[datetime],
) -> Iterator[tuple[Attempt, str]]:
    """The attempts that did not go well, each with the release that was due and not tried by then.

    Args:
        attempts: of what is needed.
        releases: of what needs it, the oldest first.
        began: when its own attempts began, the oldest first.
    """
    moments = [at for at, _ in releases]
    for each in attempts:
        number = bisect_right(moments, each.since)
        if each.wanted.kind == "deploy" and each.state in _BAD and number:
            at, due = releases[number - 1]
            if bisect_left(began, at) == bisect_right(began, each.since):
                yield each, due
