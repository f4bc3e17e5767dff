"""`deploy.build`: what of a deployment is done before anything leaves this machine."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from release.announce.deploy_plan import parts
from release.deployment import Phase, Running, Shipment
from release.errors import ConfigError, StateError, did_you_mean
from release.read.history import read_history
from release.read.project import read_project
from release.rollout.destination import Destination
from release.steps.deploy import (
    Order,
    commit_of,
    destination_of,
    environment_of,
    lacking,
    uncommitted,
)
from release.targets import BY_PLATFORM
from release.world import View


class Building(NamedTuple):
    """What is built, and how; and in which folder it is then, where that is known."""

    shipment: Shipment
    phase: Phase
    folder: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What is built, in a few words."""
        platform = f" for {self.shipment.platform}" if self.shipment.platform else ""
        return f"{self.shipment.app} {self.shipment.version}{platform}"

    @property
    def steps(self) -> tuple[str, ...]:
        """What is done, for people."""
        return tuple(parts(self.phase))

    def document(self) -> dict[str, object]:
        """The same as JSON."""
        keys = ("app", "version", "commit", "environment", "platform")
        said = {key: getattr(self.shipment, key) for key in keys}
        return {"schema": 1, **said, "steps": list(self.steps), "folder": self.folder}


def plan(view: View, order: Order, platform: str = "") -> Building:
    """Decide how an app is built here.

    Whether it is due is not asked, nor what runs: `{previous}` is empty.

    Args:
        view: the world.
        order: as for a deployment of this app alone.
        platform: the one that is built, where the workflows have a job for each.

    Raises:
        ConfigError: something that is named does not exist, or nothing of the app is built.
        StateError: a program that it needs is not here, or there is no commit.
    """
    project, history = read_project(view.files), read_history(view)
    destination = destination_of(view, project, environment_of(project.config, order), order.own)
    app = project.config.app(*order.apps)
    _check_platform(destination, app.name, platform)
    if program := lacking(destination, order.has).get(app.name):
        raise StateError(
            f"{app.name} needs the program `{program}`, which is not here",
            hint="install it, or put it on the PATH",
        )
    version = project.workspace.by_name[app.package].version or ""
    shipment = destination.shipment(app, Running(version, commit_of(history, order)), None)
    shipment = shipment._replace(platform=platform, platforms=())
    warnings = (*project.rules.warnings, *uncommitted(view, "built"))
    return Building(
        shipment, _build(destination, shipment), _folder(destination, shipment), warnings
    )


def _check_platform(destination: Destination, app: str, platform: str) -> None:
    """See that it is one of the app's, which is built for one of them where it has some.

    Raises:
        ConfigError: it is not.
    """
    known = destination.config.platforms(app, destination.environment.name)
    if platform in known or not (platform or known):
        return
    listed = f"the platforms are {', '.join(known)}" if known else "it is built for all at once"
    if not platform:
        raise ConfigError("`--platform` is missing", hint=listed)
    raise ConfigError(
        f"no job builds {app} for `{platform}` in `{destination.environment.name}`",
        hint=did_you_mean(platform, known) or listed,
    )


def _build(destination: Destination, shipment: Shipment) -> Phase:
    """What there is to do.

    Raises:
        ConfigError: nothing.
    """
    for phase in destination.recipe(shipment).phases:
        if phase.name == "build" and phase.work:
            return phase
    raise ConfigError(
        f"nothing of `{shipment.app}` is built in `{shipment.environment}`",
        hint="neither its target has commands for that there, nor tasks.py a function",
    )


def _folder(destination: Destination, shipment: Shipment) -> str:
    """Where the target gathers what was built for a platform."""
    if not shipment.platform:
        return ""
    care = destination.config.care(shipment.app, shipment.environment)
    gathered = BY_PLATFORM[care.target].gathered(care.options)
    return posixpath.normpath(posixpath.join(shipment.directory, gathered, shipment.platform))
