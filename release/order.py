"""Which app waits for which, and what one deployment does in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from release.detection import AppState, Detection
from release.digest import digest_of
from release.errors import ConfigError, Problem, did_you_mean
from release.model import App


class Stop(NamedTuple):
    """One app's part of a deployment. Waves count from 1; one begins when the last is healthy."""

    app: str
    wave: int
    action: Literal["deploy", "skip"]
    version: str
    reason: str


class DeployPlan(NamedTuple):
    """What one deployment does: every app that it considers, wave after wave."""

    stops: tuple[Stop, ...]

    @property
    def digest(self) -> str:
        """The same for the same plan, on whatever commit."""
        return digest_of(self._content())

    def document(self) -> dict[str, object]:
        """The plan as JSON."""
        return {**self._content(), "digest": self.digest}

    def _content(self) -> dict[str, object]:
        waves = sorted({stop.wave for stop in self.stops})
        return {
            "schema": 1,
            "apps": {
                stop.app: {
                    "wave": stop.wave,
                    "action": stop.action,
                    "version": stop.version,
                    "reason": stop.reason,
                }
                for stop in self.stops
            },
            "order": [[stop.app for stop in self.stops if stop.wave == wave] for wave in waves],
        }


def plan_deploy(apps: Sequence[App], detection: Detection, wanted: Collection[str]) -> DeployPlan:
    """Decide what to deploy, and in which order.

    An app brings in what it needs, directly or not, when it is deployed itself: what changed
    there goes first, and what did not is skipped.

    Args:
        apps: all apps, in the configuration's order.
        detection: what there is to deploy.
        wanted: the apps that the user named; none means all of them.

    Raises:
        ConfigError: `wanted` names an app that does not exist (all of them are told).
    """
    found = {state.name: state for state in detection.apps}
    ConfigError.raise_any(_unknown(wanted, list(found)))
    named = [app.name for app in apps if app.name in wanted or not wanted]
    causes = _causes(apps, [name for name in named if found[name].deploy])
    levels = [
        [name for name in wave if name in named or name in causes] for wave in detection.order
    ]
    stops = [
        _stop(found[name], number, None if name in named else causes[name])
        for number, level in enumerate(filter(None, levels), start=1)
        for name in level
    ]
    return DeployPlan(tuple(stops))


def _causes(apps: Sequence[App], deployed: Sequence[str]) -> dict[str, str]:
    """Each app that one of `deployed` needs, directly or not, and the first that needs it."""
    needs = {app.name: app.needs for app in apps}
    causes: dict[str, str] = {}
    for name in deployed:
        pending = list(needs[name])
        while pending:
            need = pending.pop(0)
            if need not in causes:
                causes[need] = name
                pending += needs[need]
    return causes


def _stop(state: AppState, wave: int, cause: str | None) -> Stop:
    reason = state.reason if state.deploy else f"nothing to deploy: {state.reason}"
    if cause is not None:
        reason = f"needed by {cause}; {reason}"
    action: Literal["deploy", "skip"] = "deploy" if state.deploy else "skip"
    return Stop(state.name, wave, action, state.version, reason)


def _unknown(names: Iterable[str], known: Sequence[str]) -> list[Problem]:
    apps = ", ".join(known) or "none"
    return [
        Problem(
            f"app `{name}` does not exist",
            hint=did_you_mean(name, known) or f"the apps are: {apps}",
        )
        for name in names
        if name not in known
    ]
