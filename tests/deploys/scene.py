"""What deployments are decided from: attempts, a destination, a target that does as it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from release.config.deploying import Deploying, Environment, Placement
from release.config.options import FILLED, Kind
from release.config.train import Config
from release.deployment import Command, Phase, Recipe, Running, Shipment
from release.deployment.own import Registration
from release.deployment.records import Attempt, AttemptState, NewAttempt
from release.detect import detect
from release.ledger import Ledger
from release.model import App
from release.rollout.deploy import Sight
from release.rollout.destination import Destination

NOON = datetime(2026, 7, 17, 12, tzinfo=UTC)  # a Friday
COMMIT = "c" * 40
NO_VERSIONS: Mapping[str, str] = MappingProxyType({})


class Crane:
    """A target that lifts a version in, and the one before it back."""

    OPTIONS: Mapping[str, Kind] = MappingProxyType({"hook": FILLED, "promote": FILLED})
    REQUIRED: tuple[str, ...] = ()

    def problems(self, options: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
        if "hook" not in options:
            yield "hook", "is missing", None

    def captures(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        return ("digest",) if "hook" in options else ()

    def deploy(self, shipment: Shipment, options: Mapping[str, Any]) -> Recipe:
        build = Phase("build", ((Command(("make", shipment.version)),),))
        roll_out = self.restore(shipment, options).phases
        return Recipe((build, *roll_out))

    def restore(self, shipment: Shipment, options: Mapping[str, Any]) -> Recipe:
        def lift(version: str) -> Command:
            return Command(("lift", options.get("hook", "hook"), version))

        back = ((lift(shipment.previous.version),),) if shipment.previous else ()
        phase = Phase("roll out", ((lift(shipment.version),),), undo=back)
        return Recipe((phase,), present=(lift(shipment.version),))


CRANE = Crane()
LIFTED = Deploying("crane")


def an_attempt(  # noqa: PLR0913  a keyword for what a test cares about
    version: str,
    state: AttemptState = "success",
    *,
    app: str = "backend",
    values: Mapping[str, str] = NO_VERSIONS,
    id_: int = 0,
    back_from: str = "",
) -> Attempt:
    """An attempt to deploy a version, or to bring it back from another."""
    wanted = NewAttempt(f"k{id_}", app, version, "a" * 40, "production", values=values)
    if back_from:
        wanted = wanted._replace(kind="rollback", previous=back_from)
    return Attempt(id_, wanted, state, "", NOON, "ada")


def a_destination(
    *apps: App,
    environment: Environment | None = None,
    placements: Mapping[str, Placement] | None = None,
    own: Sequence[Registration] = (),
) -> Destination:
    """A destination that all of `apps` reach by crane, unless `placements` says otherwise."""
    everywhere = {app.name: Placement(LIFTED) for app in apps}
    environments = {"local": Environment("local")}
    config = Config(
        apps=apps,
        configured=True,
        environments=environments,
        placements=everywhere if placements is None else placements,
    )
    return Destination(
        config,
        environment or Environment("production"),
        {app.package: f"apps/{app.package}" for app in apps},
        {"crane": CRANE},
        own,
    )


def a_sight(  # noqa: PLR0913  all that can be seen
    apps: Sequence[App],
    attempts: Mapping[str, Sequence[Attempt]] | None = None,
    *,
    versions: Mapping[str, str] = NO_VERSIONS,
    released: Sequence[str] = (),
    promoted: Mapping[str, Running] | None = None,
    asked: bool = True,
) -> Sight:
    """What is seen of apps at 1.1.0, or at `versions`; tags tell what was `released`."""
    here = {app.package: versions.get(app.name, "1.1.0") for app in apps}
    detection = detect(apps, here, released, Ledger(), lambda _: "{name}@{version}")
    return Sight(detection, COMMIT, NOON, (attempts or {}) if asked else None, promoted or {})
