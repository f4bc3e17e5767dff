"""The files of a snapshot: what is in it has its version, and nobody commits that."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from datetime import datetime

from release.actions import DeleteFile, WriteFile
from release.edits import plan_edits
from release.manifests.tauri_platforms import BASES, for_prerelease
from release.model import Bump, PlannedRelease, ReleasePlan
from release.plan import released
from release.read.companions import read_companions
from release.read.overlay import Overlay, tree_after
from release.read.project import Project
from release.read.workspace import read_workspace
from release.steps.cargo import sync_actions


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
    return texts | dict(_bundles(project, Overlay(project.files, texts), versions, moment))


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


def _bundles(
    project: Project, files: Overlay, versions: Mapping[str, str], moment: datetime
) -> Iterator[tuple[str, str]]:
    """What Tauri must be told to bundle such a version, platform by platform."""
    for companion in read_companions(project.files, project.workspace):
        is_base = posixpath.basename(companion.path) in BASES
        if is_base and companion.package in versions:
            text = companion.manifest.text
            yield from for_prerelease(companion.path, text, files.read, moment).items()
