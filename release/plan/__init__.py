"""Changesets and a workspace in, a release plan out. Nothing here reads or writes."""

from release.plan.graph import DependencyGraph, dependency_graph
from release.plan.releases import plan_release
from release.plan.shared import released, with_shared

__all__ = ["DependencyGraph", "dependency_graph", "plan_release", "released", "with_shared"]
