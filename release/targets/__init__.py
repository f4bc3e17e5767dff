"""Deploy targets: how an app is built, rolled out, brought back. One module a target, one table.

To add one: write its module with the names of `Target`, give it a row in SHELF, and say what its
table may hold in config/schema.json: `$defs` has a table of the target's name, and `placing` has
that name in the list of targets and among its properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from release.config.deploying import Trouble
from release.config.options import Kind
from release.deployment import Recipe, Shipment
from release.shelf import Shelf

Options = Mapping[str, Any]
"""The values of a target's table in the configuration; each has passed its kind."""


class Target(Protocol):
    """A target: it returns argument lists and checks, and runs nothing."""

    OPTIONS: Mapping[str, Kind]
    """The keys of its table."""

    REQUIRED: tuple[str, ...]
    """Those that must be there."""

    def problems(self, options: Options) -> Iterator[Trouble]:
        """What no kind can tell: the key, what is wrong with it, and what to do."""

    def captures(self, options: Options) -> tuple[str, ...]:
        """The names of the values that its commands capture, for an app's checks and its log."""

    def deploy(self, shipment: Shipment, options: Options) -> Recipe:
        """How a version is deployed."""

    def restore(self, shipment: Shipment, options: Options) -> Recipe:
        """How a version that was deployed before is brought back, without building it."""


SHELF: Shelf[str, Target] = Shelf(
    {
        "command": "release.targets.command",
        "container": "release.targets.container",
        "directory": "release.targets.directory",
        "pypi": "release.targets.pypi",
        "tauri": "release.targets.tauri",
    }
)
"""The module of each target, by its name in the configuration."""


class PlatformTarget(Target, Protocol):
    """A target whose apps several jobs can build, each for one platform.

    For a shipment with a `platform` it builds that alone, and gathers what came of it; for one with
    `platforms` it builds nothing, and takes what was gathered for all of them.
    """

    BUILDS_WITH_SECRETS: bool
    """Whether an app's secrets are for the jobs that build it; else for the one that deploys."""

    def of_platforms(self, options: Options, platforms: Sequence[str]) -> Iterator[Trouble]:
        """What is wrong with having it built so: the key, or the platform, and as in `problems`."""

    def gathered(self, options: Options) -> str:
        """The folder that jobs bring what they built to, seen from the package."""


BY_PLATFORM: Shelf[str, PlatformTarget] = Shelf(
    {"pypi": "release.targets.pypi", "tauri": "release.targets.tauri"}
)
"""Those of the targets that are `PlatformTarget`s."""


class TrustedTarget(Target, Protocol):
    """A target whose deployments can prove to others which workflow they are, without a secret."""

    def is_trusted(self, options: Options, secrets: Sequence[str]) -> bool:
        """Whether one does, that has these secrets."""


EXTRAS = frozenset({"pypi"})
"""Targets that need a program which comes with us, by an extra of the target's name."""

BY_TRUST: Shelf[str, TrustedTarget] = Shelf({"pypi": "release.targets.pypi"})
"""Those of the targets that are `TrustedTarget`s."""
