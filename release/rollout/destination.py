"""Makes shipments and recipes: a target's own, with what the configuration and the team add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.config.deploying import Deploying, Environment
from release.config.train import Config
from release.deployment import (
    PHASES,
    Check,
    Command,
    HttpCheck,
    Phase,
    PhaseName,
    Recipe,
    Running,
    Shipment,
)
from release.deployment.own import Registration
from release.model import App
from release.rollout.own import with_own
from release.targets import Target
from release.targets.placeholders import arguments, filled, values_of
from release.versions import tag_name


class Destination(NamedTuple):
    """What all shipments to an environment have in common.

    `directories` are by package. `own` are the team's own functions; `pages` is the address of
    the repository's pages.
    """

    config: Config
    environment: Environment
    directories: Mapping[str, str]
    targets: Mapping[str, Target]
    own: Sequence[Registration] = ()
    pages: str = ""

    def has(self, app: str) -> bool:
        """Whether the app is deployed there: by a target, or by the team's own functions."""
        placed = self.config.deploying(app, self.environment.name) is not None
        return placed or any(each.app == app for each in self.own)

    def shipment(
        self, app: App, wanted: Running, previous: Running | None, promoted: Running | None = None
    ) -> Shipment:
        """One version of an app, on its way there.

        Args:
            app: the app.
            wanted: the version, and what its deployment captured if it was deployed before.
            previous: what runs there now.
            promoted: what the environment that it is promoted from has of the same version.
        """
        return Shipment(
            app=app.name,
            package=app.package,
            directory=self.directories[app.package],
            version=wanted.version,
            tag=tag_name(self.config.tag_of(app.package), app.package, wanted.version),
            commit=wanted.commit,
            environment=self.environment.name,
            previous=previous,
            promoted=promoted,
            values=wanted.values,
            pages=self.pages,
            platforms=self.config.platforms(app.name, self.environment.name),
        )

    def recipe(self, shipment: Shipment, *, restores: bool = False) -> Recipe:
        """How it is deployed or, if it `restores`, how it is brought back.

        Raises:
            ConfigError: what is configured does not fit it.
            StateError: it cannot be done as things are.
        """
        care = self.config.care(shipment.app, self.environment.name)
        of_target = self._of_target(shipment, care, restores=restores)
        done = _done(shipment, restores=restores)
        recipe = with_own(of_target, shipment.app, self.own, done) or Recipe(())
        return _cared_for(recipe, shipment, care)

    def _of_target(self, shipment: Shipment, care: Deploying, *, restores: bool) -> Recipe | None:
        if not care.target:
            return None
        target = self.targets[care.target]
        return (target.restore if restores else target.deploy)(shipment, care.options)


def _done(shipment: Shipment, *, restores: bool) -> tuple[PhaseName, ...]:
    """The phases that were gone through before: when it was deployed first, or by other jobs."""
    if restores:
        return ("build", "publish")
    return ("build",) if shipment.platforms else ()


def _cared_for(recipe: Recipe, shipment: Shipment, care: Deploying) -> Recipe:
    """A recipe with the checks and the log that the configuration gives the app."""
    if care.checks:
        found = {phase.name: phase for phase in recipe.phases}
        verify = found.get("verify") or Phase("verify")
        ours = tuple(_check(each, shipment) for each in care.checks)
        found["verify"] = verify._replace(checks=(*verify.checks, *ours))
        recipe = recipe._replace(phases=tuple(found[name] for name in PHASES if name in found))
    return recipe._replace(log=_log(shipment, care)) if care.log else recipe


def _check(check: Check, shipment: Shipment) -> Check:
    values = _values(shipment)
    if isinstance(check, HttpCheck):
        return check._replace(
            url=filled(check.url, values),
            contains=filled(check.contains, values),
            version=filled(check.version, values),
        )
    argv = arguments(map(str, check.command.argv), values)
    return check._replace(command=check.command._replace(argv=argv, directory=shipment.directory))


def _log(shipment: Shipment, care: Deploying) -> Command:
    argv = arguments(care.log, _values(shipment))
    return Command(argv, directory=shipment.directory, timeout=_LOG_TIMEOUT)


def _values(shipment: Shipment) -> dict[str, str]:
    """What placeholders stand for; what a version that is brought back captured is known."""
    return {**shipment.values, **values_of(shipment)}


_LOG_TIMEOUT = 20.0  # seconds: who waits for it has a failure to look into
