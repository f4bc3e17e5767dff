"""`workflows.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step()
def render(desk: Desk) -> Decision:
    """Write the workflows of GitHub Actions that the configuration makes."""
    from release.steps.workflows import render as decide

    return decide(desk.view, _version())


@step(locks=False)
def check(desk: Desk) -> Decision:
    """Tell, as a diff, which workflow is not what the configuration makes; exit 4 if one is not."""
    from release.steps.workflows import check as decide

    return decide(desk.view, _version())


@step(
    help={
        "cooldown": "days that a version must have been public; most bad ones are found by then",
        "from_workflows": "ask nobody: take in what Dependabot or Renovate changed in the files",
    },
)
def pin(desk: Desk, cooldown: int = 7, from_workflows: bool = False) -> Decision:
    """Take the actions of the workflows at newer versions, each by its commit."""
    from release.steps import pins

    if from_workflows:
        return pins.take_in(desk.view, _version())
    return pins.pin(desk.view, _version(), cooldown=cooldown)


def _version() -> str:
    from importlib.metadata import version

    return version("monorepo-release")


collection = Collection("workflows", render, check, pin)
