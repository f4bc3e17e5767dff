"""What one deployment does, in which order: the contract between who decides and who carries out.

Its digest is the same for the same plan, so that a person can approve one and have that one done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from release.deployment import (
    Check,
    Command,
    Group,
    HttpCheck,
    Patience,
    Phase,
    Recipe,
    Shipment,
)
from release.digest import digest_of
from release.world import Bookkeeping

Action = Literal["deploy", "already", "skip"]
Kind = Literal["deploy", "rollback", "snapshot"]


class Stop(NamedTuple):
    """One app's part of a deployment. Waves count from 1; one begins when the last is verified.

    `reason` says why it is deployed or not. What is deployed has a shipment and a recipe; `doubt`
    says why nobody knows what runs there now, where nobody does.
    """

    app: str
    wave: int
    action: Action
    version: str
    reason: str
    needs: tuple[str, ...] = ()
    shipment: Shipment | None = None
    recipe: Recipe | None = None
    doubt: str = ""


class DeployPlan(NamedTuple):
    """What one deployment does in an environment: every app that it considers, wave after wave.

    With `undoes_wave` a failure takes back what else its wave deployed. `override` is why it goes
    on although the environment is frozen.
    """

    environment: str
    stops: tuple[Stop, ...]
    kind: Kind = "deploy"
    undoes_wave: bool = False
    override: str = ""

    @property
    def due(self) -> tuple[Stop, ...]:
        """What is to be deployed."""
        return tuple(stop for stop in self.stops if stop.action == "deploy")

    @property
    def waves(self) -> tuple[tuple[Stop, ...], ...]:
        """The stops, wave after wave."""
        numbers = sorted({stop.wave for stop in self.stops})
        return tuple(
            tuple(stop for stop in self.stops if stop.wave == number) for number in numbers
        )

    @property
    def digest(self) -> str:
        """The same for the same plan; another one when anything else would be done."""
        return digest_of(self._content())

    def document(self) -> dict[str, object]:
        """The plan as JSON."""
        return {**self._content(), "digest": self.digest}

    def _content(self) -> dict[str, object]:
        return {
            "schema": 1,
            "environment": self.environment,
            "kind": self.kind,
            "undoes_wave": self.undoes_wave,
            "override": self.override,
            "apps": {stop.app: _stop(stop) for stop in self.stops},
            "order": [[stop.app for stop in wave] for wave in self.waves],
        }


class Planned(NamedTuple):
    """A plan, and what whoever carries it out must know besides.

    `records` is where the book of its environment is kept. `warnings` are for people.
    """

    plan: DeployPlan
    records: Bookkeeping
    warnings: tuple[str, ...] = ()


def _stop(stop: Stop) -> dict[str, object]:
    previous = stop.shipment.previous if stop.shipment else None
    return {
        "wave": stop.wave,
        "action": stop.action,
        "version": stop.version,
        "commit": stop.shipment.commit if stop.shipment else None,
        "previous": previous.version if previous else None,
        "needs": list(stop.needs),
        "reason": stop.reason,
        "doubt": stop.doubt,
        **_recipe(stop.recipe or Recipe(())),
    }


def _recipe(recipe: Recipe) -> dict[str, object]:
    return {
        "phases": [_phase(each) for each in recipe.phases],
        "afterwards": [list(_group(each)) for each in recipe.afterwards],
    }


def _phase(phase: Phase) -> dict[str, object]:
    return {
        "phase": phase.name,
        "work": [list(_group(each)) for each in phase.work],
        "checks": [_check(each) for each in phase.checks],
        "undo": [list(_group(each)) for each in phase.undo],
    }


def _group(group: Group) -> Iterator[dict[str, object]]:
    for each in group:
        if isinstance(each, Command):
            yield _command(each)
        else:
            yield {"function": f"{each.phase} of {each.app}", "undoes": each.undoes}


def _command(command: Command) -> dict[str, object]:
    usual = Command(())
    more = {
        "title": command.title,
        "host": command.host,
        "env": dict(command.variables),
        "captures": command.captures,
        "pattern": command.pattern if command.captures else "",
        "unless": [str(each) for each in command.unless.argv] if command.unless else [],
        "token": command.needs_token,
        "timeout": command.timeout if command.timeout != usual.timeout else 0,
    }
    return {
        "run": [str(each) for each in command.argv],
        "in": command.directory,
        **{key: value for key, value in more.items() if value},
    }


def _check(check: Check) -> dict[str, object]:
    if isinstance(check, HttpCheck):
        asked = {
            key: value for key, value in check._asdict().items() if key != "patience" and value
        }
        return {"get": asked.pop("url"), **asked, **_patience(check.patience)}
    return {**_command(check.command), **_patience(check.patience)}


def _patience(patience: Patience) -> dict[str, object]:
    return {"within": patience.deadline, "successes": patience.successes}
