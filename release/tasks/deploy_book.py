"""`deploy.status`, `deploy.lock` and `deploy.unlock` on the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from release.model import PRODUCTION
from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk

_ENVIRONMENT = "an environment of the configuration"
_WHERE = f"{_ENVIRONMENT}; default: {PRODUCTION}"


@step(
    locks=False,
    positional=[],
    iterable=["environment"],
    help={"environment": f"{_ENVIRONMENT}, repeatable; default: all of them"},
)
def status(desk: Desk, environment: list[str]) -> Decision:
    """What runs where, since when, and who deploys now.

    For each environment and app: the version, its state, how far it is from the one in the
    tree, by whom and by which run, and how the last attempt ended where that is not what runs.
    """
    from release.steps.deploys.status import status as decide

    return decide(desk.view, environment)


@step(
    locks=False,
    positional=[],
    help={"environment": _WHERE, "message": "why, for those who find it locked"},
)
def lock(desk: Desk, environment: str = PRODUCTION, message: str = "") -> Decision:
    """Keep everybody from deploying to an environment.

    Until it is unlocked; nobody waits for the lock of a person.
    """
    from release.adapters.claims import our_lock
    from release.steps.deploys.lock import lock as decide

    return decide(desk.view, our_lock(environment, os.environ, desk.view.clock(), message))


@step(
    locks=False,
    positional=[],
    help={"environment": _WHERE, "id": "the id of the lock, which `deploy.status` shows"},
)
def unlock(desk: Desk, environment: str = PRODUCTION, id: str = "") -> Decision:
    """Take a lock away, so that others can deploy again.

    Whoever holds it; the id keeps you from taking away another than you have looked at.
    """
    from release.steps.deploys.lock import unlock as decide

    return decide(desk.view, environment, id)
