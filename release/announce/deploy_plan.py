"""What a deployment will do, for people: who goes when, by what, and what takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from release.actions import Note, Table
from release.deployment import Call, Check, Command, Group, HttpCheck, Phase
from release.deployment.plan import Action, DeployPlan, Stop

_SIGNS: Mapping[Action, str] = {"deploy": "🟢", "already": "⚪", "skip": "⚪"}
_HEADINGS = ("Wave", "App", "Action", "Version", "Runs now", "Reason")


def blocks(plan: DeployPlan) -> tuple[Table | Note, ...]:
    """The plan for a person: the order, then the phases of each app that is due."""
    phases = [
        Note(f"{stop.app} {stop.version}", tuple(_phases(stop)))
        for stop in plan.due
        if stop.recipe is not None
    ]
    override = [Note(f"although it is frozen: {plan.override}")] if plan.override else []
    return (table(plan), *phases, *override, Note(f"plan {plan.digest}"))


def table(plan: DeployPlan) -> Table:
    """The order alone."""
    return Table(_HEADINGS, tuple(_row(stop) for stop in plan.stops))


def _row(stop: Stop) -> tuple[str, ...]:
    previous = stop.shipment.previous if stop.shipment else None
    runs = f"v{previous.version}" if previous else ""
    if stop.action == "already":
        runs = f"v{stop.version}"
    action = f"{_SIGNS[stop.action]} {stop.action}"
    return (str(stop.wave), stop.app, action, f"v{stop.version}", runs, stop.reason)


def _phases(stop: Stop) -> Iterator[str]:
    for phase in stop.recipe.phases if stop.recipe else ():
        for part in parts(phase):
            yield f"{phase.name}: {part}"


def parts(phase: Phase) -> Iterator[str]:
    """What is done in a phase, one thing after another."""
    yield from map(_group, phase.work)
    yield from map(_check, phase.checks)
    yield from (f"taken back by {_group(each)}" for each in phase.undo)


def _group(group: Group) -> str:
    """What is done at the same time."""
    return ", ".join(_command(each) if isinstance(each, Command) else _call(each) for each in group)


def _call(call: Call) -> str:
    return f"the function `{call.name}`"


def _command(command: Command) -> str:
    return f"`{command.shown}`" + (f" on {command.host}" if command.host else "")


def _check(check: Check) -> str:
    what = f"GET {check.url}" if isinstance(check, HttpCheck) else _command(check.command)
    return f"{what} is well within {check.patience.deadline:g} s"
