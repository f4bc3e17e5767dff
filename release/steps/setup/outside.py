"""Packages that the workspace does not have: crates beside a JavaScript workspace, for example."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from release.adoption.candidates import outside
from release.adoption.past import MANIFESTS
from release.errors import ConfigError
from release.manifests import package_json
from release.model import Package, Workspace
from release.read.crates import Crates
from release.read.leads import Leads
from release.read.paths import is_below
from release.world import Files

_DEPTH = 3  # directories down; what lies deeper is a part of something
_NOT_SOURCES = {"node_modules", "target", "vendor", "dist", "build", "src", "src-tauri"}
_MAGIC = frozenset("*?[]{}()!")  # a directory with one of these is no pattern of itself


def packages_outside(files: Files, workspace: Workspace) -> tuple[str, ...]:
    """The directories of apps that are no packages yet; those in a package's are a part of it."""
    homes = [each.directory for each in workspace.packages if each.directory]
    left_out = _left_out(Leads(files).crates)
    found = [
        package
        for directory in _directories(files, "", _DEPTH)
        if not any(is_below(directory, home) for home in homes)
        and (package := _package(files, directory))
        and not (package.ecosystem == "cargo" and left_out(directory))
    ]
    return tuple(each.directory for each in outside(found, files))


def _left_out(crates: Crates) -> Callable[[str], bool]:
    """Whether the root's Cargo workspace, where there is one, does not have a directory's crate."""
    root = crates.at("")
    members = frozenset(crates.members(""))
    return lambda directory: bool(root and root.workspace) and directory not in members


def _directories(files: Files, above: str, depth: int) -> Iterator[str]:
    """The directories with a manifest, the root's own left out."""
    for entry in files.entries(above):
        if not entry.is_directory or entry.name.startswith(".") or entry.name in _NOT_SOURCES:
            continue
        if _MAGIC.intersection(entry.name):
            continue
        directory = posixpath.join(above, entry.name)
        if any(files.exists(f"{directory}/{name}") for name in MANIFESTS):
            yield directory
        if depth > 1:
            yield from _directories(files, directory, depth - 1)


def _package(files: Files, directory: str) -> Package | None:
    path = f"{directory}/package.json"
    text = files.read(path)
    try:
        manifest = package_json.read(path, text) if text else None
    except ConfigError:
        return None  # nobody can use it
    if manifest and manifest.name:
        return Package(manifest.name, directory, manifest)
    return Leads(files).package(directory)
