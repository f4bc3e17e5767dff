"""Builders of what is deployed: a test says what matters to it, and everything else is ordinary."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from release.deployment import Running, Shipment
from release.model import PRODUCTION

COMMIT = "0123456789abcdef0123456789abcdef01234567"
EARLIER = "fedcba9876543210fedcba9876543210fedcba98"
_NONE: Mapping[str, str] = MappingProxyType({})


def a_shipment(  # noqa: PLR0913  one keyword a field
    app: str = "web",
    version: str = "1.2.0",
    *,
    commit: str = COMMIT,
    environment: str = PRODUCTION,
    previous: Running | None = None,
    values: Mapping[str, str] = _NONE,
) -> Shipment:
    """`app`, whose package is in `apps/<app>`, at a version of it."""
    return Shipment(
        app=app,
        package=app,
        directory=f"apps/{app}",
        version=version,
        tag=f"{app}@{version}",
        commit=commit,
        environment=environment,
        previous=previous,
        values=values,
    )
