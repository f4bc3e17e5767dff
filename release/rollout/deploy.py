"""The plan of a deployment: what is due, wave after wave, or why it must not be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from release.config.apps import unknown_app
from release.deployment import Recipe, Running, Shipment
from release.deployment.own import Registration
from release.deployment.plan import DeployPlan, Planned, Stop
from release.deployment.records import Attempt
from release.detection import AppState, Detection
from release.errors import ConfigError, Problem, StateError
from release.model import App
from release.rollout.destination import Destination
from release.rollout.due import Verdict, absent, verdict
from release.rollout.frozen import frozen
from release.rollout.neighbours import Neighbours
from release.rollout.order import stops_of
from release.rollout.own import registration_problems


class Sight(NamedTuple):
    """What was seen when it is decided.

    `attempts` are those in the environment by app, the newest first; None where nobody was asked.
    `promoted` is, by app, what the environment that it is promoted from has of its version, and
    `lacking` a program that it needs and that is not here.
    """

    detection: Detection
    commit: str
    now: datetime
    attempts: Mapping[str, Sequence[Attempt]] | None
    promoted: Mapping[str, Running]
    lacking: Mapping[str, str] = MappingProxyType({})


class Allowed(NamedTuple):
    """What is allowed besides.

    To go backwards; in a freeze, for the reason `override`; and to deploy `again` what a rollback
    has led away from.
    """

    allow_downgrade: bool = False
    override: str = ""
    again: bool = False


def wrong_names(
    apps: Sequence[App], own: Sequence[Registration], wanted: Iterable[str]
) -> Iterator[Problem]:
    """Apps that the user or a function of the team's own names, and that are none."""
    known = [app.name for app in apps]
    yield from (unknown_app(name, known) for name in wanted if name not in known)
    yield from registration_problems(own, known)


def check_names(destination: Destination, wanted: Iterable[str]) -> None:
    """See that everything that is named is there.

    Raises:
        ConfigError: with all that is not.
    """
    ConfigError.raise_any(list(wrong_names(destination.config.apps, destination.own, wanted)))


def plan_deploy(
    destination: Destination, sight: Sight, wanted: Collection[str], allowed: Allowed
) -> Planned:
    """Decide what is deployed, and in which order.

    An app brings in what it needs, directly or not, when it is deployed itself.

    Args:
        destination: what all shipments have in common.
        sight: what was seen.
        wanted: the apps that the user named; none means all of them. They are there.
        allowed: what is allowed besides.

    Raises:
        ConfigError: what is configured does not fit.
        StateError: it must not be deployed: backwards, in a freeze, or beside what does not work
            with it. Everything is told at once.
    """
    verdicts = {
        state.name: _verdict(destination, sight, state, allowed) for state in sight.detection.apps
    }
    stops = stops_of(destination.config.apps, sight.detection, verdicts, wanted)
    due = [stop for stop in stops if stop.action == "deploy"]
    neighbours = _neighbours(destination.config.apps, sight.detection, stops, verdicts)
    freeze = list(frozen(destination.environment, sight.now)) if due else []
    refusals = [
        *_backwards(due, verdicts, destination.environment.name, allowed),
        *(freeze if not allowed.override else ()),
        *neighbours.refusals(destination.environment.name),
    ]
    loaded, obstacles = _loaded(destination, sight, stops, verdicts)
    if sight.attempts is not None:
        refusals += obstacles
    StateError.raise_any(refusals)
    plan = DeployPlan(
        destination.environment.name,
        loaded,
        undoes_wave=destination.environment.rollback == "wave",
        override=allowed.override if freeze else "",
    )
    warnings = (
        *neighbours.warnings(destination.environment.name),
        *(each.message for each in obstacles),
    )
    return Planned(plan, destination.environment.records, warnings)


def _verdict(destination: Destination, sight: Sight, state: AppState, allowed: Allowed) -> Verdict:
    environment = destination.environment.name
    if not destination.has(state.name):
        return absent(environment)
    asked = None if sight.attempts is None else sight.attempts.get(state.name, ())
    found = verdict(state, asked, environment, again=allowed.again)
    if found.action == "deploy" and state.name in sight.lacking:
        program = sight.lacking[state.name]
        return found._replace(action="skip", reason=f"needs the program `{program}`, not here")
    return found


def _backwards(
    due: Sequence[Stop], verdicts: Mapping[str, Verdict], environment: str, allowed: Allowed
) -> Iterator[Problem]:
    for stop in due:
        found = verdicts[stop.app]
        if found.newer and not allowed.allow_downgrade:
            yield Problem(
                f"{stop.app} would go backwards in `{environment}`: {found.newer} "
                f"{'runs' if found.runs else 'may run'} there, and this commit has {stop.version}",
                hint="check out the newest commit; `deploy.rollback` brings back a version that "
                "ran, and `--allow-downgrade` deploys this one",
            )


def _neighbours(
    apps: Sequence[App],
    detection: Detection,
    stops: Sequence[Stop],
    verdicts: Mapping[str, Verdict],
) -> Neighbours:
    new = {stop.app: stop.version for stop in stops if stop.action == "deploy"}
    versions = {name: new.get(name, found.runs) for name, found in verdicts.items()}
    # What the others require is known where they run this commit's version.
    same = {each.name for each in detection.apps if verdicts[each.name].runs == each.version}
    return Neighbours(tuple(app for app in apps if app.name in {*new, *same}), versions, new)


def _loaded(
    destination: Destination, sight: Sight, stops: Sequence[Stop], verdicts: Mapping[str, Verdict]
) -> tuple[tuple[Stop, ...], list[Problem]]:
    """The stops, what is due with its shipment and recipe; and why some have no recipe.

    Raises:
        ConfigError: what is configured does not fit; all of it is told.
    """
    apps = {app.name: app for app in destination.config.apps}
    wrong: list[Problem] = []
    obstacles: list[Problem] = []
    loaded = []
    for stop in stops:
        if stop.action == "deploy":
            previous, promoted = verdicts[stop.app].previous, sight.promoted.get(stop.app)
            wanted = Running(stop.version, sight.commit)
            shipment = destination.shipment(apps[stop.app], wanted, previous, promoted)
            recipe = _recipe(destination, shipment, wrong, obstacles)
            loaded.append(stop._replace(shipment=shipment, recipe=recipe))
        else:
            loaded.append(stop)
    ConfigError.raise_any(wrong)
    return tuple(loaded), obstacles


def _recipe(
    destination: Destination, shipment: Shipment, wrong: list[Problem], obstacles: list[Problem]
) -> Recipe | None:
    try:
        return destination.recipe(shipment)
    except ConfigError as error:
        wrong += error.problems
    except StateError as error:
        obstacles += error.problems
    return None
