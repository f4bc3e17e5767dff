"""Commits, comparisons, branches and files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.github.scene import LocalScene, Scene

pytestmark = pytest.mark.needs("git")


def test_a_commit_is_told_with_what_it_changes(scene: Scene) -> None:
    sha = scene.commit("topic", {"a": "new\n"}, "Subject\n\nBody")

    commit = scene.api.repos.get_commit(sha)

    assert (sha, "Subject\n\nBody") == (commit.sha, commit.commit.message)
    assert [scene.tip("main")] == [parent.sha for parent in commit.parents]


def test_the_files_of_a_commit_are_counted(local: LocalScene) -> None:
    """Renamed ones too, under both names."""
    local.commit("topic", {"long": "line\n" * 20}, "One")
    local.work.move("long", "moved")
    sha = local.work.commit("Two", {"moved": "line\n" * 20 + "more\n", "a": "new\n"})
    local.push("HEAD:topic")

    commit = local.api.repos.get_commit("topic")

    assert (sha, 2, 9) == (commit.sha, commit.stats.additions, commit.stats.deletions)
    assert [("a", "modified", None), ("moved", "renamed", "long")] == [
        (file.filename, file.status, file.get("previous_filename")) for file in commit.files
    ]


def test_git_has_the_same_commit(scene: Scene) -> None:
    sha = scene.commit("topic", {"a": "new\n"}, "Subject\n\nBody")

    commit = scene.api.git.get_commit(sha)

    assert (sha, "Subject\n\nBody") == (commit.sha, commit.message)
    assert scene.api.repos.get_commit(sha).commit.tree.sha == commit.tree.sha


@pytest.mark.parametrize("name", ["none", "1" * 40])
def test_a_commit_that_is_not_there_is_refused(local: LocalScene, name: str) -> None:
    with local.refused(422, "No commit found for SHA"):
        local.api.repos.get_commit(name)
    with local.refused(404):
        local.api.git.get_commit(name)


def test_the_history_of_a_branch_is_told_in_pages(scene: Scene) -> None:
    made = [scene.commit("topic", {"a": f"{number}\n"}) for number in range(3)]

    assert made[:0:-1] == shas(scene.api.repos.list_commits(sha="topic", per_page=2))
    assert made[0] == shas(scene.api.repos.list_commits(sha="topic", per_page=2, page=2))[0]


@pytest.mark.parametrize(
    ("base", "head", "status", "counts"),
    [
        ("main", "topic", "diverged", (2, 1)),
        ("topic", "main", "diverged", (1, 2)),
        ("start", "topic", "ahead", (2, 0)),
        ("topic", "start", "behind", (0, 2)),
        ("topic", "topic", "identical", (0, 0)),
    ],
)
def test_two_commits_are_compared(
    scene: Scene, base: str, head: str, status: str, counts: tuple[int, int]
) -> None:
    start = scene.tip("main")
    scene.commit("topic", {"a": "1\n"})
    scene.commit("topic", {"a": "2\n"})
    scene.commit("main", {"b": "1\n"})
    names = {"start": start}

    told = scene.api.repos.compare_commits(f"{names.get(base, base)}...{names.get(head, head)}")

    assert status == told.status
    assert counts == (told.ahead_by, told.behind_by)
    assert counts[0] == told.total_commits == len(told.commits)
    assert start == told.merge_base_commit.sha or status in {"behind", "identical"}


def test_a_comparison_tells_the_files_since_both_were_one(local: LocalScene) -> None:
    local.commit("topic", {"a": "1\n", "new": "1\n"})
    local.commit("main", {"b": "1\n"})

    told = local.api.repos.compare_commits("main...topic")

    assert [("a", "modified"), ("new", "added")] == [
        (file.filename, file.status) for file in told.files
    ]


def test_nothing_is_compared_with_what_is_not_there(scene: Scene) -> None:
    with scene.refused(404):
        scene.api.repos.compare_commits("main...none")


def test_branches_are_listed(scene: Scene) -> None:
    sha = scene.commit("a/topic", {"a": "new\n"})

    assert {"a/topic": sha, "main": scene.tip("main")} == {
        branch.name: branch.commit.sha for branch in scene.api.repos.list_branches()
    }
    assert sha == scene.api.repos.get_branch("a/topic").commit.sha
    with scene.refused(404):
        scene.api.repos.get_branch("none")


def test_a_file_is_read_as_it_is_in_a_commit(scene: Scene) -> None:
    old = scene.tip("main")
    scene.commit("main", {"a": "new\n", "d/e.txt": "é\n"})

    assert "new\n" == scene.file("a", "main")
    assert "a\n" * 9 == scene.file("a", old)
    assert "é\n" == scene.file("d/e.txt", "main")
    with scene.refused(404):
        scene.file("none", "main")


def test_a_folder_is_listed(local: LocalScene) -> None:
    local.commit("main", {"d/e": "1\n", "d/f/g": "22\n"})

    assert [("a", "file"), ("b", "file"), ("c", "file"), ("d", "dir")] == entries(
        local.raw("GET", "/repos/acme/train/contents").json()
    )
    inside: Any = local.api.repos.get_content("d")
    assert [("e", "file"), ("f", "dir")] == entries(inside)


def test_a_commit_tells_the_pull_requests_it_came_with(local: LocalScene) -> None:
    sha = local.commit("topic", {"a": "new\n"})
    number = local.api.pulls.create(title="T", head="topic", base="main").number
    merge = local.api.pulls.merge(number, merge_method="squash").sha

    for one in (sha, merge):
        found = local.api.repos.list_pull_requests_associated_with_commit(one)
        assert [number] == [pull.number for pull in found]
    start = local.api.repos.get_commit(merge).parents[0].sha
    assert [] == list(local.api.repos.list_pull_requests_associated_with_commit(start))


def shas(commits: Any) -> list[str]:
    """The ids of commits."""
    return [commit.sha for commit in commits]


def entries(listed: Any) -> list[tuple[str, str]]:
    """What a folder holds."""
    return [(entry["name"], entry["type"]) for entry in listed]
