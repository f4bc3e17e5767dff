"""The versions of Python projects, and the requirements among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from release.manifests.python_requirements import normal_name
from release.model import Dependency, Workspace
from release.requirements import REQUIREMENTS
from release.sync.companion import Companion
from release.versions import from_pep440, parse


class Move(NamedTuple):
    """The version of a Python project before and after; None when nothing says which it was."""

    old: str | None
    new: str


def project_moves(companions: Iterable[Companion], workspace: Workspace) -> dict[str, Move]:
    """Where the Python projects go, by their normal names."""
    projects = [each for each in companions if each.manifest.ecosystem == "python"]
    before = {
        each.package: from_pep440(each.manifest.version)
        for each in projects
        if each.manifest.version is not None
    }
    packages = workspace.by_name
    found: dict[str, Move] = {}
    for each in projects:
        version = packages[each.package].version if each.package else None
        new = parse(version) if version else None
        if each.manifest.name and new:
            name = normal_name(each.manifest.name)
            found[name] = Move(before.get(each.package), str(new))
    return found


def project_requirements(companion: Companion, moves: Mapping[str, Move]) -> dict[Dependency, str]:
    """The requirements on our projects that admitted the old version, and not the new one."""
    found: dict[Dependency, str] = {}
    if companion.manifest.ecosystem != "python":
        return found
    for dependency in companion.manifest.dependencies:
        move = moves.get(normal_name(dependency.name))
        old = dependency.requirement
        if move and move.old and old and REQUIREMENTS["python"].admits(old, move.old):
            new = REQUIREMENTS["python"].requirement_for(old, move.new)
            if new != old:
                found[dependency] = new
    return found
