"""The deployments of a season, as GitHub knows them, at the times at which they would have been."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from release.adapters.github.payloads import fields_of
from release.config.deploying import STAGING
from release.deployment.records import AttemptState, NewAttempt
from release.model import PRODUCTION
from release.rehearsal.season.past import Made
from release.rehearsal.season.rides import Ride
from release.rehearsal.stage import Stage
from release.waves import reached, waves

_TOOK = timedelta(minutes=3)
_LONGEST = timedelta(hours=2)


class _Runs(NamedTuple):
    """A version that runs: its deployment, the mark of its commit, and what ran before it."""

    id: int
    version: str
    mark: int
    before: _Runs | None


class Book:
    """What is recorded at the GitHub of a stage, whose clock goes through the season meanwhile.

    Args:
        stage: where.
        commits: by the marks of what was made.
        pace: from one release to the next.
    """

    def __init__(self, stage: Stage, commits: Mapping[int, str], pace: timedelta) -> None:
        self._stage = stage
        self._commits = commits
        self._again = min(pace / 4, _LONGEST)
        self._runs: dict[tuple[str, str], _Runs] = {}
        self._number = 0

    def ride(self, ride: Ride, made: Made) -> None:
        """What became of one release: each app is deployed after those that it needs.

        Where the first one does not go well, those that need it wait for it.
        """
        self.snapshot(made, ride.at - timedelta(minutes=25))
        apps = self._stage.config.apps
        needs = {app.name: app.needs for app in apps}
        order = [name for wave in waves(apps) for name in wave]
        due = [name for name in order if name in made.versions and name in self._stage.deployed]
        first, is_bad = ride.apps[0].name, ride.fate in {"failed", "lost"}
        later = [name for name in due if is_bad and first in reached([name], needs)]
        self.deploy([name for name in due if name not in later], made, ride.at)
        if first in later:
            self._go_wrong(first, made, ride)
        self.deploy(later, made, ride.at + self._again)
        if ride.fate == "back" and first in due:
            self._roll_back(first, ride.at + self._again)

    def deploy(self, apps: Iterable[str], made: Made, at: datetime) -> None:
        """Versions reach production, one after another."""
        for app in apps:
            wanted = self._wanted(app, PRODUCTION, made.versions[app], made.release)
            self._succeed(wanted, made.release, at)

    def snapshot(self, made: Made, at: datetime) -> None:
        """What was changed on staging reaches it."""
        for app in self._stage.staged:
            if app in made.versions:
                version = f"{made.versions[app]}-snapshot.{self._number}"
                wanted = self._wanted(app, STAGING, version, made.change)
                self._succeed(wanted._replace(kind="snapshot"), made.change, at)

    def _go_wrong(self, app: str, made: Made, ride: Ride) -> None:
        wanted = self._wanted(app, PRODUCTION, made.versions[app], made.release)
        if ride.fate == "failed":
            self._record(wanted, ride.at, "failure", "rehearsed: it was not healthy")
        else:
            self._record(wanted, ride.at, "error", "rehearsed: its run was killed")

    def _roll_back(self, app: str, at: datetime) -> None:
        good = self._runs[app, PRODUCTION].before
        if good is not None:
            wanted = self._wanted(app, PRODUCTION, good.version, good.mark)
            self._succeed(wanted._replace(kind="rollback"), good.mark, at)

    def _succeed(self, wanted: NewAttempt, mark: int, at: datetime) -> None:
        place = (wanted.app, wanted.environment)
        before = self._runs.get(place)
        id_ = self._record(wanted, at, "success", f"rehearsed: {wanted.version} runs", before)
        self._runs[place] = _Runs(id_, wanted.version, mark, before)

    def _wanted(self, app: str, environment: str, version: str, mark: int) -> NewAttempt:
        """An attempt of what was made with that mark."""
        self._number += 1
        before = self._runs.get((app, environment))
        return NewAttempt(
            key=f"rehearsed-{self._number}",
            app=app,
            version=version,
            commit=self._commits[mark],
            environment=environment,
            previous=before.version if before else None,
            run=f"{self._stage.page}/actions/runs/{self._number}",
        )

    def _record(
        self,
        wanted: NewAttempt,
        at: datetime,
        state: AttemptState,
        said: str,
        before: _Runs | None = None,
    ) -> int:
        """Have an attempt known that ended then; its deployment."""
        stage = self._stage
        stage.hub.site.clock = lambda: at - _TOOK
        id_: int = stage.ask("POST", "deployments", **fields_of(wanted))["id"]
        self._say(id_, "in_progress", "", wanted.run)
        stage.hub.site.clock = lambda: at
        if before is not None:
            self._say(before.id, "inactive", f"{wanted.version} took its place", wanted.run)
        self._say(id_, state, said, wanted.run)
        return id_

    def _say(self, id_: int, state: AttemptState, said: str, run: str) -> None:
        path = f"deployments/{id_}/statuses"
        words = {"state": state, "description": said, "log_url": run, "auto_inactive": False}
        self._stage.ask("POST", path, **words)
