"""Who asks: tokens, what they may, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from release.rehearsal import Caller
from tests.github.scene import JOB, READER, LocalScene

pytestmark = pytest.mark.needs("git")


def test_an_answer_tells_about_the_token(local: LocalScene) -> None:
    """Its scopes, when it ends, and what is left of its hour."""
    expires = local.clock() + timedelta(days=10)
    local.hub.add_token("ghp_short", Caller("ada", expires=expires))

    headers = local.raw("GET", "/user", "ghp_short").headers

    assert "repo, workflow" == headers["x-oauth-scopes"]
    assert "2026-01-12 03:04:05 UTC" == headers["github-authentication-token-expiration"]
    assert ("5000", "4999") == (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"])
    reset = int((local.clock() + timedelta(hours=1)).timestamp())
    assert str(reset) == headers["x-ratelimit-reset"]


def test_a_caller_is_told_who_they_are(local: LocalScene) -> None:
    assert "ada" == local.api.users.get_authenticated().login


@pytest.mark.parametrize("place", ["/user", "/repos/acme/train"])
def test_an_unknown_token_opens_nothing(local: LocalScene, place: str) -> None:
    """Not even what everybody may read."""
    answer = local.raw("GET", place, "ghp_wrong")

    assert (401, "Bad credentials") == (answer.status_code, answer.json()["message"])


def test_nobody_reads_and_does_not_write(local: LocalScene) -> None:
    assert 200 == local.raw("GET", "/repos/acme/train", None).status_code
    assert 401 == local.raw("POST", "/repos/acme/train/git/refs", None).status_code
    assert 401 == local.raw("GET", "/user", None).status_code


def test_what_is_private_is_not_there_for_others(local: LocalScene) -> None:
    local.repo.private = True

    assert 404 == local.raw("GET", "/repos/acme/train", None).status_code
    assert 404 == local.raw("GET", "/repos/acme/train", READER).status_code
    assert 200 == local.raw("GET", "/repos/acme/train", JOB).status_code


def test_a_jobs_token_may_what_its_permissions_say(local: LocalScene) -> None:
    job = local.client(JOB)
    job.git.create_ref("refs/tags/v1", local.tip("main"))

    with local.refused(403, "Resource not accessible by integration"):
        job.pulls.create(title="T", head="main", base="main")
    with local.refused(403, "Resource not accessible by integration"):
        job.users.get_authenticated()


def test_settings_are_changed_by_administrators(local: LocalScene) -> None:
    local.hub.add_token("ghp_writer", Caller("bob"))

    with local.refused(403, "Must have admin rights to Repository."):
        local.client("ghp_writer").repos.update(allow_merge_commit=False)
    assert local.api.repos.update(allow_merge_commit=False).allow_merge_commit is False


def test_who_has_used_up_their_hour_waits_for_the_next(local: LocalScene) -> None:
    local.hub.requests_an_hour = 2
    statuses = [local.raw("GET", "/user").status_code for _ in range(3)]
    spent = local.raw("GET", "/user")

    assert [200, 200, 403] == statuses
    assert "API rate limit exceeded" in spent.json()["message"]
    assert "0" == spent.headers["x-ratelimit-remaining"]
    local.clock.sleep(int(spent.headers["x-ratelimit-reset"]) - local.clock().timestamp())
    assert 200 == local.raw("GET", "/user").status_code


def test_what_is_left_can_be_asked_for(local: LocalScene) -> None:
    """As often as one likes."""
    for _ in range(2):
        core = local.api.rate_limit.get().resources.core
        assert (5000, 5000) == (core.limit, core.remaining)


@pytest.mark.parametrize(("token", "limit"), [(None, "60"), (JOB, "1000"), (READER, "5000")])
def test_who_one_is_says_how_often_one_may_ask(
    local: LocalScene, token: str | None, limit: str
) -> None:
    answer = local.raw("GET", "/repos/acme/train", token)

    assert limit == answer.headers["x-ratelimit-limit"]
