"""Which version each package of a merge has, and what its package.json files say then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from release import ranges
from release.backmerge.manifests import later
from release.manifests import package_json
from release.model import Dependency, Package, Workspace
from release.read.overlay import Overlay
from release.read.workspace import read_workspace
from release.world import Files


def with_versions(files: Files, sides: Sequence[Workspace]) -> tuple[dict[str, str], Workspace]:
    """See that no version goes backwards, and that npm's requirements admit it.

    Args:
        files: the merge.
        sides: the workspaces of both sides.

    Returns:
        The new texts of package.json files, and the workspace with them and with its versions.
        What leads a package in another language has still to get its version.
    """
    workspace = read_workspace(files)
    known = [side.by_name for side in sides]
    versions = dict(_highest(workspace, known))
    edits: dict[str, str] = {}
    for package in workspace.packages:
        path, version = package.manifest.path, versions.get(package.name)
        text = files.read(path)
        if package.ecosystem == "npm" and text is not None:
            new = package_json.update(text, version, dict(_mended(package, versions, known)))
            edits |= {path: new} if new != text else {}
    now = read_workspace(Overlay(files, edits)) if edits else workspace
    packages = tuple(_at(each, versions.get(each.name)) for each in now.packages)
    return edits, now._replace(packages=packages)


def _highest(
    workspace: Workspace, sides: Sequence[Mapping[str, Package]]
) -> Iterator[tuple[str, str]]:
    """The version of each package: the highest of those that the sides have."""
    for package in workspace.packages:
        found = [side[package.name].version for side in sides if package.name in side]
        version = later([package.version, *found])
        if version is not None:
            yield package.name, version


def _mended(
    package: Package, versions: Mapping[str, str], sides: Sequence[Mapping[str, Package]]
) -> Iterator[tuple[Dependency, str]]:
    """The requirements of a package that shut out what they admitted on one of the sides."""
    known = [side[package.name] for side in sides if package.name in side]
    others = [each for other in known for each in other.manifest.dependencies]
    for need in package.manifest.dependencies:
        version = versions.get(need.name)
        if version is None or _admits(need.requirement, version):
            continue
        for other in others:
            same = (other.section, other.name) == (need.section, need.name)
            if same and _admits(other.requirement, version):
                yield need, other.requirement


def _admits(requirement: str, version: str) -> bool:
    """Whether a requirement admits a version; what npm cannot read admits anything."""
    text = requirement.removeprefix("workspace:")
    if text in {"*", "^", "~"} or ranges.normalise(text) is None:
        return True
    return ranges.satisfies(version, text)


def _at(package: Package, version: str | None) -> Package:
    """The package at a version."""
    if version is None:
        return package
    return package._replace(manifest=package.manifest._replace(version=version))
