"""The release branch: where it is, what is on it, and whether that is ours to replace."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from release.errors import Problem, StateError
from release.remote import KnownCommit, NewCommit, Objects
from release.world import View

_TRAILER = "Release-Tree"
"""Ends the message of our commits, with the tree: who changes a commit of ours makes it his."""

_MOST_TOLD = 10  # commits; a branch that has nothing in common with ours would have them all


def release_commit(objects: Objects, main: str, tree: str, title: str) -> NewCommit:
    """The commit of a release, on top of the commit `main`; its date is that one's.

    So two runs at the same time make the same commit, unless it is signed.
    """
    message = f"{title}\n\n{_TRAILER}: {tree}\n"
    return NewCommit(tree, (main,), message, objects.commit(main).date)


def bring(view: View, branch: str, commit: str) -> None:
    """See that a branch's commit is here.

    Raises:
        StateError: the branch has moved meanwhile.
    """
    objects = view.objects()
    if not objects.has(commit):
        view.remote().fetch([branch])
        if not objects.has(commit):
            raise StateError(
                f"the branch `{branch}` is not at {commit} any more", hint="run it again"
            )


def is_there(objects: Objects, tip: str, wanted: NewCommit) -> bool:
    """Whether `tip` is the commit already, whoever made it and whenever."""
    found = objects.commit(tip)
    same = (found.tree, found.parents) == (wanted.tree, wanted.parents)
    return same and found.message == wanted.message.rstrip("\n")


def refuse_to_lose(objects: Objects, branch: str, tip: str, main: str) -> None:
    """Make sure that a branch has nothing that only people could make again.

    Raises:
        StateError: it has; the newest of such commits are told.
    """
    problems = []
    for commit in islice(_foreign(objects, tip, main), _MOST_TOLD):
        subject = commit.message.partition("\n")[0]
        problems.append(
            Problem(
                f"{commit.sha} on `{branch}` is not ours, and would be lost: {subject}",
                hint=f"bring it elsewhere, as with `git cherry-pick {commit.sha}`, and run it "
                "with --force, which drops it",
            )
        )
    StateError.raise_any(problems)


def _foreign(objects: Objects, tip: str, main: str) -> Iterator[KnownCommit]:
    """The commits that are neither ours nor merges that bring nothing of their own.

    Such a merge is what the button "Update branch" makes.
    """
    for commit in objects.commits(tip, main):
        is_ours = commit.message.endswith(f"\n{_TRAILER}: {commit.tree}")
        if not is_ours and not _adds_nothing(objects, commit):
            yield commit


def _adds_nothing(objects: Objects, commit: KnownCommit) -> bool:
    if len(commit.parents) != 2:  # noqa: PLR2004  a merge of two
        return False
    merged = objects.merge(*commit.parents)
    return not merged.clashes and merged.tree == commit.tree
