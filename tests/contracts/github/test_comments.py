"""Comments on pull requests."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.github.scene import READER, LocalScene, Scene

pytestmark = pytest.mark.needs("git")


def test_comments_are_listed_the_oldest_first(scene: Scene) -> None:
    number = a_pull(scene)
    for text in ("One", "Two"):
        scene.api.issues.create_comment(number, text)

    found = scene.api.issues.list_comments(number)

    assert [("One", "ada"), ("Two", "ada")] == [(one.body, one.user.login) for one in found]


def test_a_comment_changes_and_goes(scene: Scene) -> None:
    made = scene.api.issues.create_comment(a_pull(scene), "One")

    assert "Two" == scene.api.issues.update_comment(made.id, "Two").body
    assert "Two" == scene.api.issues.get_comment(made.id).body
    scene.api.issues.delete_comment(made.id)
    with scene.refused(404):
        scene.api.issues.get_comment(made.id)


def test_a_long_list_comes_in_pages(scene: Scene) -> None:
    """Every page tells where the next one is, and the last tells that there is none."""
    number = a_pull(scene)
    for text in range(5):
        scene.api.issues.create_comment(number, str(text))
    place, found = f"/repos/acme/train/issues/{number}/comments?per_page=2", []

    while place:
        answer = scene.raw("GET", place)
        found += [one["body"] for one in answer.json()]
        place = following(answer.headers.get("link", ""))

    assert ["0", "1", "2", "3", "4"] == found


def test_a_comment_says_something(scene: Scene) -> None:
    number = a_pull(scene)

    with scene.refused(422):
        scene.api.issues.create_comment(number, "")


def test_a_comment_has_a_greatest_length(scene: Scene) -> None:
    number = a_pull(scene)
    scene.api.issues.create_comment(number, "x" * 65_536)

    with scene.refused(422):
        scene.api.issues.create_comment(number, "x" * 65_537)


def test_who_may_not_write_cannot_comment(local: LocalScene) -> None:
    number = a_pull(local)

    with local.refused(404):
        local.client(READER).issues.create_comment(number, "Hello")


def test_what_is_not_there_takes_no_comment(scene: Scene) -> None:
    with scene.refused(404):
        scene.api.issues.create_comment(7, "Hello")


def a_pull(scene: Scene) -> int:
    """The number of a new pull request."""
    scene.commit("topic", {"a": "new\n"})
    made: Any = scene.api.pulls.create(title="Change", head="topic", base="main")
    return int(made.number)


def following(link: str) -> str:
    """The next page that a Link header names, below the API's address."""
    match = re.search(r'<[^<>]*(/repos/[^<>]*)>; rel="next"', link)
    return match[1] if match else ""
