"""The files of two trees that a release writes, and who understands them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from release.changeset.prerelease import FOLDER as KEPT
from release.changeset.prerelease import PATH as PRE_STATE
from release.edits import RECORDS, changelog_path
from release.lockfiles import LOCKFILES
from release.manifests import Format, format_of
from release.manifests.python_requirements import normal_name
from release.model import Manifest, Package, Workspace
from release.read.changesets import FOLDER, is_changeset
from release.read.companions import read_companions
from release.read.workspace import read_workspace
from release.world import Files

LEDGER, ATTRIBUTES, _ = RECORDS


class Owned(NamedTuple):
    """What a release writes.

    `formats` has the formats of each manifest, by its path: a file that our configuration names
    may carry the versions of several packages. `names` are those of our packages, in each
    ecosystem's spelling.
    """

    changelogs: frozenset[str]
    formats: Mapping[str, tuple[Format, ...]]
    names: frozenset[str]

    def is_lockfile(self, path: str) -> bool:
        """Whether it is a lockfile that a release edits."""
        return path.rpartition("/")[2] in LOCKFILES


def read_owned(trees: Iterable[tuple[Files, Workspace]]) -> Owned:
    """What a release writes in any of these trees.

    Raises:
        ConfigError: a tree has something malformed.
    """
    changelogs: set[str] = set()
    formats: dict[str, list[Format]] = {}
    names: set[str] = set()
    for files, workspace in trees:
        packages = [*workspace.packages, *([workspace.root] if workspace.root else [])]
        changelogs |= {changelog_path(package) for package in packages}
        for path, form, manifest in _manifests(files, workspace, packages):
            known = formats.setdefault(path, [])
            known += [form] if form not in known else []
            names |= _names(manifest)
    found = {path: tuple(forms) for path, forms in formats.items()}
    return Owned(frozenset(changelogs), found, frozenset(names))


def folder_of(files: Files) -> dict[str, str]:
    """The changesets of a tree by path, those that a prerelease keeps among them."""
    return {
        path: text
        for folder in (FOLDER, KEPT)
        for entry in files.entries(folder)
        if is_changeset(entry.name) and not entry.is_directory
        for path in [f"{folder}/{entry.name}"]
        if (text := files.read(path)) is not None
    }


def is_in_folder(path: str) -> bool:
    """Whether a path is a changeset, or may be one on another side."""
    folder, _, name = path.rpartition("/")
    return folder in {FOLDER, KEPT} and is_changeset(name)


def is_record(path: str) -> bool:
    """Whether it is what a release notes beside the changesets."""
    return path in {LEDGER, ATTRIBUTES, PRE_STATE}


def workspaces(*trees: Files) -> list[tuple[Files, Workspace]]:
    """Each tree with its workspace."""
    return [(files, read_workspace(files)) for files in trees]


def _manifests(
    files: Files, workspace: Workspace, packages: Iterable[Package]
) -> Iterable[tuple[str, Format, Manifest]]:
    for package in packages:
        form = format_of(package.manifest.path)
        if form is not None:
            yield package.manifest.path, form, package.manifest
    for companion in read_companions(files, workspace):
        yield companion.path, companion.format, companion.manifest


def _names(manifest: Manifest) -> set[str]:
    if not manifest.name:
        return set()
    return {
        manifest.name,
        *([normal_name(manifest.name)] if manifest.ecosystem == "python" else []),
    }
