"""`deploy.build` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from release.model import PRODUCTION
from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.errors import ReleaseError
    from release.steps.deploys.build import Building
    from release.tasks.desk import Desk


@step(
    locks=False,
    positional=[],
    help={
        "app": "the app",
        "platform": "which of its platforms, where the workflows have a job for each",
        "environment": f"what it is built for; default: {PRODUCTION}",
    },
)
def build(desk: Desk, app: str, platform: str = "", environment: str = PRODUCTION) -> Decision:
    """Build an app as its deployment would, and no more.

    No lock is taken, and nothing is recorded. It is what the job of a platform does.
    """
    from release.actions import Decision, Note
    from release.adapters.programs import is_here
    from release.steps.deploy import Order
    from release.steps.deploys.build import plan
    from release.tasks.own import registrations

    own = registrations(desk.root)
    order = Order(environment, (app,), own=own, only_looks=desk.only_looks, has=is_here)
    building = plan(desk.view, order, platform)
    if desk.only_looks:
        note, failure = Note(f"would build {building.title}", building.steps), None
    else:
        failure = _build(desk, building)
        where = (building.folder,) if building.folder else ()
        note = Note(f"built {building.title}", where)
    return Decision(
        document=building.document(),
        blocks=() if failure else (note,),
        pending=True,
        warnings=building.warnings,
        failure=failure,
    )


def _build(desk: Desk, building: Building) -> ReleaseError | None:
    """Have it done; why it is not, where it is not."""
    from release.apply.rollout.building import build as do
    from release.apply.rollout.faltering import Faltered
    from release.errors import CommandError, InterruptError
    from release.tasks import terminal
    from release.tasks.deploying import heard
    from release.tasks.own import registered
    from release.tasks.own_calls import prints_told
    from release.tasks.progress import Lines
    from release.tasks.signals import Stopping
    from release.tasks.site import site_of

    records = desk.world.records("clone")  # of which a site has some: nothing is written there
    with Stopping(heard) as stop, prints_told():
        site = site_of(desk, records, registered(desk.root), Lines(terminal.say), stop)
        try:
            do(building.shipment, building.phase, site)
        except Faltered as error:
            kind = InterruptError if stop.why else CommandError
            said = [f"{building.title} was not built: {error.problems[0].message}", *error.lines]
            return kind("\n    ".join(said))
    return None
