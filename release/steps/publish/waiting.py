"""What is not published yet, for it is deployed to production and does not run there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from release.detection import AppState
from release.model import PRODUCTION
from release.read.project import Project
from release.rollout.standing import Standing, standing
from release.world import View


class Waiting(NamedTuple):
    """An app whose version is not published yet, and why."""

    state: AppState
    why: str


def find_waiting(
    view: View, project: Project, states: Sequence[AppState], own: Collection[str]
) -> Mapping[str, Waiting]:
    """The apps that are deployed to production where another version runs, by their names.

    They have a target there, or are among `own`.

    Without such an app the book of deployments is not asked for.

    Raises:
        ForgeError: whoever keeps the book refused, or did not answer.
    """
    config = project.config
    deployed = [
        each for each in states if each.name in own or config.deploying(each.name, PRODUCTION)
    ]
    if not deployed:
        return {}
    book = view.records(config.environment(PRODUCTION).records)
    found = book.attempts(PRODUCTION, [each.name for each in deployed])
    told = {each.name: (each, standing(found[each.name])) for each in deployed}
    return {
        name: Waiting(state, _why(state.version, found))
        for name, (state, found) in told.items()
        if found.runs != state.version
    }


def _why(version: str, found: Standing) -> str:
    """Why a version waits."""
    if found.doubt:
        return f"waits until {version} runs in {PRODUCTION}, where {found.doubt}"
    runs = f"where {found.runs} runs" if found.runs else "where nothing runs"
    return f"waits until {version} runs in {PRODUCTION}, {runs}"
