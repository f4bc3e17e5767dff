"""Pull requests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.github.scene import LocalScene, Scene

pytestmark = pytest.mark.needs("git")


def test_a_pull_request_tells_what_git_has(scene: Scene) -> None:
    """Its commits, its files and its two ends are those of the branches."""
    first = scene.commit("topic", {"a": "new\n"}, "First")
    second = scene.commit("topic", {"d/e": "1\n2\n"}, "Second")

    pull = a_pull(scene)

    assert (second, scene.tip("main")) == (pull.head.sha, pull.base.sha)
    assert (2, 2, 3, 9) == (pull.commits, pull.changed_files, pull.additions, pull.deletions)
    assert ["a", "d/e"] == [file.filename for file in scene.api.pulls.list_files(pull.number)]
    commits = scene.api.pulls.list_commits(pull.number)
    assert [(first, "First"), (second, "Second")] == [
        (commit.sha, commit.commit.message) for commit in commits
    ]


def test_a_pull_request_is_made_once(scene: Scene) -> None:
    """A second open one for the same two branches is refused."""
    scene.commit("topic", {"a": "new\n"})
    a_pull(scene)

    with scene.refused(422, "A pull request already exists for acme:topic."):
        a_pull(scene)


def test_a_branch_without_commits_of_its_own_is_no_pull_request(scene: Scene) -> None:
    scene.api.git.create_ref("refs/heads/topic", scene.tip("main"))

    with scene.refused(422, "No commits between main and topic"):
        a_pull(scene)


@pytest.mark.parametrize("missing", ["head", "base"])
def test_a_pull_request_needs_both_branches(scene: Scene, missing: str) -> None:
    scene.commit("topic", {"a": "new\n"})

    with scene.refused(422, missing):
        scene.api.pulls.create(**{"title": "T", "head": "topic", "base": "main", missing: "none"})


def test_pull_requests_are_listed_by_state_head_and_base(scene: Scene) -> None:
    for name in ("one", "two", "three"):
        scene.commit(name, {name: "new\n"})
        a_pull(scene, name)
    scene.api.pulls.update(1, state="closed")

    assert [3, 2] == numbers(scene.api.pulls.list())
    assert [1] == numbers(scene.api.pulls.list(state="closed"))
    assert [2] == numbers(scene.api.pulls.list(head="acme:two", state="all"))
    assert [] == numbers(scene.api.pulls.list(head="other:two", state="all"))
    assert [] == numbers(scene.api.pulls.list(base="staging"))
    assert [1] == numbers(scene.api.pulls.list(state="all", per_page=2, page=2))


def test_a_pull_request_changes_what_is_sent_and_keeps_the_rest(scene: Scene) -> None:
    scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene, body="Text").number

    scene.api.pulls.update(number, title="Other")
    changed = scene.api.pulls.update(number, body="More")

    assert ("Other", "More", "open") == (changed.title, changed.body, changed.state)


def test_a_closed_pull_request_can_be_opened_again(scene: Scene) -> None:
    scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene).number

    assert "closed" == scene.api.pulls.update(number, state="closed").state
    assert "open" == scene.api.pulls.update(number, state="open").state


def test_the_head_follows_pushes(scene: Scene) -> None:
    """What is pushed to its branch is in the pull request, and what is forced away is not."""
    scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene).number

    second = scene.commit("topic", {"a": "newer\n"})

    pull = scene.api.pulls.get(number)
    assert (second, 2) == (pull.head.sha, pull.commits)


def test_a_pull_request_closes_with_its_branch(scene: Scene) -> None:
    scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene).number

    scene.api.git.delete_ref("heads/topic")

    pull = scene.api.pulls.get(number)
    assert ("closed", False) == (pull.state, pull.merged)


def test_a_pull_request_is_merged_when_its_commits_reach_the_base(local: LocalScene) -> None:
    """Also when they were pushed there by git."""
    sha = local.commit("topic", {"a": "new\n"})
    number = a_pull(local).number

    local.push(f"{sha}:refs/heads/main")

    pull = local.api.pulls.get(number)
    assert ("closed", True, sha) == (pull.state, pull.merged, pull.merge_commit_sha)


def test_what_conflicts_is_not_mergeable(scene: Scene) -> None:
    scene.commit("topic", {"a": "mine\n"})
    scene.commit("main", {"a": "theirs\n"})
    number = a_pull(scene).number

    assert scene.api.pulls.get(number).mergeable is False
    with scene.refused(405, "Pull Request is not mergeable"):
        scene.api.pulls.merge(number)


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_a_merge_brings_both_sides_together(scene: Scene, method: str) -> None:
    """Nothing of the base is lost, and nothing of the head."""
    scene.commit("topic", {"a": "new\n"}, "First")
    scene.commit("topic", {"d": "new\n"}, "Second")
    base = scene.commit("main", {"b": "theirs\n"}, "Theirs")
    number = a_pull(scene).number

    merged = scene.api.pulls.merge(number, merge_method=method)

    assert merged.merged
    tip = scene.api.git.get_commit(merged.sha)
    assert merged.sha == scene.tip("main")
    assert {"a": "new\n", "b": "theirs\n", "d": "new\n"} == {
        name: scene.file(name, merged.sha) for name in ("a", "b", "d")
    }
    assert {"merge": 2, "squash": 1, "rebase": 1}[method] == len(tip.parents)
    ahead = scene.api.repos.compare_commits(f"{base}...main").total_commits
    assert {"merge": 3, "squash": 1, "rebase": 2}[method] == ahead
    assert (True, merged.sha) == (
        (pull := scene.api.pulls.get(number)).merged,
        pull.merge_commit_sha,
    )


def test_the_texts_of_merges_are_githubs(scene: Scene) -> None:
    scene.commit("one", {"a": "new\n"}, "First\n\nWhy")
    scene.commit("two", {"b": "new\n"}, "Second")
    scene.commit("two", {"c": "new\n"}, "Third")
    scene.commit("three", {"d": "new\n"})
    for name in ("one", "two", "three"):
        a_pull(scene, name)

    scene.api.pulls.merge(1, merge_method="squash")
    scene.api.pulls.merge(2, merge_method="squash")
    scene.api.pulls.merge(3)

    messages = [commit.commit.message for commit in scene.api.repos.list_commits()]
    assert [
        "Merge pull request #3 from acme/three\n\nChange",
        "Change (#2)\n\n* Second\n\n* Third",
        "First (#1)\n\nWhy",
    ] == messages[:3]


def test_a_merge_of_another_head_than_was_seen_is_refused(scene: Scene) -> None:
    seen = scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene).number
    scene.commit("topic", {"a": "newer\n"})

    with scene.refused(409, "Head branch was modified"):
        scene.api.pulls.merge(number, sha=seen)


@pytest.mark.parametrize("method", ["merge", "squash"])
def test_a_merge_moves_the_base(scene: Scene, method: str) -> None:
    scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene).number

    merged = scene.api.pulls.merge(number, merge_method=method)

    assert (True, merged.sha) == (merged.merged, scene.tip("main"))
    assert "new\n" == scene.file("a", "main")
    pull = scene.api.pulls.get(number)
    assert ("closed", True, merged.sha) == (pull.state, pull.merged, pull.merge_commit_sha)
    assert "ada" == pull.merged_by.login


def test_a_merge_can_be_asked_for_once(scene: Scene) -> None:
    scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene).number
    scene.api.pulls.merge(number)

    with scene.refused(405):
        scene.api.pulls.merge(number)


def test_whether_it_was_merged_can_be_asked(scene: Scene) -> None:
    scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene).number
    with scene.refused(404):
        scene.api.pulls.check_if_merged(number)

    scene.api.pulls.merge(number)

    scene.api.pulls.check_if_merged(number)


def test_only_the_allowed_ways_of_merging_are_open(scene: Scene) -> None:
    scene.api.repos.update(allow_merge_commit=False, allow_rebase_merge=False)
    scene.commit("topic", {"a": "new\n"})
    number = a_pull(scene).number

    with scene.refused(405, "Merge commits are not allowed"):
        scene.api.pulls.merge(number)
    with scene.refused(405, "Rebase merges are not allowed"):
        scene.api.pulls.merge(number, merge_method="rebase")
    assert scene.api.pulls.merge(number, merge_method="squash").merged


def a_pull(scene: Scene, head: str = "topic", **more: str) -> Any:
    """A new pull request."""
    return scene.api.pulls.create(**{"title": "Change", "head": head, "base": "main", **more})


def numbers(pulls: Any) -> list[int]:
    """The numbers of pull requests, in their order."""
    return [pull.number for pull in pulls]
