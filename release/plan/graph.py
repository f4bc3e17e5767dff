"""Who depends on whom inside the workspace, as Changesets 3 sees it (get-dependents-graph).

Links, which Changesets does not know, are edges as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from release import ranges
from release.model import Dependency, Package, Workspace

_RELATIVE = ("*", "^", "~")


class DependencyGraph(NamedTuple):
    """The edges, turned round: who depends on a package.

    `dependents` has a key for the root and for every package, and lists them in package order.
    `notes` are the ranges that name a sibling which they do not admit: no edge, worth a word.
    """

    dependents: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def dependency_graph(
    workspace: Workspace, *, protocol_only: bool = False, development: bool = True
) -> DependencyGraph:
    """The graph over the root and all packages.

    Args:
        workspace: not modified.
        protocol_only: only `workspace:` ranges make an edge, as the option
            `bumpVersionsWithWorkspaceProtocolOnly` asks.
        development: whether devDependencies make edges.
    """
    nodes = {workspace.root.name: workspace.root} if workspace.root else {}
    nodes |= workspace.by_name
    dependents: dict[str, dict[str, None]] = {name: {} for name in nodes}  # sets with an order
    notes: list[str] = []
    for package in workspace.packages:
        for name, requirement in _requirements(nodes[package.name], development=development):
            sibling = nodes.get(name)
            if sibling is None or sibling.ecosystem != package.ecosystem:
                continue
            verdict = _is_edge(requirement, sibling, protocol_only=protocol_only)
            if verdict:
                dependents[name][package.name] = None
            elif verdict is None:
                notes.append(
                    f"`{package.name}` asks for `{name}` `{requirement}`, "
                    f"and the workspace has {sibling.version}: not linked"
                )
        for link in package.links:
            if development or link.section != "devDependencies":
                dependents[link.package][package.name] = None
    return DependencyGraph({name: tuple(who) for name, who in dependents.items()}, tuple(notes))


def _requirements(package: Package, *, development: bool) -> Iterator[tuple[str, str]]:
    """One range a name: of several sections the last one counts."""
    merged: dict[str, str] = {}
    for dependency in package.manifest.dependencies:
        if not _is_left_out(dependency, development=development):
            merged[dependency.name] = dependency.requirement
    yield from merged.items()


def _is_left_out(dependency: Dependency, *, development: bool) -> bool:
    if dependency.section != "devDependencies":
        return False
    return not development or dependency.requirement.startswith(("link:", "file:"))


def _is_edge(requirement: str, sibling: Package, *, protocol_only: bool) -> bool | None:
    """True for an edge, False for none, None for none that deserves a note."""
    if requirement.startswith("workspace:"):
        requirement = requirement.removeprefix("workspace:")
        if requirement in _RELATIVE or sibling.is_at(requirement):
            return True
        if ":" in requirement or ranges.normalise(requirement) is None:
            return None
    elif protocol_only:
        return False
    if ":" in requirement:
        return None
    if ranges.normalise(requirement) is None:
        return False
    # A sibling without a version satisfies nothing; Changesets 3 crashes on it (B4).
    return ranges.satisfies(sibling.version or "", requirement) or None
