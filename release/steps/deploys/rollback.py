"""`deploy.rollback`: a version that ran before, brought back without building it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from release.deployment import Running
from release.deployment.own import Registration
from release.deployment.plan import Planned
from release.errors import ConfigError, ReleaseError
from release.model import PRODUCTION
from release.read.project import read_project
from release.rollout.rollback import choices, chosen, left_alone, plan_rollback
from release.steps.deploy import destination_of
from release.world import View


class Return(NamedTuple):
    """What somebody wants back.

    `to` is the version, without one the last that ran before. `own` are the functions of the
    team's own.
    """

    app: str
    to: str = ""
    environment: str = PRODUCTION
    own: tuple[Registration, ...] = ()


def plan(view: View, wanted: Return) -> Planned:
    """Decide what brings a version back, and nothing else.

    Raises:
        ConfigError: there is no such app or environment, or the app cannot be brought back there.
        StateError: that version never ran there; those that did are listed.
        ForgeError: whoever keeps the book of the environment refused, or did not answer.
    """
    return _Book(view, wanted).plan(wanted.to)


def others(view: View, wanted: Return) -> Iterator[Planned]:
    """The plans of everything that might be brought back, the newest first."""
    book = _Book(view, wanted)
    for each in choices(book.attempts):
        try:
            yield book.plan(each.version)
        except ReleaseError:  # it cannot, and so is no choice
            continue


class _Book:
    """What is known of one app in one environment."""

    def __init__(self, view: View, wanted: Return) -> None:
        project = read_project(view.files)
        self._environment = project.config.environment(wanted.environment)
        self._app = project.config.app(wanted.app)
        self._warnings = project.rules.warnings
        self._yard = destination_of(view, project, self._environment, wanted.own)
        if not self._yard.has(wanted.app):
            raise ConfigError(
                f"`{wanted.app}` has no target in `{wanted.environment}`",
                hint="so nothing of it was ever deployed there",
            )
        book = view.records(self._environment.records)
        self.attempts = book.attempts(wanted.environment, [wanted.app], whole=True)[wanted.app]
        others = [app.name for app in project.config.apps if wanted.app in app.requires]
        asked = [name for name in others if self._yard.has(name)]
        self._others = book.attempts(wanted.environment, asked) if asked else {}

    def plan(self, to: str) -> Planned:
        """The plan that brings back the version `to`."""
        back: Running = chosen(self._app.name, self._environment.name, self.attempts, to)
        made = plan_rollback(self._yard, self._app, back, self.attempts)
        told = left_alone(self._yard, back, self._app.name, self._others)
        return Planned(made, self._environment.records, (*self._warnings, *told))
