"""The files of a snapshot: what is in it has its version, and nobody commits that."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from datetime import datetime

from release.actions import DeleteFile, WriteFile
from release.edits import plan_edits
from release.manifests.document import json_document, toml_document
from release.manifests.msi import NAMES, can_be_msi, msi_version, with_msi_version
from release.model import Bump, PlannedRelease, ReleasePlan
from release.plan import released
from release.read.companions import read_companions
from release.read.overlay import Overlay, tree_after
from release.read.project import Project
from release.read.workspace import read_workspace
from release.steps.cargo import sync_actions

_BASES = ("tauri.conf.json", "tauri.conf.json5", "Tauri.toml")
"""What Tauri reads first; it takes what is for a platform over it."""


def snapshot_edits(
    project: Project, versions: Mapping[str, str], moment: datetime
) -> dict[str, str]:
    """The new texts of a snapshot's files, by path: manifests, companions, lockfiles.

    Whoever else in the workspace requires one of the packages gets exactly its version to require,
    as in a snapshot of Changesets; changelogs and changesets stay as they are.

    Args:
        project: as the commit has it.
        versions: the version of each package that is in the snapshot.
        moment: when it is taken, of which a Windows installer's version is made.

    Raises:
        ConfigError: a manifest or a lockfile is malformed.
    """
    plan = _plan(project, versions)
    edits = plan_edits(plan, project.workspace, project.rules, None)
    after = tree_after(project.files, edits)
    synced = sync_actions(after, released(read_workspace(after), plan))
    texts = dict(_texts((*edits, *synced)))
    return texts | dict(_installers(project, Overlay(project.files, texts), versions, moment))


def _plan(project: Project, versions: Mapping[str, str]) -> ReleasePlan:
    """A release of those packages; of all others only what they require may change."""
    releases = [
        PlannedRelease(
            each.name,
            Bump.PATCH if each.name in versions else Bump.NONE,
            each.version,
            versions.get(each.name, each.version),
        )
        for each in project.workspace.packages
        if each.version
    ]
    return ReleasePlan((), tuple(releases), None, snapshot="")


def _texts(edits: tuple[WriteFile | DeleteFile, ...]) -> Iterator[tuple[str, str]]:
    for edit in edits:
        if isinstance(edit, WriteFile):
            yield edit.path, edit.text


def _installers(
    project: Project, files: Overlay, versions: Mapping[str, str], moment: datetime
) -> Iterator[tuple[str, str]]:
    """The configurations for Windows of the apps that Tauri may make an installer of."""
    for companion in read_companions(project.files, project.workspace):
        directory, name = posixpath.split(companion.path)
        if companion.package not in versions or name not in _BASES:
            continue
        parse = toml_document if name.endswith(".toml") else json_document
        if can_be_msi(parse(companion.path, companion.manifest.text)):
            paths = {each: posixpath.join(directory, each) for each in NAMES}
            found = {each: files.read(path) for each, path in paths.items()}
            texts = {each: text for each, text in found.items() if text is not None}
            yield with_msi_version(directory, texts, msi_version(moment))
