"""The commit that a release or a new changeset ends with, where the configuration wants one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from release.actions import Action, CommitFiles, DeleteFile, WriteFile
from release.world import Git

SHOWN = 3  # files that the warning names; a longer list helps nobody


def committing(
    actions: Sequence[Action], message: str | None, git: Git
) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    """`actions`, and a commit of the files that they change; and what is to be said of it.

    There is no commit without a message, or without files.
    """
    edits = [each for each in actions if isinstance(each, WriteFile | DeleteFile)]
    if message is None or not edits:
        return tuple(actions), ()
    paths = tuple(each.path for each in edits)
    return (*actions, CommitFiles(paths, message)), _left_out(paths, git)


def _left_out(paths: Collection[str], git: Git) -> tuple[str, ...]:
    """A word on what somebody has staged, which is no part of the commit."""
    others = sorted(set(git.staged()).difference(paths))
    if not others:
        return ()
    names = ", ".join(others[:SHOWN]) + (", ..." if len(others) > SHOWN else "")
    return (f"what is staged already stays so, and is not committed with this: {names}",)
