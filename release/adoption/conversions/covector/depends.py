"""The dependents that covector moves, where we would not do so by ourselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from release.adoption.conversions.covector.packages import Package
from release.adoption.foreign import strings
from release.adoption.members import Member
from release.config.circles import circles

_RANGE = re.compile(r"[\^=~]")


def depends(packages: Sequence[Package], members: Mapping[str, Member]) -> dict[str, list[str]]:
    """The dependents that move with what they depend on, whatever their range says.

    covector moves a dependent unless it finds a requirement with `^`, `~` or `=`, which it looks
    for under its own name of the package.
    """
    by_name = {each.name: each for each in packages if each.directory in members}
    found: dict[str, list[str]] = {}
    for package in by_name.values():
        dependent = members[package.directory]
        for needed in strings(package.options.get("dependencies")):
            other = by_name.get(needed)
            if other is None or other.directory == package.directory:
                continue
            if not _RANGE.search(_requirement(dependent, needed)):
                found.setdefault(dependent.name, []).append(members[other.directory].name)
    return _without_circles({name: list(dict.fromkeys(each)) for name, each in found.items()})


def _without_circles(depends: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without the edges that close a circle, which covector follows until nothing is new."""
    while circle := next(circles(depends), None):
        depends[circle[-2]].remove(circle[-1])
    return {name: needs for name, needs in depends.items() if needs}


def _requirement(dependent: Member, needed: str) -> str:
    every = (each for manifest in dependent.manifests for each in manifest.dependencies)
    found = (each for each in every if each.name == needed and each.section == "dependencies")
    return next((each.requirement for each in found), "")
