"""GitHub as the forge: each kind of thing has a module, and all of them ask through `Api`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from http import HTTPStatus

from release.adapters.github import pulls, releases, versions
from release.adapters.github.api import LOOKS, Api
from release.adapters.github.line import Access, Refused
from release.adapters.github.pace import pace_at
from release.adapters.github.settings import read_guards, read_settings
from release.forge import Comment, Identity, Pull, Settings, WantedComment, WantedPull
from release.forge.releases import Published, Release, WantedRelease

_ACTIONS = "github-actions[bot]"


@dataclass(frozen=True)
class GitHub:
    """A repository at GitHub as a `WritableForge`. `server` is the address of its pages."""

    server: str
    access: Access
    api: Api

    @property
    def repository(self) -> str:
        """The repository, `owner`/`name`."""
        return self.access.repository

    @cached_property
    def _owner(self) -> str:
        return self.repository.partition("/")[0]

    def identity(self) -> Identity:
        """Whom the token stands for; its scopes and end come as headers.

        The built-in token of a job may not ask that, and is always the same account.
        """
        try:
            answer = self.api.read("users.get_authenticated", told=[HTTPStatus.FORBIDDEN])
        except Refused:
            return Identity(_ACTIONS)
        scopes = answer.headers.get("X-OAuth-Scopes")
        named = [each.strip() for each in (scopes or "").split(",") if each.strip()]
        return Identity(
            login=answer.document["login"],
            scopes=None if scopes is None else tuple(named),
            expires=_moment(answer.headers.get("github-authentication-token-expiration")),
        )

    def settings(self, branches: Sequence[str]) -> Settings:
        """How the repository is set up, and these branches of it."""
        return read_settings(self.api, branches)

    def guards(self, environment: str) -> frozenset[str] | None:
        """What a job must pass to enter an environment; None when it is not there, or not shown."""
        return read_guards(self.api, environment)

    def pull(self, branch: str, base: str) -> Pull | None:
        """The open pull request from a branch of this repository; one from a fork is none."""
        return self.api.look(lambda: pulls.find_pull(self.api, self._owner, branch, base), LOOKS)

    def comments(self, pull: int) -> tuple[Comment, ...]:
        """All comments on a pull request, the oldest first."""
        return pulls.comments(self.api, pull)

    def put_pull(self, wanted: WantedPull) -> bool:
        """Open the pull request, or give it its title and body; whether anything was written."""
        return pulls.put_pull(self.api, self._owner, wanted)

    def close_pull(self, branch: str, base: str) -> bool:
        """Close the pull request; whether there was one."""
        return pulls.close_pull(self.api, self._owner, branch, base)

    def put_comment(self, wanted: WantedComment) -> bool:
        """Write our one comment or change it, and remove copies; whether anything was written."""
        return pulls.put_comment(self.api, self._owner, self.identity().login, wanted)

    def releases(self) -> tuple[Release, ...]:
        """All releases, and the drafts as far as the token shows them."""
        return releases.releases(self.api)

    def published(self, repository: str) -> tuple[Published, ...] | None:
        """What any repository has published, `owner`/`name`; None when it is not there."""
        return versions.published(self.api, repository)

    def tagged(self, repository: str, tag: str) -> str | None:
        """The commit that a tag of any repository leads to; None when it is not there."""
        return versions.tagged(self.api, repository, tag)

    def put_release(self, wanted: WantedRelease, content: Callable[[str], bytes]) -> bool:
        """Draft the release, give it its files, publish it; whether anything was written."""
        return releases.put_release(self.api, wanted, content)


def github(server: str, access: Access) -> GitHub:
    """GitHub for one command."""
    return GitHub(server, access, Api(access, pace_at(access.api)))


def _moment(text: str | None) -> datetime | None:
    """When a token expires, as GitHub writes it; None when it does not, or in another form."""
    try:
        return datetime.strptime((text or "").replace("UTC", "+0000"), "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None
