"""`setup.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step(locks=False, starts_workflows=True)
def doctor(desk: Desk) -> Decision:
    """What would break the release train: this machine, the token, the settings at GitHub."""
    from release.adapters.programs import versions
    from release.steps import setup as steps

    return steps.doctor(desk.view, versions)


collection = Collection("setup", doctor)
