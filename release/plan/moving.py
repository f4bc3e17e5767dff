"""Releases while their plan settles, and the ground that they move on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from release.config.changesets import ChangesetsConfig
from release.model import Bump, Cause, Package
from release.plan.next_versions import NextVersions


@dataclass(slots=True)
class Moving:
    """A release while it is still moving."""

    name: str
    bump: Bump
    old: str | None
    changesets: list[str] = field(default_factory=list)
    because_of: list[Cause] = field(default_factory=list)

    def level(self, bump: Bump, old: str | None, cause: Cause) -> bool:
        """Move as its group does; whether that is any change."""
        if self.bump is bump and self.old == old:
            return False
        self.bump, self.old = bump, old
        self.because_of.append(cause)
        return True


Releases = dict[str, Moving]
"""The releases so far by name, in plan order."""


class Ground(NamedTuple):
    """What stays as it is while releases move.

    `packages` are by name, `dependents` the graph's edges; `following` says how versions go on.
    """

    packages: Mapping[str, Package]
    dependents: Mapping[str, Sequence[str]]
    config: ChangesetsConfig
    following: NextVersions
