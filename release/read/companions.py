"""Which manifests stand beside the packages, found by looking, and which files are configured.

Looked at are a package's directory and its `src-tauri`, and for Cargo also the workspace that a
crate there belongs to, with its members. Nothing else is listed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from release.errors import ConfigError, Problem
from release.manifests import cargo_toml, format_of, package_json, pyproject
from release.manifests.python_version_file import PythonVersionFile
from release.model import Package, Workspace
from release.read.crates import Crates
from release.read.paths import inside, is_below
from release.read.repository_config import read_repository_config
from release.sync import Companion
from release.world import Files

if TYPE_CHECKING:
    from release.config.repository import VersionPlace


def read_companions(files: Files, workspace: Workspace) -> tuple[Companion, ...]:
    """Every file that must or may carry the version of a package, sorted by path.

    A package without a version has none. Each manifest is read once; a file that our
    configuration names may be there several times.

    Raises:
        ConfigError: all files that are malformed, or not as the configuration has it.
    """
    reading = _Reading(files, {each.directory: each.name for each in workspace.packages})
    for package in workspace.packages:
        if package.version:
            reading.look_beside(package)
    reading.look_at_places(workspace)
    companions = [*reading.found, *reading.cargo_companions()]
    ConfigError.raise_any([*reading.problems, *reading.crates.problems])
    return tuple(sorted(companions, key=lambda companion: companion.path))


@dataclass(slots=True)
class _Reading:
    """What has been found so far. `owners` has the package of each package's directory."""

    files: Files
    owners: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    found: list[Companion] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    crates: Crates = field(init=False)

    def __post_init__(self) -> None:
        self.crates = Crates(self.files)

    def look_beside(self, package: Package) -> None:
        """Find the manifests in the package's directory and in its `src-tauri`."""
        directories = self.look_at(package.name, package.directory)
        tauri = package.path("src-tauri")
        if "src-tauri" in directories and tauri not in self.owners:
            self.look_at(package.name, tauri)

    def look_at(self, package: str, directory: str) -> set[str]:
        """Read the manifests in one directory; return the directories there."""
        entries = self.files.entries(directory)
        for entry in entries:
            if entry.is_directory:
                continue
            path = posixpath.join(directory, entry.name)
            if format_of(path) is cargo_toml:
                self.beside.append(directory)
            elif format_of(path) is not package_json:
                self.read(package, path)
        return {entry.name for entry in entries if entry.is_directory}

    def read(self, package: str, path: str) -> None:
        """Read one manifest that is not Cargo's, and what it points to."""
        form = format_of(path)
        text = self.files.read(path) if form else None
        if form is None or text is None:
            return
        try:
            self.found.append(Companion(package, form.read(path, text), form))
            if form is pyproject:
                self.read_version_file(package, path, text)
        except ConfigError as error:
            self.problems += error.problems

    def read_version_file(self, package: str, path: str, text: str) -> None:
        """Read the file that holds a dynamic Python version, when it is the package's."""
        source = pyproject.version_source(path, text)
        if source is None:
            return
        form = PythonVersionFile(source.pattern)
        paths = [inside(posixpath.dirname(path), each) for each in source.paths]
        for candidate in filter(None, paths):
            is_ours = self.owner_of(candidate) == package
            content = self.files.read(candidate) if is_ours else None
            if content is not None:
                self.found.append(Companion(package, form.read(candidate, content), form))
                return

    def look_at_places(self, workspace: Workspace) -> None:
        """Read the files that our configuration names."""
        config = read_repository_config(self.files)
        packages = workspace.by_name
        for name, places in config.files.items() if config else ():
            if name in packages and packages[name].version:
                for place in places:
                    self.look_at_place(packages[name], place)

    def look_at_place(self, package: Package, place: VersionPlace) -> None:
        """Read one file that our configuration names."""
        from release.manifests.version_place import format_at  # noqa: PLC0415  few need it

        path = inside(package.directory, place.path)
        text = None if path is None else self.files.read(path)
        if path is None or text is None:
            leads_out = f"`{place.path}` leads out of the repository"
            said = leads_out if path is None else f"there is no file {path}"
            hint = f"the path begins in the package's directory, `{package.directory or '.'}`"
            self.problems.append(Problem(said, place.where, hint))
            return
        form = format_at(place, package.ecosystem)
        try:
            self.found.append(Companion(package.name, form.read(path, text), form))
        except ConfigError as error:
            self.problems += error.problems

    def cargo_companions(self) -> Iterator[Companion]:
        """The crates beside the packages, and all of the Cargo workspaces that they belong to."""
        roots = {directory: self.crates.root_of(directory) for directory in self.beside}
        for top in [root for root in dict.fromkeys(roots.values()) if root is not None]:
            roots |= dict.fromkeys(self.crates.members(top), top)
        for directory, root in roots.items():
            if crate := self.crates.at(directory):
                yield Companion(
                    package=self.owner_of(directory),
                    manifest=crate.manifest,
                    format=cargo_toml,
                    follows=directory in self.beside,
                    crate=crate,
                    root=None if root is None else posixpath.join(root, "Cargo.toml"),
                )

    def owner_of(self, path: str) -> str | None:
        """The package in whose directory `path` is; of nested ones the innermost."""
        around = [directory for directory in self.owners if is_below(path, directory)]
        return self.owners[max(around, key=len)] if around else None
