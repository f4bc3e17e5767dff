"""The packages of another tool, found by the directories that it names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple

from release.adoption.past import MANIFESTS
from release.errors import ConfigError, Problem
from release.manifests import format_of
from release.manifests.cargo_toml import read_crate
from release.manifests.names import names_apart
from release.model import Manifest
from release.versions import from_pep440
from release.world import Files


class Member(NamedTuple):
    """A directory that is a package with us, under the `name` that our workspace gives it.

    The first of `manifests` leads; the others stand beside it, and have one version with it.
    """

    directory: str
    name: str
    version: str | None
    manifests: tuple[Manifest, ...]

    @property
    def ecosystem(self) -> str:
        """npm, cargo or python."""
        return self.manifests[0].ecosystem

    def path(self, name: str) -> str:
        """The path of `name` inside this package."""
        return posixpath.join(self.directory, name)


def members_at(files: Files, directories: Iterable[str]) -> dict[str, Member]:
    """The packages in these directories, by directory; where there is none it is left out.

    Raises:
        ConfigError: manifests are malformed; all problems at once.
    """
    problems: list[Problem] = []
    found: dict[str, Member] = {}
    for directory in dict.fromkeys(directories):
        try:
            member = _member_at(files, directory)
        except ConfigError as error:
            problems += error.problems
            continue
        if member:
            found[directory] = member
    ConfigError.raise_any(problems)
    names = names_apart((each.ecosystem, each.name) for each in found.values())
    named = zip(found.items(), names, strict=True)
    return {directory: member._replace(name=name) for (directory, member), name in named}


def directory_of(path: str) -> str:
    """A directory as other tools write it: `./apps/web/`, `.`, `apps/web`; the root is empty."""
    normal = posixpath.normpath(path or ".").lstrip("/")
    return "" if normal == "." else normal


def _member_at(files: Files, directory: str) -> Member | None:
    manifests = []
    for name in MANIFESTS:
        path = posixpath.join(directory, name)
        text, form = files.read(path), format_of(path)
        manifest = form.read(path, text) if form and text else None
        if manifest and manifest.name:
            manifests.append(manifest)
    if not manifests:
        return None
    lead = manifests[0]
    version = _version(files, lead)
    return Member(directory, lead.name or "", version, tuple(manifests))


def _version(files: Files, manifest: Manifest) -> str | None:
    if manifest.ecosystem == "python" and manifest.version:
        return from_pep440(manifest.version) or manifest.version
    if manifest.version or manifest.ecosystem != "cargo":
        return manifest.version
    return _inherited(files, manifest)


def _inherited(files: Files, manifest: Manifest) -> str | None:
    """The version that a crate takes over from the workspace around it."""
    if not read_crate(manifest.path, manifest.text).inherits:
        return None
    directory = posixpath.dirname(manifest.path)
    while True:
        path = posixpath.join(directory, "Cargo.toml")
        text = files.read(path)
        workspace = read_crate(path, text).workspace if text else None
        if workspace or not directory:
            return workspace.version if workspace else None
        directory = posixpath.dirname(directory)
