"""Changesets and a workspace in, a release plan out. Nothing here reads or writes."""

from release.plan.graph import DependencyGraph, dependency_graph
from release.plan.releases import plan_release, still_counting
from release.plan.shared import released, with_shared
from release.plan.snapshots import needs_commit, snapshot_suffix, staged_moment, staged_version

__all__ = [
    "DependencyGraph",
    "dependency_graph",
    "needs_commit",
    "plan_release",
    "released",
    "snapshot_suffix",
    "staged_moment",
    "staged_version",
    "still_counting",
    "with_shared",
]
