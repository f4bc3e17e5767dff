"""In a job the environment tells which repository and which pull request it is about."""

from __future__ import annotations

import pytest

from tests.e2e.release_pr.scene import BRANCH, Scene, an_event

pytestmark = pytest.mark.needs("git")


@pytest.mark.parametrize(
    ("source", "branch", "expected"),
    [
        ("mallory/train", BRANCH, "pull request #1 is from a fork"),
        ("acme/train", "feature", "pull request #1 is no release"),
    ],
)
def test_a_job_for_another_pull_request_asks_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, source: str, branch: str, expected: str
) -> None:
    scene.type("release.pr")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(an_event(scene, source, branch)))

    answer = scene.type("release.preview", "--comment")

    assert (0, [], []) == (answer.code, scene.asked, scene.comments)
    assert f"nothing to do: {expected}" in answer.err


def test_in_a_job_the_environment_tells_where_the_repository_is(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As actions/checkout leaves the clone: detached, and with a header of its own."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_SERVER_URL", scene.url)
    monkeypatch.setenv("GITHUB_API_URL", f"{scene.url}/api/v3")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/train")
    scene.clone.git.config(f"http.{scene.url}/.extraheader", "Authorization: Basic bm9ib2R5OngK")
    scene.clone.detach()

    answers = [scene.type("release.pr"), scene.type("release.preview", "--comment")]

    assert [0, 0] == [each.code for each in answers]
    assert ["ada"] == [each.author for each in scene.pulls]
    assert ["ada"] == [each.author for each in scene.comments]


def test_a_job_for_the_release_comments_from_whatever_it_has_checked_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub checks out a merge that nobody has."""
    scene.type("release.pr")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(an_event(scene, "acme/train", BRANCH)))
    scene.git("fetch", "--quiet", "origin", BRANCH)
    scene.clone.detach()
    scene.clone.merge("FETCH_HEAD")

    assert scene.type("release.preview", "--comment").code == 0

    assert (scene.tip or "")[:7] in scene.comments[0].body


def test_without_a_remote_it_is_said_what_is_missing(scene: Scene) -> None:
    scene.clone.git.remote("remove", "origin")

    answer = scene.type("release.pr")

    assert (2, []) == (answer.code, scene.asked)
    assert "there is no remote `origin`" in answer.err
