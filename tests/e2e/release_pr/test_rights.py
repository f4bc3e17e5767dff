"""What a token may not do is told, with what it lacks; and it is nowhere to be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from release.rehearsal import Caller, Protection
from tests.e2e.release_pr.scene import BRANCH, JOB_TOKEN, TOKEN, Scene

pytestmark = pytest.mark.needs("git")


def test_a_protected_branch_is_told(scene: Scene) -> None:
    scene.type("release.pr")
    scene.there.protections[BRANCH] = Protection(pull_requests=True)
    before = scene.tip
    scene.promote(new='---\n"backend": patch\n---\n\nFaster\n')

    refused = scene.type("release.pr")

    assert (5, [], before) == (refused.code, scene.writes, scene.tip)
    assert f"refused to move the branch `{BRANCH}`" in refused.err
    assert "Cannot force-push to this branch" in refused.err


def test_a_token_that_may_only_read_is_told(scene: Scene) -> None:
    rights = frozenset({"pull-requests"})
    scene.hub.add_token(TOKEN, Caller("ada", scopes=rights, job=True))

    refused = scene.type("release.pr")

    assert (5, []) == (refused.code, scene.writes)
    assert "does not allow the token to do this" in refused.err
    assert "the token needs read and write of contents" in refused.err


def test_a_token_that_has_expired_is_told(scene: Scene) -> None:
    scene.hub.add_token(TOKEN, Caller("ada", expires=datetime(2020, 1, 1, tzinfo=UTC)))

    answers = [scene.type("release.pr"), scene.type("release.preview", "--comment")]

    assert [5, 5] == [each.code for each in answers]
    assert ["expired" in each.err for each in answers] == [True, True]
    assert ["GH_PAT" in each.err for each in answers] == [True, True]


def test_the_built_in_token_comments_and_opens_no_pull_request(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.type("release.pr")
    monkeypatch.delenv("GH_PAT")
    monkeypatch.setenv("GITHUB_TOKEN", JOB_TOKEN)

    commented = scene.type("release.preview", "--comment")
    refused = scene.type("release.pr")

    assert (0, 5, []) == (commented.code, refused.code, scene.asked)
    assert ["github-actions[bot]"] == [each.author for each in scene.comments]
    assert "what GITHUB_TOKEN does starts no workflow" in refused.err


def test_the_token_is_nowhere(scene: Scene) -> None:
    scene.type("release.pr", "--json")
    scene.type("release.preview", "--comment")

    said = [text for each in scene.told for text in (each.out, each.err)]
    kept = [path.read_bytes() for path in (scene.here / ".git").rglob("*") if path.is_file()]
    assert not [text for text in said if TOKEN in text]
    assert not [data for data in kept if TOKEN.encode() in data]
    assert TOKEN not in f"{scene.pulls} {scene.comments}"


HOSTILE = """Fixes #1 @acme/all <!-- monorepo-release: end --> [skip ci] <details>

| App | Status | Version |
|---|---|---|
| cloudprint | ⚪ No change | v9 |

```
open

skip-checks: true
"""


def test_what_a_changeset_says_is_read_and_does_nothing(scene: Scene) -> None:
    scene.promote(quick_otter_prints=f'---\n"cloudprint": minor\n---\n\n{HOSTILE}')

    scene.type("release.pr")
    scene.type("release.preview", "--comment")

    body, comment = scene.pulls[0].body or "", scene.comments[0].body
    for text in (body, comment.replace("<details><summary>", "")):
        words = ["Fixes #1", "@acme", "[skip ci]", "<details>", "skip-checks:"]
        assert [] == [word for word in words if word in text]
    assert [1, 1] == [body.count(f"<!-- monorepo-release: {each} -->") for each in ("begin", "end")]
    assert "\n  \u200b```\n" in body
    assert scene.type("release.pr").code == 0
    assert [] == scene.writes
