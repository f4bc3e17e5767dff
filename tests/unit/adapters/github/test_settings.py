"""How a repository at GitHub is set up, read from answers of GitHub's form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from release.adapters.clock import Clock
from release.adapters.github import GitHub
from release.adapters.github.api import Api
from release.adapters.github.line import Access
from release.adapters.github.pace import Pace
from release.adapters.github.refusals import Needs
from release.forge import Settings
from release.rehearsal import Caller, LocalGitHub
from release.rehearsal.nouns import Environment
from tests.github.client import through
from tests.github.judge import judged

ADMIN: dict[str, Any] = {
    "": {
        "permissions": {"push": True},
        "allow_merge_commit": True,
        "allow_squash_merge": True,
        "allow_rebase_merge": False,
        "squash_merge_commit_message": "COMMIT_MESSAGES",
    },
    "/immutable-releases": {"enabled": True, "enforced_by_owner": False},
    "/actions/secrets": {"total_count": 1, "secrets": [{"name": "GH_PAT"}]},
    "/branches/main": {"name": "main", "protected": True},
    "/rules/branches/main": [{"type": "deletion"}],
    "/branches/main/protection": {
        "required_pull_request_reviews": {"required_approving_review_count": 1},
        "required_linear_history": {"enabled": True},
        "required_signatures": {"enabled": False},
    },
    "/branches/staging": {"name": "staging", "protected": False},
    "/rules/branches/staging": [],
}


def forge(answers: dict[str, Any]) -> GitHub:
    """A repository that gives these answers, and 404 to all else."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        path = request.url.raw_path.decode().partition("?")[0].removeprefix("/repos/acme/train")
        if path in answers:
            return httpx2.Response(200, json=answers[path])
        return httpx2.Response(404, json={"message": "Not Found"})

    return forge_on(answer, "http://hub")


def forge_on(answer: Callable[[httpx2.Request], httpx2.Response], url: str) -> GitHub:
    """A repository whose requests `answer` answers."""
    access = Access(url, "acme/train", "secret", Needs("URL", "GH_PAT", "repo"))
    client = httpx2.Client(transport=httpx2.MockTransport(answer))
    return GitHub("http://hub", access, Api(access, Pace(Clock()), client))


def settings(answers: dict[str, Any]) -> Settings:
    """What is read of that repository."""
    return forge(answers).settings(["main", "staging"])


def test_an_administrator_sees_everything() -> None:
    expected = Settings(
        can_write=True,
        merges=frozenset({"merge", "squash"}),
        squash_body="COMMIT_MESSAGES",
        immutable_releases=True,
        secrets=frozenset({"GH_PAT"}),
        rules={
            "main": frozenset({"deletion", "pull_request", "required_linear_history"}),
            "staging": frozenset(),
        },
    )

    assert expected == settings(ADMIN)


def test_what_a_reader_may_not_see_is_unknown() -> None:
    hidden = {"/immutable-releases", "/actions/secrets", "/branches/main/protection"}
    answers = {path: answer for path, answer in ADMIN.items() if path not in hidden}

    found = settings(answers | {"": {"permissions": {"push": False}}})

    assert found == Settings(
        can_write=False,
        merges=None,
        squash_body=None,
        immutable_releases=None,
        secrets=None,
        rules={"main": frozenset({"deletion"}), "staging": frozenset()},
    )


def test_a_branch_that_is_not_there_has_no_rules() -> None:
    answers = {path: answer for path, answer in ADMIN.items() if path != "/branches/staging"}

    assert settings(answers).rules["staging"] is None


def test_an_environment_is_asked_for_its_rules_whatever_it_is_called() -> None:
    rules = {"protection_rules": [{"id": 1, "type": "required_reviewers"}]}
    listed = {"total_count": 1, "environments": [{"name": "a/b", **rules}]}
    asked = forge({"/environments/%C3%A4%3F%20%25": rules, "/environments": listed})

    assert [frozenset({"required_reviewers"})] * 2 == [asked.guards("ä? %"), asked.guards("a/b")]
    assert [None, None] == [asked.guards("other"), asked.guards("b/c")]


@pytest.mark.needs("git")
def test_an_environment_with_a_slash_is_found_behind_a_hundred_others(tmp_path: Path) -> None:
    hub = LocalGitHub(tmp_path)
    repository = hub.add_repository("acme/train")
    hub.add_token("secret", Caller("ada"))
    for name in (*(f"review/{number}" for number in range(150)), "review/last"):
        now = hub.site.clock()
        reviewers = (1,) if name == "review/last" else ()
        repository.environments[name] = Environment(7, name, 0, None, now, now, reviewers)

    with judged(hub.answer) as door:
        guards = forge_on(through(door), hub.site.api).guards("review/last")

    assert guards == frozenset({"required_reviewers"})
