"""`staging.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step(locks=False, starts_workflows=True, is_patient=True)
def sync(desk: Desk) -> Decision:
    """Merge what was released on main back into staging, or ask for that by a pull request."""
    from release.steps.staging.sync import sync as decide

    return decide(desk.view)


collection = Collection("staging", sync)
