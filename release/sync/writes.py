"""What the sync writes, file by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.actions import WriteFile
from release.manifests import cargo_toml
from release.model import Workspace
from release.sync.companion import Companion
from release.sync.crates import CrateVersions, crate_requirements, crate_versions
from release.sync.projects import Move, project_moves, project_requirements


def plan_sync(companions: Sequence[Companion], workspace: Workspace) -> tuple[WriteFile, ...]:
    """Bring all companions to the versions of their packages, and leave out what is so already.

    Requirements among our crates are raised when they no longer admit the new version, because
    Cargo would refuse to build; so are those among our Python projects that admitted the old one.

    Args:
        companions: as they are in the tree; a file may be there for several packages.
        workspace: with the new versions.

    Raises:
        ConfigError: packages with different versions share one, a crate inherits a version that
            is nowhere, or a package's version is not one that Cargo could read.
    """
    versions = crate_versions(companions, workspace)
    moves = project_moves(companions, workspace)
    edited: dict[str, _Edited] = {}
    for companion in companions:
        before = edited.get(companion.path) or _Edited(companion.manifest.text)
        edited[companion.path] = _edit(companion, before, versions, moves)
    return tuple(
        WriteFile(path, each.text, ", ".join(each.changes))
        for path, each in edited.items()
        if each.changes
    )


class _Edited(NamedTuple):
    """A file so far: several companions may be in it. `changes` are told as `old -> new`."""

    text: str
    changes: tuple[str, ...] = ()


def _edit(
    companion: Companion, before: _Edited, versions: CrateVersions, moves: Mapping[str, Move]
) -> _Edited:
    old, own = companion.manifest, versions.own.get(companion.key)
    shared = versions.shared.get(companion.path)
    requirements = {
        **crate_requirements(companion, versions.crates),
        **project_requirements(companion, moves),
    }
    text = companion.format.update(before.text, own, requirements)
    if shared:
        text = cargo_toml.update_workspace(text, shared)
    if text == before.text:
        return before
    moved = [
        (old.version, own and companion.format.read(old.path, text).version),
        (
            companion.crate and companion.crate.workspace and companion.crate.workspace.version,
            shared,
        ),
        *((f"{need.name} {need.requirement}", new) for need, new in requirements.items()),
    ]
    changes = (f"{was} -> {now}" for was, now in moved if now and was != now)
    return _Edited(text, tuple(dict.fromkeys([*before.changes, *changes])))
