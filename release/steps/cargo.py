"""`cargo.sync`: companion manifests and lockfiles say what the packages' own manifests say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from release.actions import Action, ConfirmLocks, Decision, WriteFile, actions_document
from release.locks import plan_locks
from release.model import Member, Workspace
from release.read.companions import read_companions
from release.read.lockfiles import read_lockfiles
from release.read.overlay import tree_after
from release.read.paths import parents
from release.read.workspace import read_workspace
from release.sync import Companion, plan_sync
from release.world import Files, View


def sync(view: View, *, verify: bool = False) -> Decision:
    """Bring every companion and every lockfile to its package's version.

    Args:
        view: the world.
        verify: have cargo confirm every Cargo.lock after that.
    """
    edits = sync_actions(view.files, read_workspace(view.files))
    crates = locked_crates(view.files) if verify else ()
    actions: tuple[Action, ...] = (*edits, ConfirmLocks(crates)) if crates else edits
    return Decision(
        actions=actions,
        document={"schema": 1, "actions": actions_document(actions)},
        pending=bool(edits),
        done="every companion and lockfile already has its package's version",
    )


def sync_actions(files: Files, workspace: Workspace) -> tuple[WriteFile, ...]:
    """The edits that bring companions, and then the lockfiles, to the workspace's versions."""
    companions = read_companions(files, workspace)
    manifests = plan_sync(companions, workspace)
    after = tree_after(files, manifests)
    if manifests:
        companions = read_companions(after, workspace)
    locks = read_lockfiles(after, _directories(companions))
    return (*manifests, *plan_locks(locks, _members(workspace, companions)))


def locked_crates(files: Files) -> tuple[str, ...]:
    """The Cargo.toml files that have a Cargo.lock beside them."""
    companions = read_companions(files, read_workspace(files))
    locks = read_lockfiles(files, _directories(companions))
    homes = [posixpath.dirname(lock.path) for lock in locks if lock.path.endswith("Cargo.lock")]
    return tuple(posixpath.join(home, "Cargo.toml") for home in homes)


def locked_members(files: Files, workspace: Workspace) -> tuple[Member, ...]:
    """What the lockfiles must say of each package, once the companions have its version."""
    companions = read_companions(files, workspace)
    manifests = plan_sync(companions, workspace)
    if manifests:
        companions = read_companions(tree_after(files, manifests), workspace)
    return tuple(_members(workspace, companions))


def _directories(companions: Sequence[Companion]) -> list[str]:
    """Where lockfiles may be: beside a manifest, or beside the root of its workspace.

    Cargo's is known; uv's may be in any directory above, and need be no package.
    """
    found: dict[str, None] = {}
    for companion in companions:
        directory = posixpath.dirname(companion.root or companion.path)
        found[directory] = None
        if companion.manifest.ecosystem == "python":
            found |= dict.fromkeys(parents(directory))
    return list(found)


def _members(workspace: Workspace, companions: Sequence[Companion]) -> list[Member]:
    packages = [each for each in workspace.packages if each.ecosystem == "npm"]
    if workspace.root and workspace.root not in packages:
        packages.append(workspace.root)
    return [
        *(
            Member("npm", each.name, each.directory, each.version, each.manifest.dependencies)
            for each in packages
        ),
        *_companion_members(companions),
    ]


def _companion_members(companions: Sequence[Companion]) -> Iterable[Member]:
    shared = {
        each.path: each.crate.workspace.version
        for each in companions
        if each.crate and each.crate.workspace
    }
    for each in companions:
        manifest = each.manifest
        if manifest.name is None or manifest.ecosystem not in ("cargo", "python"):
            continue
        inherits = each.crate is not None and each.crate.inherits
        version = shared.get(each.root or "") if inherits else manifest.version
        directory = posixpath.dirname(each.path)
        yield Member(manifest.ecosystem, manifest.name, directory, version, manifest.dependencies)
