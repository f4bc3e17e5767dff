"""Where and how apps are deployed, as it is configured: environments, targets, checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from release.config.freeze import Window
from release.config.options import Kind
from release.deployment import Check
from release.model import PRODUCTION
from release.world import Bookkeeping

STAGING = "staging"
BUILT_IN = (PRODUCTION, STAGING)
"""The environments that are there without a table."""


class Environment(NamedTuple):
    """One environment. `records` says where its book is kept.

    A failure takes back the `app` alone, or what else its `wave` deployed; nothing is deployed in
    the windows of `freeze`; `keep` is how many old snapshots stay.
    """

    name: str
    records: Bookkeeping = "forge"
    rollback: Literal["app", "wave"] = "app"
    freeze: tuple[Window, ...] = ()
    keep: int = 20


class Deploying(NamedTuple):
    """How an app is deployed in an environment.

    `target` is empty where it has none, `options` are those of the target's table. Texts in
    `options`, `checks` and `log` may have placeholders, such as `{version}`; `log` are arguments.
    Where one of `programs` is missing, the app is skipped.
    """

    target: str = ""
    options: Mapping[str, Any] = MappingProxyType({})
    checks: tuple[Check, ...] = ()
    log: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


class Placement(NamedTuple):
    """How one app is deployed everywhere, and where that differs, by environment."""

    everywhere: Deploying = Deploying()
    differs: Mapping[str, Deploying] = MappingProxyType({})

    @property
    def all(self) -> tuple[Deploying, ...]:
        """All ways in which it may be deployed."""
        return (self.everywhere, *self.differs.values())

    def at(self, environment: str) -> Deploying:
        """How it is deployed there."""
        return self.differs.get(environment, self.everywhere)


Trouble = tuple[str, str, str | None]
"""What is wrong with a table: the key, what is wrong with it, and what to do."""


class TargetRules(Protocol):
    """What the configuration must know of a target; see `targets`."""

    OPTIONS: Mapping[str, Kind]
    REQUIRED: tuple[str, ...]

    def problems(self, options: Mapping[str, Any]) -> Iterator[Trouble]:
        """What no kind can tell."""

    def captures(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The names of the values that its commands capture."""


class PlatformRules(Protocol):
    """What it must know of a target whose apps several jobs can build, one a platform."""

    def of_platforms(
        self, options: Mapping[str, Any], platforms: Sequence[str]
    ) -> Iterator[Trouble]:
        """What is wrong with having them built so; the key may also be a platform."""
