"""A release that was made, and what makes a commit one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from release.changeset.prerelease import PATH as PRE_STATE
from release.errors import ConfigError
from release.manifests import format_of
from release.world import Files, LoggedCommit

_SHORT = 7  # digits of a commit


class AddedIn(Protocol):
    """Tells which commit added each file, as `Git.added_in` does."""

    def __call__(self, paths: Sequence[str], *, follow: bool = True) -> Mapping[str, str]:
        """Of those that are known."""


def unknown(paths: Sequence[str], *, follow: bool = True) -> Mapping[str, str]:
    """No commit is known."""
    del paths, follow
    return {}


class Past(NamedTuple):
    """A commit that released, whoever made it: the trees before and after it.

    `date` is its day, `2026-11-26`. `changed` are the files that differ between the trees, and
    `added_in` tells which commit brought a file of the tree before.
    """

    commit: str
    subject: str
    date: str
    before: Files
    after: Files
    changed: tuple[str, ...] = ()
    added_in: AddedIn = unknown

    @property
    def short(self) -> str:
        """The commit, as people write it."""
        return self.commit[:_SHORT]


def consumes_changesets(commit: LoggedCommit) -> bool:
    """Whether a commit may be a release made with Changesets, by the files that it touched."""
    gone = any(path.startswith(".changeset/") and path.endswith(".md") for path in commit.deleted)
    return gone or PRE_STATE in commit.files


def moves_versions(past: Past) -> bool:
    """Whether a commit gave a package that was there another version."""
    return any(_moves(path, past) for path in past.changed)


def _moves(path: str, past: Past) -> bool:
    before, after = (_version(path, files.read(path)) for files in (past.before, past.after))
    return before is not None and after is not None and before != after


def _version(path: str, text: str | None) -> str | None:
    format_ = format_of(path)
    if format_ is None or text is None:
        return None
    try:
        return format_.read(path, text).version
    except ConfigError:
        return None  # nobody could have released it
