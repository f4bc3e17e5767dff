"""Builders of what is deployed in a yard: each is ordinary but for what a test says of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from release.deployment import (
    Call,
    Command,
    HttpCheck,
    Late,
    Patience,
    Phase,
    Recipe,
    Running,
    Shipment,
)
from release.deployment.plan import DeployPlan, Stop
from release.deployment.ports import Site
from release.errors import CommandError
from tests.deploys.records import FaultyRecords, MemoryRecords
from tests.deploys.shipments import a_shipment
from tests.deploys.world import Clock, Faults, Heard
from tests.deploys.yard import Crane, Yard


def a_recipe(shipment: Shipment) -> Recipe:
    """Build, publish, roll out by what was published, verify; and back."""
    app, version = shipment.app, shipment.version
    previous = shipment.previous.version if shipment.previous else ""

    def command(verb: str, version: str, *late: Late, captures: str = "") -> tuple[Command]:
        return (Command((verb, app, version, *late), captures=captures),)

    check = HttpCheck(f"http://{app}.example/version", version=version, patience=Patience(5, 1))
    return Recipe(
        phases=(
            Phase("build", (command("build", version),)),
            Phase(
                "publish",
                (command("publish", version, captures="digest"),),
                undo=(command("unpublish", version),),
            ),
            Phase(
                "roll out",
                (command("roll-out", version, Late("digest")),),
                undo=(command("restore", previous),),
            ),
            Phase("verify", checks=(check,)),
        ),
        afterwards=(command("tidy", version),),
        log=None,
    )


def an_update(app: str = "backend", version: str = "1.1.0", previous: str = "1.0.0") -> Shipment:
    """A shipment of an app that ran before, unless `previous` is empty."""
    ran = Running(previous, f"commit of {previous}") if previous else None
    return a_shipment(app, version, commit=f"commit of {version}", previous=ran)


def a_site(records: MemoryRecords, yard: Yard, faults: Faults | None = None) -> Site:
    """A site around a yard; its clock stands still but for sleep, and its voice remembers."""
    faults = faults or Faults()
    crane, clock, keys = Crane(yard, faults), Clock(), count(1)
    faults.stop.clock = clock

    def call(call: Call, shipment: Shipment, values: Mapping[str, str]) -> None:
        raise CommandError(f"there is no function for {call.phase} of {shipment.app}: {values}")

    return Site(
        records=FaultyRecords(records, faults),
        run_command=crane.run,
        get=crane.get,
        call=call,
        voice=Heard(),
        stop=faults.stop,
        now=clock.now,
        key=lambda: f"key-{len(records.book)}-{next(keys)}",
        run="https://example.org/runs/1",
        who="ada",
    )


def a_command(*argv: str | Late, **fields: Any) -> Command:
    """A command of these arguments."""
    return Command(argv)._replace(**fields)


def a_stop(
    app: str = "backend", recipe: Recipe | None = None, *, previous: str = "1.0.0", **fields: Any
) -> Stop:
    """One that is due, in the first wave."""
    shipment = an_update(app, previous=previous)
    recipe = recipe or a_recipe(shipment)
    stop = Stop(app, 1, "deploy", shipment.version, "is due", (), shipment, recipe)
    return stop._replace(**fields)


def a_deployment(*stops: Stop, **fields: Any) -> DeployPlan:
    """The plan that these make, in production."""
    return DeployPlan("production", stops)._replace(**fields)
