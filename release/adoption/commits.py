"""Conventional commits that wait for a release, as another tool counts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from release.adoption.change_files import changeset
from release.conventional import parse_message
from release.drafts import id_of, summary_of
from release.model import Bump, Changeset
from release.world import Files, LoggedCommit

Judge = Callable[[LoggedCommit], Mapping[str, Bump]]
"""The bump of each package that a commit moves, by our name of it; empty when it moves none."""


def drafted(files: Files, commits: Sequence[LoggedCommit], judge: Judge) -> tuple[Changeset, ...]:
    """A changeset for each commit that moves a package.

    They are called as `changeset.add --from-commits` calls them: that drafts none of them again,
    and what it has drafted before is not drafted here.
    """
    found = []
    for commit in commits:
        bumps = {name: bump for name, bump in judge(commit).items() if bump is not Bump.NONE}
        if bumps:
            summary = summary_of(parse_message(commit.message))
            found.append(changeset(id_of(commit), bumps, summary))
    return tuple(each for each in found if not files.exists(each.path))


def since(
    commits: Sequence[LoggedCommit], is_release: Callable[[LoggedCommit], bool]
) -> Sequence[LoggedCommit] | None:
    """The commits after the last release; None when there was none."""
    for number in reversed(range(len(commits))):
        if is_release(commits[number]):
            return commits[number + 1 :]
    return None
