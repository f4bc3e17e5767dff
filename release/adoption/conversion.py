"""What a converter makes of a repository that another tool releases, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from release.world import Files, LoggedCommit


class Conversion(NamedTuple):
    """What takes the place of another tool's configuration.

    `files` are new texts by path; with None a file goes. `settings` join our configuration, with
    values as TOML has them. `told` is what is not carried over and why, a line each. `packages`
    are the names of those that the tool released; none for a tool whose rules are ours.
    """

    files: Mapping[str, str | None]
    settings: Mapping[str, Any]
    told: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


class Converter(Protocol):
    """A tool that released a repository before: whether it did, and what is made of that.

    `MARKS` are files or folders in which each of its releases changes something.
    """

    MARKS: Sequence[str]

    def may_release(self, commit: LoggedCommit) -> bool:
        """Whether a commit may be one of its releases, by the files that it touched."""

    def found(self, files: Files) -> str | None:
        """The file that tells that the tool is at home here; None when none does."""

    def convert(self, files: Files, commits: Sequence[LoggedCommit]) -> Conversion:
        """What this repository's configuration, and what waits for a release, become with us.

        Args:
            files: the tree.
            commits: those of HEAD's history, parents first, merges left out.

        Raises:
            ConfigError: the tool's files are malformed; all problems at once.
            ChangesetError: what waits for a release is malformed; all of it at once.
        """
