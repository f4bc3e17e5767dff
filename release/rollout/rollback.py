"""Bringing back a version that ran before: which ones there are, and the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from release.compatibility import unmet
from release.deployment import Running
from release.deployment.plan import DeployPlan, Stop
from release.deployment.records import SUCCEEDED, Attempt
from release.errors import ConfigError, StateError
from release.model import App
from release.rollout.destination import Destination
from release.rollout.standing import running_of, standing


def choices(attempts: Sequence[Attempt]) -> tuple[Running, ...]:
    """What can be brought back: every version that succeeded and does not run, the newest first.

    Args:
        attempts: all of an app, the newest first.
    """
    runs = standing(attempts).runs
    found: dict[str, Running] = {}
    for each in attempts:
        if each.state in SUCCEEDED and each.wanted.version != runs:
            found.setdefault(each.wanted.version, running_of(each))
    return tuple(found.values())


def chosen(app: str, environment: str, attempts: Sequence[Attempt], to: str = "") -> Running:
    """The version to bring back: `to`, or else the last that ran before.

    Raises:
        StateError: there is no such version; those that are there are listed.
    """
    found = choices(attempts)
    hint = listed([each.version for each in found])
    wanted = to.removeprefix("v")
    if not wanted and found:
        return found[0]
    for each in found:
        if each.version == wanted:
            return each
    if wanted and standing(attempts).runs == wanted:
        raise StateError(f"{app} {wanted} runs in `{environment}` already", hint=hint)
    raise StateError(
        f"{app} {wanted} never ran in `{environment}`, as far as its records go back"
        if wanted
        else f"nothing ran before in `{environment}` that {app} could go back to",
        hint=hint,
    )


def left_alone(
    destination: Destination, wanted: Running, app: str, attempts: Mapping[str, Sequence[Attempt]]
) -> Iterator[str]:
    """What runs and does not work with the version that is brought back, for a warning.

    Args:
        destination: what all shipments have in common.
        wanted: the version that is brought back.
        app: whose it is.
        attempts: by app, for those that require it.
    """
    for other in destination.config.apps:
        runs = standing(attempts.get(other.name, ())).runs
        for each in unmet([other], {app: wanted.version}) if runs else ():
            yield (
                f"{other.name} {runs} runs in `{destination.environment.name}`, and requires "
                f"{app} {each.range}: {each.version} may not do"
            )


def listed(versions: Sequence[str]) -> str:
    """The versions that there are to choose from, for a hint."""
    return f"there are: {', '.join(versions)}" if versions else "there is no other version"


def plan_rollback(
    destination: Destination, app: App, wanted: Running, attempts: Sequence[Attempt]
) -> DeployPlan:
    """The plan that brings back one app, and nothing else.

    A freeze does not stop it, and neither do versions that others require: it is what mends.

    Raises:
        ConfigError: nothing rolls it out there, or its target cannot bring anything back.
    """
    stands = standing(attempts)
    shipment = destination.shipment(app, wanted, stands.running)
    recipe = destination.recipe(shipment, restores=True)
    if not any(phase.name == "roll out" for phase in recipe.phases):
        raise ConfigError(
            f"nothing says how `{app.name}` is brought back in `{destination.environment.name}`",
            hint="give it a target, or a function of your own for the phase `roll out`",
        )
    reason = stands.doubt or f"{stands.runs} runs"
    stop = Stop(app.name, 1, "deploy", wanted.version, reason, shipment=shipment, recipe=recipe)
    stop = stop._replace(doubt=stands.doubt)
    return DeployPlan(destination.environment.name, (stop,), kind="rollback")
