"""What is planned for three apps, of which two need the first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pytest

from release.config.deploying import Environment
from release.config.freeze import parse_window
from release.deployment.plan import DeployPlan
from release.deployment.records import Attempt
from release.errors import StateError
from release.model import App
from release.rollout.deploy import Allowed, plan_deploy
from release.rollout.destination import Destination
from tests.deploys.scene import a_destination, a_sight, an_attempt

APPS = (
    App("cloudprint", "cloudprint", needs=("backend",)),
    App("backend", "backend", needs=("database",)),
    App("frachter", "frachter", needs=("backend",)),
    App("database", "database"),
)
DESTINATION = a_destination(*APPS)
NO_LEAVE = Allowed()
WEEKEND = parse_window("Fri 11:00", "Mon 06:00", "weekend", "UTC")


def running(version: str = "1.1.0", **others: str) -> dict[str, list[Attempt]]:
    """Attempts by which every app runs `version`, or what `others` says."""
    return {app.name: [an_attempt(others.get(app.name, version), app=app.name)] for app in APPS}


def planned(
    attempts: Mapping[str, Sequence[Attempt]] | None = None,
    wanted: Collection[str] = (),
    *,
    destination: Destination = DESTINATION,
    allowed: Allowed = NO_LEAVE,
    **sight: Any,
) -> DeployPlan:
    return plan_deploy(
        destination, a_sight(destination.config.apps, attempts, **sight), wanted, allowed
    ).plan


def order(plan: DeployPlan) -> list[tuple[str, int, str]]:
    """Each app's wave and action, in order."""
    return [(stop.app, stop.wave, stop.action) for stop in plan.stops]


def refusals(plan: Callable[[], object]) -> list[str]:
    with pytest.raises(StateError) as caught:
        plan()
    return [problem.message for problem in caught.value.problems]


def doubt(*attempts: Attempt, released: Sequence[str] = (), environment: str = "local") -> str:
    """Why nobody knows what runs of the database, which is due."""
    destination = a_destination(*APPS, environment=Environment(environment))
    plan = planned({"database": attempts}, ["database"], destination=destination, released=released)
    (stop,) = plan.due
    return stop.doubt


PAIR = (
    App("backend", "backend"),
    App("frachter", "frachter", needs=("backend",), requires={"backend": ">=1.1 <2"}),
)
