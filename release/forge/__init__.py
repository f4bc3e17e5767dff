"""A repository at a forge such as GitHub: pull requests, comments and releases, as types.

Whatever is to be made is named by a key that exists before it does: a pull request by its branch,
a comment by its marker, a release by its tag, a file by its name. So everything can be asked for
again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from release.forge.releases import Published, Release, WantedRelease

PAT = "GH_PAT"
"""The variable, and the secret, with a person's token: what it does starts workflows."""


def release_branch(main: str) -> str:
    """The branch of the release pull request, as Changesets' own action names it."""
    return f"changeset-release/{main}"


class Identity(NamedTuple):
    """Whom the token stands for. `scopes` and `expires` are None when the forge does not say."""

    login: str
    scopes: tuple[str, ...] | None = None
    expires: datetime | None = None


class Settings(NamedTuple):
    """How the repository is set up; None where the token may not see it.

    `merges` are the ways in which pull requests may be merged: `merge`, `squash`, `rebase`.
    `squash_body` is where the text of a squashed commit comes from, in the forge's words. `rules`
    has the rules of each branch that was asked for, as rule sets name them (`pull_request`,
    `required_linear_history`, `update`, ...), and None for a branch that is not there.
    `secrets` are the names of those that every workflow gets.
    """

    can_write: bool | None
    merges: frozenset[str] | None
    squash_body: str | None
    immutable_releases: bool | None
    secrets: frozenset[str] | None
    rules: Mapping[str, frozenset[str] | None]


class Pull(NamedTuple):
    """An open pull request from a branch of this repository, whose head is `commit`."""

    number: int
    url: str
    branch: str
    commit: str
    base: str
    title: str
    body: str


class WantedPull(NamedTuple):
    """What the one pull request from `branch` to `base` is to say."""

    branch: str
    base: str
    title: str
    body: str

    def is_met_by(self, pull: Pull | None) -> bool:
        """Whether `pull` says it."""
        return pull is not None and (pull.title, lines(pull.body)) == (self.title, lines(self.body))


class Comment(NamedTuple):
    """A comment on a pull request; `author` is a login, empty when the account is gone."""

    id: int
    author: str
    body: str


class WantedComment(NamedTuple):
    """What our one comment on a pull request is to say; its first line is `marker`."""

    branch: str
    base: str
    marker: str
    body: str


class Forge(Protocol):
    """One repository at a forge, to look at. `server` is the address of its pages."""

    @property
    def server(self) -> str:
        """The address of the forge's pages, without a slash at its end."""

    @property
    def repository(self) -> str:
        """The repository, `owner`/`name`."""

    def identity(self) -> Identity:
        """Whom the token stands for.

        Raises:
            ForgeError: as all of these do: it refused, did not answer, or there is no token.
        """

    def settings(self, branches: Sequence[str]) -> Settings:
        """How the repository is set up, and these branches of it."""

    def guards(self, environment: str) -> frozenset[str] | None:
        """What a job must pass to enter an environment; None when it is not there, or not shown.

        In the forge's words: `required_reviewers`, `wait_timer`, `branch_policy`.
        """

    def pull(self, branch: str, base: str) -> Pull | None:
        """The open pull request from a branch of this repository; one from a fork is none."""

    def comments(self, pull: int) -> tuple[Comment, ...]:
        """All comments on a pull request, the oldest first."""

    def releases(self) -> tuple[Release, ...]:
        """All releases, and the drafts as far as the token shows them."""

    def published(self, repository: str) -> tuple[Published, ...] | None:
        """What any repository has published, `owner`/`name`; None when it is not there."""

    def tagged(self, repository: str, tag: str) -> str | None:
        """The commit that a tag of any repository leads to; None when it is not there."""


class WritableForge(Forge, Protocol):
    """The same, writable. Each call leaves alone what is already so, and returns when it is.

    Raises:
        ForgeError: it refused; or the answer was lost, and nothing tells what became of the call.
    """

    def put_pull(self, wanted: WantedPull) -> bool:
        """Open the pull request, or give it its title and body; whether anything was written."""

    def close_pull(self, branch: str, base: str) -> bool:
        """Close the pull request; whether there was one."""

    def put_comment(self, wanted: WantedComment) -> bool:
        """Write our one comment or change it, and remove copies; whether anything was written."""

    def put_release(self, wanted: WantedRelease, content: Callable[[str], bytes]) -> bool:
        """Draft the release, give it its files, publish it; whether anything was written.

        What is published already is not changed, for people edit what they have published.

        Args:
            wanted: the release; its tag is there.
            content: what is in a file of the tree.

        Raises:
            StateError: it was published meanwhile, without its files.
        """


def page_of(forge: Forge) -> str:
    """The address of the repository's page, without a slash at its end."""
    return f"{forge.server}/{forge.repository}"


def lines(text: str) -> list[str]:
    """The lines of a text; GitHub may give back others' line ends, and none at the end."""
    return text.strip().splitlines()


def ours(comments: Sequence[Comment], login: str, marker: str) -> list[Comment]:
    """Those comments that `login` wrote and that begin with `marker`, the oldest first."""
    return [each for each in comments if each.author == login and lines(each.body)[:1] == [marker]]
