"""`staging.sync`: what was released on `main` comes back to `staging`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from release.actions import Action, Decision, Note, PushBranch, PutPull, actions_document
from release.backmerge.words import (
    Branches,
    Conflict,
    merge_message,
    proposal_body,
    pull_body,
)
from release.errors import ConfigError, StateError
from release.forge import WantedPull
from release.phrases import counted
from release.read.config import read_config
from release.read.overlay import Overlay
from release.read.workspace import read_workspace
from release.remote import Objects
from release.steps.staging.brings import is_release_only
from release.steps.staging.heads import (
    Heads,
    branch_for_people,
    fetched,
    is_replaceable,
    without_work,
    write_merge,
)
from release.steps.staging.meeting import Meeting, meet
from release.steps.staging.reconcile import Reconciled, reconcile
from release.world import View


def sync(view: View) -> Decision:
    """Merge `main` into `staging` without a work tree, and push that; or ask people to.

    Raises:
        ConfigError: the two are one branch, or a tree has a malformed manifest.
        StateError: a branch is missing, or nothing tells what the branches have in common.
        ForgeError: the remote refused, or did not answer.
    """
    config = read_config(view.files, read_workspace(view.files))
    branches = Branches(config.main, config.staging)
    if branches.theirs == branches.ours:
        raise ConfigError(
            f"`{branches.theirs}` is both `main` and `staging`: there is nothing to merge back",
            hint="set `main` and `staging` in `[tool.release]`",
        )
    return merge_back(view, branches)


def merge_back(view: View, branches: Branches, *, asks: bool = False) -> Decision:
    """Merge one branch of the remote into another, and settle what a release writes.

    Args:
        view: the world.
        branches: which.
        asks: have a pull request for it also where people have nothing to decide.

    Raises:
        ConfigError: a tree has a malformed manifest.
        StateError: a branch is missing, or nothing tells what the branches have in common.
        ForgeError: the remote refused, or did not answer.
    """
    remote, objects = view.remote(), view.objects()
    heads = fetched(branches, remote, objects)
    bases = objects.bases(heads.ours, heads.theirs)
    if not bases:
        raise StateError(
            f"`{branches.theirs}` and `{branches.ours}` have no commit in common",
            hint="join them once by hand: `git merge --allow-unrelated-histories`",
        )
    if bases == (heads.theirs,):
        return _nothing_new(heads, objects)
    merged = objects.merge(heads.ours, heads.theirs)
    meeting = meet(objects, (heads.ours, heads.theirs), bases, merged)
    found = reconcile(meeting, objects.merge_lines)
    if found.conflicts:
        return _asking(view, heads, meeting, found.conflicts)
    tree = objects.write_tree(merged.tree, found.edits) if found.edits else merged.tree
    if asks:
        return _proposing(view, heads, tree, meeting, found)
    return _merging(objects, heads, tree, meeting, found)


def _nothing_new(heads: Heads, objects: Objects) -> Decision:
    """The branch of a solved pull request has done its work."""
    branches = heads.branches
    actions = tuple(without_work(heads, objects))
    return Decision(
        actions=actions,
        document=_document(branches, actions, merged=True),
        done=f"`{branches.theirs}` is in `{branches.ours}` already",
    )


def _merging(
    objects: Objects, heads: Heads, tree: str, meeting: Meeting, found: Reconciled
) -> Decision:
    branches = heads.branches
    changed = objects.changed(heads.ours, tree)
    after = Overlay(meeting.by_git, found.edits)
    skips_ci = is_release_only(changed, meeting.ours, after, found.owned)
    message = merge_message(branches, found.versions, skips_ci=skips_ci)
    new = write_merge(objects, heads, tree, message)
    work = tuple(without_work(heads, objects))
    actions = (PushBranch(branches.ours, heads.ours, new), *work)
    stays = heads.work is not None and not work
    warnings = [f"`{branches.work}` has commits of its own, and stays"] if stays else []
    return Decision(
        actions=actions,
        document=_document(
            branches, actions, merged=False, skip_ci=skips_ci, versions=dict(found.versions)
        ),
        blocks=(Note(message.partition("\n")[0], tuple(_told(found, changed))),),
        warnings=(*found.warnings, *warnings),
    )


def _proposing(
    view: View, heads: Heads, tree: str, meeting: Meeting, found: Reconciled
) -> Decision:
    """Have the merge on a branch of its own, and a pull request for it; `ours` stays as it is."""
    objects, branches = view.objects(), heads.branches
    message = merge_message(branches, found.versions, skips_ci=False)
    new = write_merge(objects, heads, tree, message)
    actions: list[Action] = []
    warnings = list(found.warnings)
    if not is_replaceable(objects, heads):
        warnings.append(f"`{branches.work}` has commits of its own, and stays")
    elif heads.work != new:
        actions.append(PushBranch(branches.work, heads.work, new))
    body = proposal_body(branches, found.versions, sorted(meeting.clashes))
    wanted = WantedPull(branches.work, branches.ours, branches.title, body)
    if not wanted.is_met_by(view.forge().pull(branches.work, branches.ours)):
        actions.append(PutPull(wanted))
    changed = objects.changed(heads.ours, tree)
    return Decision(
        actions=tuple(actions),
        document=_document(branches, actions, merged=False, versions=dict(found.versions)),
        blocks=(Note(branches.title, tuple(_told(found, changed))),),
        warnings=tuple(warnings),
        done=f"the pull request from `{branches.work}` is there already",
    )


def _told(found: Reconciled, changed: Sequence[str]) -> Iterator[str]:
    yield counted(len(changed), "file")
    yield from (f"{name} {version}" for name, version in found.versions.items())


def _asking(view: View, heads: Heads, meeting: Meeting, conflicts: Sequence[str]) -> Decision:
    """Ask people, by one pull request, and leave `staging` as it is."""
    objects, branches = view.objects(), heads.branches
    told = [
        Conflict(
            path,
            objects.last_touch(heads.ours, heads.theirs, path),
            objects.last_touch(heads.theirs, heads.ours, path),
        )
        for path in conflicts
    ]
    settled = sorted(meeting.clashes.keys() - {*conflicts})
    wanted = WantedPull(
        branches.work, branches.ours, branches.title, pull_body(branches, told, settled)
    )
    warnings, actions = branch_for_people(heads, objects)
    failure = StateError(
        f"`{branches.theirs}` and `{branches.ours}` have both changed {', '.join(conflicts)}",
        hint=f"`{branches.ours}` is as it was: see the pull request from "
        f"`{branches.work}`, which says what to do",
    )
    try:
        if not wanted.is_met_by(view.forge().pull(branches.work, branches.ours)):
            actions = [*actions, PutPull(wanted)]
    except ConfigError as error:  # there is nobody to ask for a pull request
        actions = []
        failure = StateError.of([failure.problems[0]._replace(hint=None), *error.problems])
    return Decision(
        actions=tuple(actions),
        document=_document(branches, actions, merged=False, conflicts=list(conflicts)),
        warnings=tuple(warnings),
        pending=True,
        failure=failure,
    )


def _document(
    branches: Branches, actions: Sequence[Action], *, merged: bool, **more: object
) -> Mapping[str, object]:
    return {
        "schema": 1,
        "main": branches.theirs,
        "staging": branches.ours,
        "merged": merged,
        "skip_ci": False,
        "versions": {},
        "conflicts": [],
        **more,
        "actions": actions_document(actions),
    }
