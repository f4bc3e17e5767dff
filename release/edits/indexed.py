"""A release plan with its indexes, for whoever walks a thousand packages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from release.config.changesets import ChangesetsConfig
from release.model import (
    Changeset,
    Package,
    PlannedRelease,
    ReleasePlan,
    Workspace,
)


class IndexedPlan(NamedTuple):
    """The plan with its indexes, so that a thousand packages are walked once, not squared."""

    plan: ReleasePlan
    config: ChangesetsConfig
    packages: Mapping[str, Package]
    releases: Mapping[str, PlannedRelease]
    places: Mapping[str, int]  # of releases by name, in plan order
    changesets: Mapping[str, tuple[int, Changeset]]  # by id, with their place
    mentions: Mapping[str, list[Changeset]]

    @classmethod
    def of(cls, plan: ReleasePlan, workspace: Workspace, config: ChangesetsConfig) -> IndexedPlan:
        """The plan for these packages, by these rules."""
        mentions: dict[str, list[Changeset]] = {}
        for changeset in plan.changesets:
            for name in changeset.bumps:
                mentions.setdefault(name, []).append(changeset)
        return cls(
            plan=plan,
            config=config,
            packages=workspace.by_name,
            releases={release.name: release for release in plan.releases},
            places={release.name: place for place, release in enumerate(plan.releases)},
            changesets={each.id: (place, each) for place, each in enumerate(plan.changesets)},
            mentions=mentions,
        )
