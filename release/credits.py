"""Whom and what a changelog can credit: what a forge knows of commits and pull requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol


class Account(NamedTuple):
    """Somebody's account."""

    login: str
    url: str


class PullRequest(NamedTuple):
    """A pull request that a commit came with. `author` is None when the account is gone."""

    number: int
    url: str
    merged: datetime | None
    author: Account | None


class CommitFacts(NamedTuple):
    """A commit. `pulls` are the first of the pull requests it came with, in the forge's order."""

    url: str
    author: Account | None
    pulls: tuple[PullRequest, ...]


class PullFacts(NamedTuple):
    """A pull request. `merge` is the commit that merged it: its abbreviated sha, and its page."""

    url: str
    author: Account | None
    merge: tuple[str, str] | None


class Lookups(NamedTuple):
    """What is to be looked up in the repository `owner`/`name`, each thing once.

    A commit is whatever names one: a sha, or what somebody wrote in a changeset.
    """

    repository: str
    commits: tuple[str, ...] = ()
    pulls: tuple[int, ...] = ()


class Facts(NamedTuple):
    """The answers; what the forge does not know is left out."""

    commits: Mapping[str, CommitFacts]
    pulls: Mapping[int, PullFacts]


class Credits(Protocol):
    """A forge, asked for the changelogs.

    `server` is the address of its pages, `repository` the one that a job runs for.
    """

    @property
    def server(self) -> str:
        """The address of its pages, without a slash at its end."""

    @property
    def repository(self) -> str | None:
        """The repository, `owner`/`name`, that the environment names."""

    def describe(self, lookups: Lookups) -> Facts:
        """Look everything up.

        Raises:
            ForgeError: it refused, did not answer, or there is no token to ask with.
        """
