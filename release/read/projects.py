"""Python projects and their uv workspaces, each file read once.

Source: https://docs.astral.sh/uv/concepts/projects/workspaces/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from release.errors import ConfigError, Problem
from release.globs import matches_any
from release.globs.directories import expand, leads_out
from release.manifests import pyproject
from release.manifests.pyproject import Project
from release.manifests.python_version_file import PythonVersionFile
from release.model import Manifest
from release.read.paths import inside, parents
from release.world import Files


@dataclass(slots=True)
class Projects:
    """The projects of a tree by directory. A malformed one is a problem, and then absent."""

    files: Files
    problems: list[Problem] = field(default_factory=list)
    _known: dict[str, Project | None] = field(default_factory=dict)

    def at(self, directory: str) -> Project | None:
        """The pyproject.toml in this directory; None when there is none."""
        if directory not in self._known:
            self._known[directory] = self._read(posixpath.join(directory, "pyproject.toml"))
        return self._known[directory]

    def version_file(self, directory: str) -> Manifest | None:
        """What the file says that holds the dynamic version of the project in `directory`."""
        project = self.at(directory)
        try:
            source = project and pyproject.version_source(
                project.manifest.path, project.manifest.text
            )
        except ConfigError as error:
            self.problems += error.problems
            return None
        paths = [inside(directory, each) for each in source.paths] if source else []
        for path in paths:
            text = None if path is None else self.files.read(path)
            if source and path is not None and text is not None:
                return PythonVersionFile(source.pattern).read(path, text)
        return None

    def sources(self, directory: str) -> frozenset[str]:
        """The normal names that a project takes from directories; its workspace's count too."""
        project = self.at(directory)
        above = (self.at(parent) for parent in parents(directory))
        root = next((each for each in above if each and each.workspace), None)
        return frozenset().union(*(each.sources for each in (project, root) if each))

    def members(self, root: str) -> tuple[str, ...]:
        """The directories of a workspace's projects, its root first."""
        project = self.at(root)
        if project is None:
            return ()
        workspace = project.workspace
        patterns = [posixpath.join(root, each) for each in workspace.members] if workspace else []
        wanted = [pattern for pattern in patterns if not leads_out(pattern)]
        excluded = [posixpath.join(root, each) for each in workspace.exclude] if workspace else []
        found = expand(wanted, self._subdirectories)
        return (root, *(each for each in found if not matches_any(each, excluded)))

    def _subdirectories(self, directory: str) -> Iterator[str]:
        for entry in self.files.entries(directory):
            if entry.is_directory and entry.name != "node_modules":
                yield entry.name

    def _read(self, path: str) -> Project | None:
        text = self.files.read(path)
        try:
            return None if text is None else pyproject.read_project(path, text)
        except ConfigError as error:
            self.problems += error.problems
            return None
