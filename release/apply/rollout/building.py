"""The building of one app, and nothing else: what it changes is on this machine alone."""

from __future__ import annotations

from release.apply.rollout.health import examine
from release.apply.rollout.worker import Worker
from release.deployment import Phase, Shipment
from release.deployment.ports import Site


def build(shipment: Shipment, phase: Phase, site: Site) -> None:
    """Do the work of a phase; nothing is recorded.

    Raises:
        Faltered: something of it failed, or we are to end.
    """
    worker = Worker(site, shipment, dict(shipment.values))
    site.voice.begun(shipment.app, phase.name)
    worker.work(phase.work)
    for check in phase.checks:
        examine(check, worker)
