"""What GitHub refuses is told with what the token lacks, and the token goes nowhere else."""

from __future__ import annotations

from tests.unit.adapters.github.faulty import PULL, TOKEN, Server, a_pull, problem, refused


def test_a_redirect_is_refused_and_the_token_not_sent_on() -> None:
    server = Server(None, refused(301, Location="http://hub/api/v3/repositories/7/pulls"))

    message, hint = problem(server)

    assert "301, which points to http://hub/api/v3/repositories/7/pulls" in message
    assert "not sent on" in hint
    assert 1 == len(server.writes)


def test_a_token_that_expired_is_named() -> None:
    message, hint = problem(Server(refused(401, f"Bad credentials {TOKEN}")))

    assert "Bad credentials ***" in message
    assert "GH_PAT is wrong or has expired" in hint


def test_the_built_in_token_of_a_job_comments_as_itself() -> None:
    forge = Server(refused(403, "Resource not accessible by integration")).forge()

    assert "github-actions[bot]" == forge.identity().login


def test_what_the_token_lacks_is_told() -> None:
    permissions = {"X_Accepted_GitHub_Permissions": "pull_requests=write"}
    _, hint = problem(Server(None, refused(403, "Resource not accessible", **permissions)))

    assert "the token in GH_PAT needs pull_requests=write" in hint


def test_a_refusal_tells_all_that_github_says() -> None:
    server = Server()
    server.pulls.append(a_pull(PULL._asdict() | {"head": "release"}, 1, "evil/train"))

    message, _ = problem(server)

    assert "422: Validation Failed: exists" in message
