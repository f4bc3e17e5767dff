"""What did not happen: deployments that waited for another app, apps that a release left alone.

Nothing is recorded of those; the records of the others, the commits and the ledger tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from release.board.facts import Line, reached_from
from release.deployment.records import Attempt
from release.ledger import Ledger
from release.model import App
from release.waves import reached
from release.world import RecentCommit

_BAD = {"failure", "error"}


class Held(NamedTuple):
    """A deployment of `app` that was due and was not begun, since `by` did not go well."""

    app: str
    by: Attempt


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
    for app in apps:
        releases = _releases(manifests[app.name], line)
        own = attempts.get(app.name, ())
        for need in sorted(reached(app.needs, needs)):
            for each in attempts.get(need, ()):
                if each.wanted.kind == "deploy" and each.state in _BAD:
                    due = next((at for at in releases if at.committed <= each.since), None)
                    if due and not _tried(own, due, each) and _has(each, due, line):
                        yield Held(app.name, each)


def left_alone(apps: Sequence[App], package: str, version: str, ledger: Ledger) -> tuple[str, ...]:
    """The apps that the release which made a version did not move; none where nobody knows it."""
    for release in ledger.releases:
        if release.moves.get(package, ("", ""))[1] == version:
            return tuple(app.name for app in apps if app.package not in release.moves)
    return ()


def _releases(manifest: str, line: Line) -> list[RecentCommit]:
    """Those that moved a manifest, the newest first."""
    found = (line.commits[sha] for sha in line.releases)
    moved = [each for each in found if manifest in each.files]
    return sorted(moved, key=lambda each: each.committed, reverse=True)


def _tried(own: Sequence[Attempt], due: RecentCommit, until: Attempt) -> bool:
    began = (each.began or each.since for each in own)
    return any(due.committed <= each <= until.since for each in began)


def _has(attempt: Attempt, release: RecentCommit, line: Line) -> bool:
    return release.sha in reached_from(line.commits, attempt.wanted.commit)
