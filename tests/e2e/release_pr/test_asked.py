"""What is asked of GitHub for the pull request and its comment: what has to be, once."""

from __future__ import annotations

import json

import pytest

from tests.e2e.release_pr.scene import BRANCH, REFS, Scene
from tests.trains import tree_of

pytestmark = pytest.mark.needs("git")


PUSH = ["GET git/info/refs", "POST git/git-receive-pack"]


def test_the_pull_request_is_opened_and_then_left_alone(scene: Scene) -> None:
    opened = scene.type("release.pr")
    asked = scene.asked
    again = scene.type("release.pr")

    (pull,) = scene.pulls
    assert (0, 0) == (opened.code, again.code)
    assert ("chore: release versions", "main", scene.tip) == (pull.title, pull.base, pull.head_sha)
    assert [*REFS, *PUSH, "GET /pulls", "POST /pulls", "GET /pulls"] == asked
    assert [*REFS, "GET /pulls"] == scene.asked
    assert "nothing to do: the pull request is there" in again.err


def test_the_comment_is_made_and_then_left_alone(scene: Scene) -> None:
    scene.type("release.pr")

    made = scene.type("release.preview", "--comment")
    asked = scene.asked
    again = scene.type("release.preview", "--comment")

    looks = ["GET /pulls", "GET /issues/1/comments", "GET /user"]
    listed = "GET /issues/1/comments"
    assert (0, 0) == (made.code, again.code)
    assert [*looks, listed, "POST /issues/1/comments", listed] == asked
    assert looks == scene.asked
    (comment,) = scene.comments
    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |" in comment.body
    assert made.out == again.out


def test_when_main_moves_both_follow(scene: Scene) -> None:
    scene.type("release.pr")
    scene.type("release.preview", "--comment")
    scene.promote(new='---\n"backend": patch\n---\n\nFaster\n')

    assert scene.type("release.pr").code == 0
    pr = scene.asked
    assert scene.type("release.preview", "--comment").code == 0

    (pull,), (comment,) = scene.pulls, scene.comments
    assert [*REFS, "GET /pulls", *PUSH, "PATCH /pulls/1"] == pr
    assert "| backend | 🟢 Will Deploy | v1.4.3 |" in (pull.body or "")
    assert "| backend | 🟢 Will Deploy | v1.4.3 |" in comment.body
    assert (scene.tip or "")[:7] in comment.body


def test_the_digest_is_the_one_of_the_deployment(scene: Scene) -> None:
    planned = json.loads(scene.type("release.pr", "--json").out)
    foretold = json.loads(scene.type("release.preview", "--comment", "--json").out)
    scene.merge()

    detected = json.loads(scene.type("release.detect", "--json").out)

    after = scene.type("release.preview")
    assert "cloudprint 1.0.0 -> 1.1.0 (minor): changeset quick-otter-prints" in after.out
    assert planned["digest"] == foretold["digest"] == detected["digest"]
    assert detected["digest"] in scene.comments[0].body
    assert detected["apps"]["cloudprint"]["deploy"]


def test_looking_changes_nothing(scene: Scene) -> None:
    before = tree_of(scene.here)

    dry, checked = scene.type("release.pr", "--dry-run"), scene.type("release.pr", "--check")

    assert (0, 4, None) == (dry.code, checked.code, scene.tip)
    assert "would push " in dry.out
    assert f"would pull request from {BRANCH} to main: chore: release versions" in dry.out
    assert before == tree_of(scene.here)
    scene.type("release.pr")
    assert scene.type("release.pr", "--check").code == 0
    assert scene.type("release.preview", "--comment", "--check").code == 4
    assert [] == scene.comments


def test_what_is_printed_is_one_document(scene: Scene) -> None:
    document = json.loads(scene.type("release.pr", "--json").out)

    assert ["push", "pull"] == [each["action"] for each in document["actions"]]
    assert {"1.1.0", "2.0.1"} == {each["new"] for each in document["releases"]}
    again = json.loads(scene.type("release.pr", "--json").out)
    assert {"number": 1, "url": f"{scene.url}/acme/train/pull/1"} == again["pull"]
    markdown = scene.type("release.preview", "--comment", "--markdown").out
    assert markdown in scene.comments[0].body
