"""`workflows.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step
from release.tasks.version import our_version

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step()
def render(desk: Desk) -> Decision:
    """Write the GitHub workflows of the configuration.

    One file each, each job one task, with no more rights than that needs.
    """
    from release.steps.workflows import render as decide

    return decide(desk.view, our_version())


@step(locks=False)
def check(desk: Desk) -> Decision:
    """Tell which workflow is not what would be rendered.

    As a diff; the exit code is 4 where there is one.
    """
    from release.steps.workflows import check as decide

    return decide(desk.view, our_version())


@step(
    help={
        "cooldown": "days that a version must have been public; most bad ones are found by then",
        "from_workflows": "ask nobody: take in what Dependabot or Renovate changed in the files",
    },
)
def pin(desk: Desk, cooldown: int = 7, from_workflows: bool = False) -> Decision:
    """Take the workflows' actions at newer versions.

    Each by its commit, once it has been public for a while. A version whose tag has moved is
    refused.
    """
    from release.steps import pins

    if from_workflows:
        return pins.take_in(desk.view, our_version())
    return pins.pin(desk.view, our_version(), cooldown=cooldown)


collection = Collection("workflows", render, check, pin)
