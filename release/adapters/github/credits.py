"""GitHub's GraphQL API, asked whom and what a changelog can credit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from urllib3 import PoolManager

from release.adapters.github.graphql import Endpoint
from release.adapters.github.lookup import parse_answer, render_question
from release.credits import CommitFacts, Facts, Lookups, PullFacts
from release.errors import ForgeError

_MOST_IN_ONE_REQUEST = 50  # with hundreds, GitHub runs out of its own time


@dataclass(frozen=True, slots=True)
class GitHubCredits:
    """GitHub as `Credits`. `graphql` is the address of its GraphQL API."""

    server: str
    graphql: str
    repository: str | None = None
    token: str | None = field(default=None, repr=False)

    def describe(self, lookups: Lookups) -> Facts:
        """Look everything up, fifty at a time; with nothing to look up nobody is asked.

        Raises:
            ForgeError: there is no token, or GitHub refused or did not answer.
        """
        commits: dict[str, CommitFacts] = {}
        pulls: dict[int, PullFacts] = {}
        with PoolManager() as pool:
            for part in _parts(lookups):
                endpoint = Endpoint(self.graphql, self._needed_token(), pool)
                found = parse_answer(part, endpoint.ask(*render_question(part)))
                commits |= found.commits
                pulls |= found.pulls
        return Facts(commits, pulls)

    def _needed_token(self) -> str:
        token = (self.token or "").strip()  # a line end comes along where a secret is pasted
        if not token:
            raise ForgeError(
                "the changelogs link commits and pull requests of GitHub, "
                "and there is no token to look them up",
                hint="set GITHUB_TOKEN, in the environment or in .env, to a token with the scopes "
                "`read:user` and `repo:status`; make one at "
                f"{self.server}/settings/tokens/new?scopes=read:user,repo:status",
            )
        if not (token.isascii() and token.isprintable()):
            # What sends it would say so too, and repeat the token.
            raise ForgeError(
                "GITHUB_TOKEN has characters in it that no token has",
                hint="set it to the token alone, on one line",
            )
        return token


def _parts(lookups: Lookups) -> Iterator[Lookups]:
    """The lookups in portions that GitHub can answer."""
    commits, pulls = iter(lookups.commits), iter(lookups.pulls)
    while True:
        some = tuple(islice(commits, _MOST_IN_ONE_REQUEST))
        more = tuple(islice(pulls, _MOST_IN_ONE_REQUEST - len(some)))
        if not some and not more:
            return
        yield Lookups(lookups.repository, some, more)
