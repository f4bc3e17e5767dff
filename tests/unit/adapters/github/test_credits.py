"""GitHub, asked over HTTP: what it answers, what it refuses, and what is said then."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from release.adapters.github.credits import GitHubCredits
from release.credits import Account, CommitFacts, Facts, Lookups, PullFacts, PullRequest
from release.errors import ForgeError
from tests.github.graphql import (
    REPOSITORY,
    SITE,
    TOKEN,
    GitHubApi,
    Reply,
    a_commit,
    a_pull,
    github_api,
)

SHA = "a" * 40
ASK = Lookups(REPOSITORY, (SHA,), ())


@pytest.fixture
def api() -> Iterator[GitHubApi]:
    with github_api() as served:
        served.commits[SHA] = a_commit(SHA, "ada", [a_pull(5, "bob", "2026-01-02T03:04:05Z")])
        served.pulls[5] = a_pull(5, "bob", merge=SHA)
        yield served


def asked(api: GitHubApi, token: str | None = TOKEN) -> GitHubCredits:
    return GitHubCredits(SITE, api.url, token=token)


def refused(api: GitHubApi, *replies: Reply, lookups: Lookups = ASK) -> tuple[str, str]:
    """The message and the hint when GitHub gives these replies."""
    api.replies += replies
    with pytest.raises(ForgeError) as caught:
        asked(api).describe(lookups)
    (problem,) = caught.value.problems
    assert TOKEN not in str(caught.value)
    return problem.message, problem.hint or ""


def test_commits_and_pull_requests_are_described(api: GitHubApi) -> None:
    facts = asked(api).describe(Lookups(REPOSITORY, (SHA, "no-such"), (5,)))

    bob, merged = Account("bob", f"{SITE}/bob"), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    pull = PullRequest(5, f"{SITE}/{REPOSITORY}/pull/5", merged, bob)
    page = f"{SITE}/{REPOSITORY}/commit/{SHA}"
    assert facts == Facts(
        {SHA: CommitFacts(page, Account("ada", f"{SITE}/ada"), (pull,))},
        {5: PullFacts(pull.url, bob, (SHA[:7], page))},
    )


def test_a_name_that_is_no_commit_is_unknown_whatever_it_is(api: GitHubApi) -> None:
    hostile = ['")} evil { x(y: "', "HEAD~1", "é\n", "HEAD:README.md", "$x", "\udcff"]
    api.commits["HEAD:README.md"] = {"__typename": "Blob", "oid": "b" * 40}

    assert Facts({}, {}) == asked(api).describe(Lookups(REPOSITORY, tuple(hostile), ()))

    assert [("commit", name) for name in hostile[:-1]] == list(api.asked[0].lookups[:-1])


def test_nothing_to_look_up_asks_nobody_and_needs_no_token(api: GitHubApi) -> None:
    assert Facts({}, {}) == asked(api, token=None).describe(Lookups(REPOSITORY))
    assert [] == api.asked


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_nobody_is_asked_and_the_scopes_are_told(
    token: str | None, api: GitHubApi
) -> None:
    with pytest.raises(ForgeError, match="no token") as caught:
        asked(api, token).describe(ASK)

    assert "`read:user` and `repo:status`" in str(caught.value)
    assert f"{SITE}/settings/tokens/new?scopes=read:user,repo:status" in str(caught.value)
    assert [] == api.asked


@pytest.mark.parametrize("token", [f"{TOKEN}\nmore", f"{TOKEN}\x00", f"{TOKEN}…", f"{TOKEN}\udcff"])
def test_what_is_no_token_is_refused_and_never_repeated(token: str, api: GitHubApi) -> None:
    """The HTTP library refuses it too, with the token in its message."""
    with pytest.raises(ForgeError, match="GITHUB_TOKEN has characters") as caught:
        asked(api, token).describe(ASK)

    assert TOKEN not in str(caught.value)
    assert [] == api.asked


def test_a_line_end_after_the_token_is_no_part_of_it(api: GitHubApi) -> None:
    assert SHA in asked(api, f"{TOKEN}\r\n").describe(ASK).commits


@pytest.mark.parametrize(
    "passing",
    [
        Reply(502, "<html>bad gateway</html>"),
        Reply(503, "", {"Retry-After": "0"}),
        Reply(429, "{}", {"Retry-After": "0"}),
        Reply(403, '{"message": "secondary rate limit"}', {"Retry-After": "0"}),
        Reply(0),
    ],
    ids=lambda reply: str(reply.status),
)
def test_what_passes_is_asked_again(passing: Reply, api: GitHubApi) -> None:
    api.replies.append(passing)

    assert SHA in asked(api).describe(ASK).commits
    assert 2 == len(api.asked)


@pytest.mark.parametrize(
    ("reply", "message", "hint"),
    [
        (Reply(401, '{"message": "Bad credentials"}'), "401: Bad credentials", "has expired"),
        (
            Reply(403, f'{{"message": "no {TOKEN}"}}'),
            "403: no ***",
            "`read:user` and `repo:status`",
        ),
        (
            Reply(403, '{"message": "slow down"}', {"Retry-After": "3600"}),
            "403: slow down",
            "run it again in 3600 seconds",
        ),
        (
            Reply(
                403, "{}", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(1_767_323_045)}
            ),
            "403: {}",
            "run it again after 2026-01-02 03:04 UTC",
        ),
        (Reply(404, ""), "404: nothing", "sight of the repository"),
        (Reply(500, "oops"), "500: oops", "it may well work when it is run again"),
        (
            Reply(301, "", {"Location": "https://elsewhere.example/"}),
            "301, which points to https://elsewhere.example/",
            "set GITHUB_GRAPHQL_URL",
        ),
        (Reply(200, '{"data": {"repos'), "broke off, or is no JSON", "run again"),
        (Reply(200, ""), "broke off, or is no JSON", "run again"),
        (Reply(200, "[]"), "an answer without data: []", "run again"),
        (Reply(200, '{"data": null}'), "an answer without data", "run again"),
        (
            Reply(200, '{"errors": [{"type": "RATE_LIMITED", "message": "API rate limit"}]}'),
            "it answered with errors:\n    API rate limit",
            "in an hour",
        ),
        (
            Reply(200, '{"errors": [{"message": "a"}, {"message": "a"}, "b"], "data": {}}'),
            "errors:\n    a\n    b",
            "it will say the same again",
        ),
        (
            Reply(200, '{"data": {"repository": {"commit0": {"commitUrl": 3}}}}'),
            "not of the form",
            "GITHUB_GRAPHQL_URL",
        ),
        (Reply(200, '{"data": {"repository": [1]}}'), "not of the form", "GITHUB_GRAPHQL_URL"),
    ],
)
def test_a_refusal_says_what_it_was_and_what_to_do(
    reply: Reply, message: str, hint: str, api: GitHubApi
) -> None:
    said, advice = refused(api, reply)

    assert message in said
    assert hint in advice
    assert 1 == len(api.asked)


def test_it_is_not_asked_for_ever(api: GitHubApi) -> None:
    said, advice = refused(api, *[Reply(503, "down", {"Retry-After": "0"})] * 9)

    assert "503: down" in said
    assert "rate limit" in advice
    assert 4 == len(api.asked)


def test_a_pull_request_that_is_not_there_is_told(api: GitHubApi) -> None:
    said, advice = refused(api, lookups=Lookups(REPOSITORY, (SHA,), (404,)))

    assert "Could not resolve to a PullRequest with the number of 404." in said
    assert "at the `pr:` lines" in advice


def test_a_repository_that_is_not_there_is_told(api: GitHubApi) -> None:
    said, advice = refused(api, lookups=Lookups("acme/other", (SHA,), ()))

    assert "Could not resolve to a Repository with the name 'acme/other'." in said
    assert "`repo` in `changelog`" in advice


def test_no_network_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/graphql"

    with pytest.raises(ForgeError) as caught:
        GitHubCredits(SITE, url, token=TOKEN).describe(ASK)

    assert f"GitHub ({url}): no answer: " in str(caught.value)
    assert "Connection refused" in str(caught.value)
    assert "look at the network" in str(caught.value)


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://x/graphql", "http://"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(ForgeError, match="GITHUB_GRAPHQL_URL") as caught:
        GitHubCredits(SITE, url, token=TOKEN).describe(ASK)

    assert TOKEN not in str(caught.value)


def test_the_token_shows_nowhere(api: GitHubApi) -> None:
    assert TOKEN not in repr(asked(api))
    assert json.dumps(TOKEN) not in repr(api.asked)
