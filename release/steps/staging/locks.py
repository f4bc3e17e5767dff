"""Lockfiles of both sides: our own versions made equal, and the rest merged by lines."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from release.backmerge.three_way import MergeLines, Sides, UnsettledError
from release.errors import ConfigError
from release.lockfiles import LOCKFILES
from release.locks import LockText, plan_locks
from release.model import Member, Workspace
from release.read.workspace import read_workspace
from release.steps.cargo import locked_members
from release.world import Files

Tree = tuple[Files, Workspace]
"""The files of a side, and its workspace."""


def merge_lockfile(
    path: str, sides: Sides, trees: Sequence[Tree], members: Collection[Member], merge: MergeLines
) -> str | None:
    """The lockfile after the merge; None where a side has removed it and the other only released.

    Args:
        path: of the lockfile.
        sides: its texts.
        trees: of old, ours and theirs.
        members: what is to be locked, as the merge has it.
        merge: merges the rest.

    Raises:
        UnsettledError: both sides changed more than our own versions, in ways that conflict.
        ConfigError: a text is not what its tool writes.
    """
    if sides.ours is None or sides.theirs is None:
        kept, tree = (sides.ours, trees[1]) if sides.theirs is None else (sides.theirs, trees[2])
        if sides.base is None or kept != locked(path, sides.base, locked_members(*tree)):
            raise UnsettledError
        return None
    equal = [
        "" if text is None else locked(path, text, _where_they_are(members, tree))
        for text, tree in zip(sides, trees, strict=True)
    ]
    merged = merge(*equal)
    if merged is None:
        raise UnsettledError
    return merged


def locked(path: str, text: str, members: Collection[Member]) -> str:
    """A lockfile with what the members say.

    Raises:
        ConfigError: it is not what its tool writes.
    """
    lock = LockText(path, text, LOCKFILES[path.rpartition("/")[2]])
    written = plan_locks([lock], tuple(members))
    return written[0].text if written else text


def tree_of_old(files: Files, other: Tree) -> Tree:
    """The tree that both sides come from; where it is malformed, another stands for it."""
    try:
        return files, read_workspace(files)
    except ConfigError:
        return other


def _where_they_are(members: Collection[Member], tree: Tree) -> list[Member]:
    """The members in the directories that a side has them in."""
    places = {(each.ecosystem, each.name): each.directory for each in locked_members(*tree)}
    return [
        each._replace(directory=places.get((each.ecosystem, each.name), each.directory))
        for each in members
    ]
