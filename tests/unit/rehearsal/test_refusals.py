"""Requests that nobody should send are refused in an orderly way, and reach no file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from release.rehearsal import Request
from tests.github.scene import TOKEN, LocalScene, local_scene

pytestmark = pytest.mark.needs("git")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalScene]:
    """A repository with a pull request."""
    with local_scene(tmp_path_factory.mktemp("refusals")) as made:
        made.commit("topic", {"a": "new\n"})
        made.api.pulls.create(title="Change", head="topic", base="main")
        yield made


@pytest.mark.parametrize(
    ("method", "place", "body"),
    [
        ("POST", "/git/refs", {"ref": {}, "sha": []}),
        ("POST", "/git/refs", {"ref": "refs/heads/a..b", "sha": "SHA"}),
        ("POST", "/git/refs", {"ref": "refs/heads/../../x", "sha": "SHA"}),
        ("POST", "/git/refs", {"ref": "main", "sha": "SHA"}),
        ("POST", "/git/refs", {"ref": "refs/tags/v1", "sha": "main"}),
        ("POST", "/git/refs", []),
        ("PATCH", "/git/refs/heads/none", {"sha": "SHA"}),
        ("DELETE", "/git/refs/heads/main", {}),
        ("POST", "/git/tags", {"tag": "x\ny", "message": "m", "object": "SHA", "type": "commit"}),
        ("POST", "/git/tags", {"tag": "x", "message": "m", "object": "SHA", "type": "blob"}),
        ("GET", "/git/ref/heads/../../config", None),
        ("GET", "/git/ref/..%2F..%2Fconfig", None),
        ("GET", "/git/commits/--help", None),
        ("GET", "/commits/--all", None),
        ("GET", "/commits?sha=--all", None),
        ("GET", "/contents/..%2F..", None),
        ("GET", "/contents/a?ref=--all", None),
        ("GET", "/compare/main...--all", None),
        ("GET", "/compare/main", None),
        ("GET", "/pulls/1e5", None),
        ("POST", "/pulls", {"title": "T", "head": "topic", "base": "main", "body": 5}),
        ("POST", "/pulls", {"title": "T", "head": "eve:topic", "base": "main"}),
        ("PATCH", "/pulls/1", {"state": "done"}),
        ("PATCH", "/pulls/1", {"title": ""}),
        ("PUT", "/pulls/1/merge", {"merge_method": "octopus"}),
        ("PUT", "/pulls/1/merge", {"commit_title": 5}),
        ("POST", "/issues/1/comments", {"body": 5}),
        ("GET", "/issues/1/comments?since=yesterday", None),
        ("POST", "/issues/1/labels", {"labels": [5]}),
        ("POST", "/releases", {"tag_name": "a b"}),
        ("POST", "/releases", {"tag_name": "v1", "body": 5}),
        ("POST", "/releases", {"tag_name": "v1", "target_commitish": "--all"}),
        ("POST", "/releases", {"tag_name": "v1", "make_latest": "yes"}),
        ("POST", "/statuses/main", {"state": "success"}),
        ("POST", "/deployments", {"ref": "main", "description": 5, "auto_merge": False}),
        ("PUT", "/environments/x", {"wait_timer": -1}),
        ("GET", "/nowhere", None),
    ],
)
def test_what_makes_no_sense_is_refused(
    local: LocalScene, method: str, place: str, body: Any
) -> None:
    before = local.repo.bare.refs(), dict(local.repo.releases), dict(local.repo.pulls)
    sent = json.dumps(body).replace("SHA", local.tip("main")).encode() if body is not None else b""

    answer = local.hub.answer(
        Request(
            method, f"/api/v3/repos/acme/train{place}", {"authorization": f"token {TOKEN}"}, sent
        )
    )

    assert 400 <= answer.status < 500
    assert {"message", "documentation_url", "status"} <= json.loads(answer.body).keys()
    assert before == (local.repo.bare.refs(), local.repo.releases, local.repo.pulls)


@pytest.mark.parametrize("place", ["/acme/../train.git/info/refs", "/acme/train.git/../../x"])
def test_git_reaches_its_repositories_alone(local: LocalScene, place: str) -> None:
    answer = local.hub.answer(Request("GET", place, {"authorization": f"token {TOKEN}"}))

    assert answer.status in {401, 404}
