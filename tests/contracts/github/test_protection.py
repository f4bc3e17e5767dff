"""Protected branches and commit statuses, as the API has them. Pushes are in `test_git`."""

from __future__ import annotations

import pytest

from release.rehearsal import Caller, Protection
from tests.github.scene import LocalScene

pytestmark = pytest.mark.needs("git")

WRITER = "ghp_bobs0123456789abcdefghijklmnopqrstuv"


def test_a_commit_is_as_green_as_its_checks_said_last(local: LocalScene) -> None:
    sha = local.tip("main")
    assert "pending" == state(local)

    local.api.repos.create_commit_status(sha, "success", context="build")
    assert "success" == state(local)
    local.api.repos.create_commit_status(sha, "failure", context="test", description="No")
    assert "failure" == state(local)
    local.api.repos.create_commit_status(sha, "success", context="test")
    assert "success" == state(local)

    told = local.api.repos.list_commit_statuses_for_ref("main")
    assert [("test", "success"), ("test", "failure"), ("build", "success")] == [
        (status.context, status.state) for status in told
    ]


def test_a_merge_waits_for_the_checks(local: LocalScene) -> None:
    local.repo.protections["main"] = Protection(checks=("build",), enforce_admins=True)
    sha = local.commit("topic", {"a": "new\n"})
    number = local.api.pulls.create(title="T", head="topic", base="main").number

    with local.refused(405, 'Required status check "build" is expected.'):
        local.api.pulls.merge(number)
    local.api.repos.create_commit_status(sha, "success", context="build")

    assert local.api.pulls.merge(number).merged


def test_a_merge_waits_for_a_review(local: LocalScene) -> None:
    """Administrators need not wait, unless the rules bind them too."""
    local.repo.protections["main"] = Protection(reviews=1)
    local.hub.add_token(WRITER, Caller("bob"))
    local.commit("topic", {"a": "new\n"})
    number = local.api.pulls.create(title="T", head="topic", base="main").number

    with local.refused(405, "At least 1 approving review is required"):
        local.client(WRITER).pulls.merge(number)
    assert local.api.pulls.merge(number).merged


def test_a_branch_that_stays_linear_takes_no_merge_commits(local: LocalScene) -> None:
    local.repo.protections["main"] = Protection(linear=True)
    local.commit("topic", {"a": "new\n"})
    number = local.api.pulls.create(title="T", head="topic", base="main").number

    with local.refused(405, "Merge commits are not allowed"):
        local.api.pulls.merge(number)
    assert local.api.pulls.merge(number, merge_method="rebase").merged


def test_a_protected_branch_is_not_moved_by_its_ref(local: LocalScene) -> None:
    old, new = local.tip("main"), local.commit("topic", {"a": "new\n"})
    local.repo.protections["main"] = Protection(pull_requests=True, enforce_admins=True)

    with local.refused(422, "Changes must be made through a pull request."):
        local.api.git.update_ref("heads/main", new)
    local.repo.protections["topic"] = Protection()
    with local.refused(422, "Cannot force-push"):
        local.api.git.update_ref("heads/topic", old, force=True)
    with local.refused(422, "Cannot delete"):
        local.api.git.delete_ref("heads/topic")


def test_how_a_branch_is_guarded_can_be_read(local: LocalScene) -> None:
    local.repo.protections["main"] = Protection(reviews=2, checks=("build",), linear=True)

    branch = local.api.repos.get_branch("main")
    told = local.api.repos.get_branch_protection("main")

    assert (True, ["build"]) == (
        branch.protected,
        branch.protection.required_status_checks.contexts,
    )
    assert (["build"], True) == (
        told.required_status_checks.contexts,
        told.required_linear_history.enabled,
    )
    assert 2 == told.required_pull_request_reviews.required_approving_review_count
    assert not told.enforce_admins.enabled
    assert ["main"] == [one.name for one in local.api.repos.list_branches(protected=True)]


def test_a_branch_without_guard_says_so(local: LocalScene) -> None:
    with local.refused(404, "Branch not protected"):
        local.api.repos.get_branch_protection("main")
    with local.refused(404, "Branch not found"):
        local.api.repos.get_branch_protection("none")
    assert [] == list(local.api.repos.get_branch_rules("main"))


def state(local: LocalScene) -> str:
    """What the checks say of main, in one word."""
    return str(local.api.repos.get_combined_status_for_ref("main").state)
