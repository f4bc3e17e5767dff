"""How crates and Python projects depend on each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from release.manifests.cargo_toml import PathDependency
from release.manifests.python_requirements import normal_name
from release.model import Link, Package
from release.read.leads import Leads
from release.read.paths import inside
from release.requirements import REQUIREMENTS
from release.versions import parse


def linked(packages: Sequence[Package], leads: Leads) -> Iterator[Package]:
    """`packages` with the links that their Cargo.toml or pyproject.toml makes.

    A crate is known by its directory, a project by its name. A project that asks for another
    release of its sibling than the one that is here, and not for the directory, has no link.
    """
    crates = {each.directory: each.name for each in packages if each.ecosystem == "cargo"}
    projects = {
        normal_name(each.manifest.name or ""): each
        for each in packages
        if each.ecosystem == "python"
    }
    for package in packages:
        match package.ecosystem:
            case "cargo":
                yield package._replace(links=tuple(_of_crate(package, leads, crates)))
            case "python":
                yield package._replace(links=tuple(_of_project(package, leads, projects)))
            case _:
                yield package


def _of_crate(package: Package, leads: Leads, crates: Mapping[str, str]) -> Iterator[Link]:
    crate, root = leads.crates.at(package.directory), leads.workspace_of(package.directory)
    for found in crate.paths if crate else ():
        if found.keys[0] != "workspace":
            yield from _to_crate(package.directory, found.keys, found, crates)
    offered = {found.keys[-1]: found for found in root.paths} if root else {}
    for keys in crate.borrowed if crate else ():
        if root and keys[-1] in offered:
            home = posixpath.dirname(root.manifest.path)
            yield from _to_crate(home, keys, offered[keys[-1]], crates)


def _to_crate(
    directory: str,
    keys: Sequence[str | int],
    found: PathDependency,
    crates: Mapping[str, str],
) -> Iterator[Link]:
    path = inside(directory, found.directory)
    if path is not None and path in crates:
        requirement = found.dependency and found.dependency.requirement
        yield Link(crates[path], _section(keys[:-1]), "cargo", requirement)


def _of_project(package: Package, leads: Leads, projects: Mapping[str, Package]) -> Iterator[Link]:
    project = leads.projects.at(package.directory)
    sources = leads.projects.sources(package.directory)
    for each in project.manifest.dependencies if project else ():
        name = normal_name(each.name)
        sibling = projects.get(name)
        if sibling is None or sibling is package:
            continue
        is_local = name in sources
        if is_local or (each.requirement and _admits_now(each.requirement, sibling.version)):
            yield Link(
                sibling.name, _section(each.section.split(".")), "python", each.requirement or None
            )


def _section(keys: Sequence[str | int]) -> str:
    """The kind of dependency, in npm's words, that a table or a list of this name holds."""
    if "optional-dependencies" in keys:
        return "optionalDependencies"
    is_group = keys[0] == "dependency-groups" or keys[:3] == ["tool", "poetry", "group"]
    return "devDependencies" if is_group or keys[-1] == "dev-dependencies" else "dependencies"


def _admits_now(requirement: str, version: str | None) -> bool:
    if version is None or parse(version) is None:
        return False
    return REQUIREMENTS["python"].admits(requirement, version)
