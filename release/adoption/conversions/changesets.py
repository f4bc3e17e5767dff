"""Changesets: there is nothing to convert, its folder goes on as it is."""

from __future__ import annotations

from collections.abc import Sequence

from release.adoption.conversion import Conversion
from release.config.changesets import PATH
from release.world import Files, LoggedCommit

MARKS: Sequence[str] = (".changeset",)


_TOLD = "Changesets: its configuration, changesets and changelogs go on as they are"


def may_release(commit: LoggedCommit) -> bool:
    """Whether it consumed changesets."""
    return any(path.startswith(".changeset/") for path in commit.deleted)


def found(files: Files) -> str | None:
    """Its configuration, where there is one."""
    return PATH if files.exists(PATH) else None


def convert(files: Files, commits: Sequence[LoggedCommit]) -> Conversion:
    """Nothing: its configuration, its changesets and its changelogs are ours as well."""
    del files, commits
    return Conversion({}, {}, (_TOLD,))
