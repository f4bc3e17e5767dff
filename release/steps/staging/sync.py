"""`staging.sync`: what was released on `main` comes back to `staging`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

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
from release.remote import NewCommit, Objects, Remote
from release.steps.staging.brings import is_release_only
from release.steps.staging.reconcile import Meeting, Reconciled, meet, reconcile
from release.world import View

_HEADS = "refs/heads/"


class _Heads(NamedTuple):
    """Where the branches of the remote are, all of it fetched; `work` is None without one."""

    branches: Branches
    ours: str
    theirs: str
    work: str | None


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
    heads = _fetched(branches, remote, objects)
    bases = objects.bases(heads.ours, heads.theirs)
    if not bases:
        raise StateError(f"`{branches.theirs}` and `{branches.ours}` have no commit in common")
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


def _fetched(branches: Branches, remote: Remote, objects: Objects) -> _Heads:
    names = (branches.ours, branches.theirs, branches.work)
    there = remote.refs([_HEADS + name for name in names])
    for name in names[:2]:
        if _HEADS + name not in there:
            raise StateError(
                f"there is no branch `{name}` at {remote.address}",
                hint="push it there, or set `main` and `staging` in `[tool.release]`",
            )
    found = {name: there[_HEADS + name] for name in names if _HEADS + name in there}
    if not all(objects.has(commit) for commit in found.values()):
        found = dict(remote.fetch(list(found)))
    return _Heads(branches, found[branches.ours], found[branches.theirs], found.get(branches.work))


def _nothing_new(heads: _Heads, objects: Objects) -> Decision:
    """The branch of a solved pull request has done its work."""
    branches = heads.branches
    actions = tuple(_without_work(heads, objects))
    return Decision(
        actions=actions,
        document=_document(branches, actions, merged=True),
        done=f"`{branches.theirs}` is in `{branches.ours}` already",
    )


def _without_work(heads: _Heads, objects: Objects) -> Iterator[PushBranch]:
    """Remove the branch of a pull request when all of it is merged; what people did there stays."""
    if heads.work is not None and any(
        objects.bases(heads.work, side) == (heads.work,) for side in (heads.ours, heads.theirs)
    ):
        yield PushBranch(heads.branches.work, heads.work, None)


def _merging(
    objects: Objects, heads: _Heads, tree: str, meeting: Meeting, found: Reconciled
) -> Decision:
    branches = heads.branches
    changed = objects.changed(heads.ours, tree)
    after = Overlay(meeting.by_git, found.edits)
    skips_ci = is_release_only(changed, meeting.ours, after, found.owned)
    message = merge_message(branches, found.versions, skips_ci=skips_ci)
    new = _commit(objects, heads, tree, message)
    work = tuple(_without_work(heads, objects))
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


def _commit(objects: Objects, heads: _Heads, tree: str, message: str) -> str:
    """The merge; the same one, whoever makes it and whenever."""
    date = max((objects.commit(side).date for side in (heads.ours, heads.theirs)), key=_seconds)
    return objects.write_commit(NewCommit(tree, (heads.ours, heads.theirs), message, date))


def _proposing(
    view: View, heads: _Heads, tree: str, meeting: Meeting, found: Reconciled
) -> Decision:
    """Have the merge on a branch of its own, and a pull request for it; `ours` stays as it is."""
    objects, branches = view.objects(), heads.branches
    message = merge_message(branches, found.versions, skips_ci=False)
    new = _commit(objects, heads, tree, message)
    actions: list[Action] = []
    warnings = list(found.warnings)
    if heads.work is not None and not _is_replaceable(objects, heads):
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


def _is_replaceable(objects: Objects, heads: _Heads) -> bool:
    """Whether a branch for a pull request has nothing but what we, or the hotfix, put there."""
    assert heads.work is not None  # noqa: S101  it was looked for
    own = [
        commit
        for commit in objects.commits(heads.work, heads.ours)
        if objects.bases(commit.sha, heads.theirs) != (commit.sha,)
    ]
    return all(
        commit.message.partition("\n")[0] == heads.branches.title and len(commit.parents) > 1
        for commit in own
    )


def _seconds(date: str) -> int:
    return int(date.removeprefix("@").partition(" ")[0])


def _told(found: Reconciled, changed: Sequence[str]) -> Iterator[str]:
    yield counted(len(changed), "file")
    yield from (f"{name} {version}" for name, version in found.versions.items())


def _asking(view: View, heads: _Heads, meeting: Meeting, conflicts: Sequence[str]) -> Decision:
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
    warnings, actions = _branch_for_people(heads, objects)
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


def _branch_for_people(heads: _Heads, objects: Objects) -> tuple[list[str], list[Action]]:
    """Have the newest of `main` on the branch of the pull request; what people did there stays."""
    branches = heads.branches
    if heads.work is None or objects.bases(heads.work, heads.theirs) == (heads.work,):
        is_there = heads.work == heads.theirs
        return [], [] if is_there else [PushBranch(branches.work, heads.work, heads.theirs)]
    if objects.bases(heads.work, heads.theirs) == (heads.theirs,):
        return [], []
    said = (
        f"`{branches.work}` has commits of its own, and lacks the newest of `{branches.theirs}`: "
        "merge that into it too"
    )
    return [said], []


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
