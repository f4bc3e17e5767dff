"""The plan of a snapshot: which apps it has, and why. Those whose content is not what runs.

Decided by what runs, never by what happened last: after a snapshot that failed, or was killed, the
same apps are in the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from release.deployment import Running
from release.deployment.plan import DeployPlan, Stop
from release.errors import ConfigError, Problem, ReleaseError, StateError
from release.model import App
from release.phrases import counted, first
from release.rollout.destination import Destination
from release.rollout.frozen import frozen
from release.rollout.standing import Standing
from release.waves import waves

_MOST_TOLD = 3  # files


class Known(NamedTuple):
    """What is known of an app in the environment, and what a snapshot would give it.

    `stands` is None where nobody was asked. `changed` are the files of its content that differ
    from what runs; None where the commit that runs is not here to compare. `is_older`: what is
    here comes before what runs. `version` is the new one, `manifest` the one in the commit.
    `lacking` is a program that it needs and that is not here.
    """

    version: str
    stands: Standing | None = None
    changed: tuple[str, ...] | None = None
    is_older: bool = False
    manifest: str = ""
    lacking: str = ""


class Sight(NamedTuple):
    """What was seen when it is decided: what is `known` of each app, the `commit`, and the time."""

    known: Mapping[str, Known]
    commit: str
    now: datetime


class Verdict(NamedTuple):
    """Whether an app is in the snapshot, and why."""

    is_in: bool
    reason: str


class Allowed(NamedTuple):
    """What is allowed besides.

    `everything`: apps without a change as well. `allow_downgrade`: an older commit than the one
    that runs. `override`: why a freeze does not hold.
    """

    everything: bool = False
    allow_downgrade: bool = False
    override: str = ""


def verdict(known: Known, *, everything: bool = False) -> Verdict:
    """Decide about one app; with `everything` it is in, whether or not anything changed."""
    if known.stands is None:
        return Verdict(True, "nobody was asked what runs")
    runs, changed = known.stands.running, known.changed
    if known.stands.doubt or runs is None:
        return Verdict(True, known.stands.doubt or "nothing runs yet")
    since = f"since {runs.version} ({runs.commit[:7]})"
    if changed is None:
        return Verdict(True, f"{runs.version} runs, whose commit {runs.commit[:7]} is not here")
    if changed:
        number, paths = counted(len(changed), "file"), first(changed, _MOST_TOLD)
        return Verdict(True, f"{number} changed {since}: {paths}")
    if everything:
        return Verdict(True, f"nothing of it changed {since}, and all are asked for")
    return Verdict(False, f"nothing of it changed {since}")


def plan_snapshot(
    destination: Destination, apps: Sequence[App], sight: Sight, allowed: Allowed
) -> tuple[DeployPlan, tuple[str, ...]]:
    """Decide what a snapshot has, and in which order it is deployed; and what to warn of.

    Args:
        destination: what all shipments to the environment have in common.
        apps: those that it may have, with all that they need.
        sight: what was seen.
        allowed: what is allowed besides.

    Raises:
        ConfigError: what is configured does not fit.
        StateError: it must not be deployed: in a freeze, or backwards. Everything is told at once.
    """
    plan = _Planning(destination, sight, allowed, [], [], [])
    stops = [
        plan.stop(app, number)
        for number, wave in enumerate(waves(apps), start=1)
        for app in apps
        if app.name in wave
    ]
    is_due = any(stop.action == "deploy" for stop in stops)
    freeze = list(frozen(destination.environment, sight.now)) if is_due else []
    ConfigError.raise_any(plan.wrong)
    StateError.raise_any([*plan.refusals, *(() if allowed.override else freeze)])
    decided = DeployPlan(
        destination.environment.name,
        tuple(stops),
        "snapshot",
        undoes_wave=destination.environment.rollback == "wave",
        override=allowed.override if freeze else "",
    )
    return decided, tuple(each.message for each in plan.obstacles)


class _Planning(NamedTuple):
    """All that is known, and what was found to be wrong, or must not be.

    `obstacles` would be in the way, as far as anybody knows who was not told what runs.
    """

    destination: Destination
    sight: Sight
    allowed: Allowed
    wrong: list[Problem]
    refusals: list[Problem]
    obstacles: list[Problem]

    def stop(self, app: App, wave: int) -> Stop:
        """What becomes of one app."""
        known, environment = self.sight.known[app.name], self.destination.environment.name
        runs = known.stands.running if known.stands else None
        if not self.destination.has(app.name):
            why = f"no target in {environment}"
            return Stop(app.name, wave, "skip", known.manifest, why, app.needs)
        is_in, reason = verdict(known, everything=self.allowed.everything)
        if not is_in:
            return Stop(app.name, wave, "already", runs.version if runs else "", reason, app.needs)
        if known.lacking:
            why = f"needs the program `{known.lacking}`, not here"
            return Stop(app.name, wave, "skip", known.manifest, why, app.needs)
        if known.is_older and runs and not self.allowed.allow_downgrade:
            self.refusals.append(self._backwards(app, runs))
        self.wrong.extend(_vanishing(self.destination, app))
        shipment = self.destination.shipment(app, Running(known.version, self.sight.commit), runs)
        stop = Stop(app.name, wave, "deploy", known.version, reason, app.needs, shipment)
        stop = stop._replace(doubt=known.stands.doubt if known.stands else "")
        try:
            return stop._replace(recipe=self.destination.recipe(shipment))
        except ConfigError as error:
            self.wrong.extend(error.problems)
        except ReleaseError as error:
            (self.refusals if known.stands else self.obstacles).extend(error.problems)
        return stop

    def _backwards(self, app: App, runs: Running) -> Problem:
        environment = self.destination.environment.name
        return Problem(
            f"{app.name} would go backwards in `{environment}`: {runs.version} "
            f"runs there, of {runs.commit[:7]}, which comes after {self.sight.commit[:7]}",
            hint="take the snapshot of the newest commit; `--allow-downgrade` takes this one",
        )


def _vanishing(destination: Destination, app: App) -> Iterator[Problem]:
    """What would be deployed into the scratch tree, and go with it: folders that begin there."""
    environment = destination.environment.name
    care = destination.config.care(app.name, environment)
    path = str(care.options.get("path", ""))
    if care.target == "directory" and not care.options.get("hosts") and not path.startswith("/"):
        yield Problem(
            f"the `directory.path` of {app.name} in `{environment}` is `{path}`, which "
            "begins where its commands run, and a snapshot's run in a tree that is removed",
            hint="give the whole path, from `/` on",
        )
