"""`deploy.rollback` on the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from release.model import PRODUCTION
from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.deployment.plan import Planned
    from release.steps.deploys.rollback import Return
    from release.tasks.desk import Desk
    from release.world import View


@step(
    locks=False,
    positional=[],
    help={
        "app": "the app to bring back",
        "to": "a version that ran there; default: the last one before",
        "environment": f"where; default: {PRODUCTION}",
        "expect": "the digest of the plan that is meant; another one is refused",
        "wait": "seconds to wait for a deployment of the environment to end; default: 900",
    },
)
def rollback(  # noqa: PLR0913  the flags of the command line
    desk: Desk,
    app: str,
    *,
    to: str = "",
    environment: str = PRODUCTION,
    expect: str = "",
    wait: str = "",
) -> Decision:
    """Bring back a version that ran before.

    Nothing is built and no tag moves; neither a freeze nor a red check stops it. It is verified
    as a deployment is. `deploy` leaves alone what was led away from, until a later version is
    there.
    """
    from release.steps.deploys.rollback import Return, plan
    from release.tasks.deploying import Terms, deploying
    from release.tasks.own import registrations

    own = registrations(desk.root)
    wanted = Return(app, to, environment, own)

    def look(view: View) -> Planned:
        planned = plan(view, wanted)
        _refuse_absent(desk, view, wanted, planned)
        return planned

    return deploying(desk, look, Terms.typed(expect, wait))


def _refuse_absent(desk: Desk, view: View, wanted: Return, planned: Planned) -> None:
    """See that the version is still there to be brought back.

    Raises:
        StateError: it is not; those that are there are listed.
    """
    from release.errors import StateError
    from release.rollout.rollback import listed
    from release.steps.deploys.rollback import others

    (stop,) = planned.plan.due
    if why := _absence(desk, planned):
        there = [
            each.plan.due[0].version for each in others(view, wanted) if not _absence(desk, each)
        ]
        raise StateError(
            f"{stop.app} {stop.version} cannot be brought back: {why}",
            hint=listed(there),
        )


def _absence(desk: Desk, planned: Planned) -> str:
    from release.adapters.commands import CommandRunner
    from release.apply.rollout.present import absence

    (stop,) = planned.plan.due
    if stop.recipe is None or stop.shipment is None:
        return ""
    run_command = CommandRunner(desk.root, os.environ, _Patient())
    return absence(stop.recipe, stop.shipment.values, run_command)


class _Patient:
    """`Interrupt` where nothing has begun: an interrupt ends us as it ends any program."""

    why = ""

    def wait(self, seconds: float) -> bool:
        """Sleep."""
        from time import sleep

        sleep(seconds)
        return False
