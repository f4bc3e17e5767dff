"""Where the branches of a back-merge are at the remote, and the branch where people help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from release.actions import Action, PushBranch
from release.backmerge.words import (
    Branches,
)
from release.errors import StateError
from release.remote import HEADS, NewCommit, Objects, Remote


class Heads(NamedTuple):
    """Where the branches of the remote are, all of it fetched; `work` is None without one."""

    branches: Branches
    ours: str
    theirs: str
    work: str | None


def fetched(branches: Branches, remote: Remote, objects: Objects) -> Heads:
    """Ask the remote where the branches are, and have what this clone lacks of them.

    Raises:
        StateError: one of the two is not there.
        ForgeError: the remote refused, or did not answer.
    """
    names = (branches.ours, branches.theirs, branches.work)
    there = remote.refs([HEADS + name for name in names])
    for name in names[:2]:
        if HEADS + name not in there:
            raise StateError(
                f"there is no branch `{name}` at {remote.address}",
                hint="push it there, or set `main` and `staging` in `[tool.release]`",
            )
    found = {name: there[HEADS + name] for name in names if HEADS + name in there}
    if not all(objects.has(commit) for commit in found.values()):
        found = dict(remote.fetch(list(found)))
    return Heads(branches, found[branches.ours], found[branches.theirs], found.get(branches.work))


def without_work(heads: Heads, objects: Objects) -> Iterator[PushBranch]:
    """Remove the branch of a pull request when all of it is merged; what people did there stays."""
    if heads.work is not None and any(
        objects.bases(heads.work, side) == (heads.work,) for side in (heads.ours, heads.theirs)
    ):
        yield PushBranch(heads.branches.work, heads.work, None)


def write_merge(objects: Objects, heads: Heads, tree: str, message: str) -> str:
    """The merge; the same one, whoever makes it and whenever."""
    date = max((objects.commit(side).date for side in (heads.ours, heads.theirs)), key=_seconds)
    return objects.write_commit(NewCommit(tree, (heads.ours, heads.theirs), message, date))


def is_replaceable(objects: Objects, heads: Heads) -> bool:
    """Whether a branch for a pull request has nothing but what we, or the hotfix, put there.

    One that is not there has nothing.
    """
    if heads.work is None:
        return True
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


def branch_for_people(heads: Heads, objects: Objects) -> tuple[list[str], list[Action]]:
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
