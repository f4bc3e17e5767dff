"""Crates and their Cargo workspaces, found as Cargo finds them, each file read once.

Source: https://doc.rust-lang.org/cargo/reference/workspaces.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from release.errors import ConfigError, Problem
from release.globs.directories import expand, leads_out
from release.manifests import cargo_toml
from release.manifests.cargo_toml import CargoWorkspace, Crate
from release.read.paths import inside, is_below, parents
from release.world import Files

_NOT_SOURCES = {"node_modules", "target"}


@dataclass(slots=True)
class Crates:
    """The crates of a tree by directory. A malformed one is a problem, and then absent."""

    files: Files
    problems: list[Problem] = field(default_factory=list)
    _known: dict[str, Crate | None] = field(default_factory=dict)

    def at(self, directory: str) -> Crate | None:
        """The Cargo.toml in this directory; None when there is none."""
        if directory not in self._known:
            self._known[directory] = self._read(posixpath.join(directory, "Cargo.toml"))
        return self._known[directory]

    def root_of(self, directory: str) -> str | None:
        """The directory of the workspace that the crate in `directory` belongs to."""
        crate = self.at(directory)
        if crate is None or crate.workspace:
            return directory if crate else None
        if crate.root is not None:
            return inside(directory, crate.root)
        for parent in parents(directory):
            above = self.at(parent)
            if above and above.workspace and not _excludes(parent, above.workspace, directory):
                return parent
        return None

    def members(self, root: str) -> tuple[str, ...]:
        """The directories of a workspace's crates, its root first.

        They are what `members` names, and every path dependency below the root.
        """
        found: dict[str, None] = {}
        open_directories = [*self._named(root), root]
        while open_directories:
            directory = open_directories.pop()
            if directory not in found and self._is_member(root, directory):
                found[directory] = None
                open_directories += self._path_dependencies(root, directory)
        return tuple(found)

    def _read(self, path: str) -> Crate | None:
        text = self.files.read(path)
        try:
            return None if text is None else cargo_toml.read_crate(path, text)
        except ConfigError as error:
            self.problems += error.problems
            return None

    def _named(self, root: str) -> tuple[str, ...]:
        crate = self.at(root)
        members = crate.workspace.members if crate and crate.workspace else ()
        patterns = [posixpath.join(root, member) for member in members]
        wanted = [pattern for pattern in patterns if not leads_out(pattern)]
        return expand(wanted, self._subdirectories)

    def _subdirectories(self, directory: str) -> Iterator[str]:
        for entry in self.files.entries(directory):
            is_source = entry.name not in _NOT_SOURCES and not entry.name.startswith(".")
            if entry.is_directory and is_source:
                yield entry.name

    def _is_member(self, root: str, directory: str) -> bool:
        crate, top = self.at(directory), self.at(root)
        if crate is None or top is None or top.workspace is None:
            return False
        if directory == root:
            return True
        return crate.workspace is None and not _excludes(root, top.workspace, directory)

    def _path_dependencies(self, root: str, directory: str) -> Iterator[str]:
        crate = self.at(directory)
        for needed in crate.paths if crate else ():
            path = inside(directory, needed.directory)
            if path is not None and is_below(path, root):
                yield path


def _excludes(root: str, workspace: CargoWorkspace, directory: str) -> bool:
    """Whether `exclude` takes the crate out; what `members` spells letter by letter stays in."""

    def names(paths: tuple[str, ...]) -> bool:
        found = (inside(root, path) for path in paths)
        return any(path is not None and is_below(directory, path) for path in found)

    return names(workspace.exclude) and not names(workspace.members)
