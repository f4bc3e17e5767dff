"""A repository as a whole: its settings, its labels, and Actions."""

from __future__ import annotations

import pytest

from release.rehearsal import Request
from release.rehearsal.nouns import Dispatch
from tests.github.scene import TOKEN, LocalScene, Scene

pytestmark = pytest.mark.needs("git")

WORKFLOW = ".github/workflows/deploy.yml"
TEXT = "name: Deploy\non:\n  workflow_dispatch:\n"


def test_a_repository_tells_how_it_is_set(scene: Scene) -> None:
    told = scene.api.repos.get()

    assert ("acme/train", "main", False) == (told.full_name, told.default_branch, told.private)
    assert told.allow_squash_merge
    assert "acme" == told.owner.login


def test_a_setting_is_changed_alone(local: LocalScene) -> None:
    local.api.repos.update(allow_squash_merge=False, squash_merge_commit_title="PR_TITLE")

    told = local.api.repos.get()

    assert (False, True, "PR_TITLE") == (
        told.allow_squash_merge,
        told.allow_merge_commit,
        told.squash_merge_commit_title,
    )


@pytest.mark.parametrize(
    ("title", "message", "expected"),
    [
        ("PR_TITLE", "PR_BODY", "Change (#1)\n\nWhy"),
        ("PR_TITLE", "BLANK", "Change (#1)"),
        ("COMMIT_OR_PR_TITLE", "COMMIT_MESSAGES", "Subject (#1)\n\nBody"),
    ],
)
def test_what_a_squash_says_is_set(
    local: LocalScene, title: str, message: str, expected: str
) -> None:
    local.api.repos.update(squash_merge_commit_title=title, squash_merge_commit_message=message)
    local.commit("topic", {"a": "new\n"}, "Subject\n\nBody")
    local.api.pulls.create(title="Change", head="topic", base="main", body="Why")

    sha = local.api.pulls.merge(1, merge_method="squash").sha

    assert expected == local.api.git.get_commit(sha).message


def test_a_merged_branch_can_be_deleted_at_once(local: LocalScene) -> None:
    local.api.repos.update(delete_branch_on_merge=True)
    local.commit("topic", {"a": "new\n"})
    local.api.pulls.create(title="Change", head="topic", base="main")

    local.api.pulls.merge(1)

    assert "" == local.tip("topic")
    assert local.api.pulls.get(1).merged


def test_who_uses_the_old_name_of_a_repository_is_sent_on(local: LocalScene) -> None:
    """A write as well, but it is not done under the old name."""
    local.hub.rename_repository("acme/train", "acme/engine")
    place = "/api/v3/repos/acme/train"
    headers = {"authorization": f"token {TOKEN}"}

    read = local.hub.answer(Request("GET", f"{place}/releases?page=2", headers))
    written = local.hub.answer(Request("POST", f"{place}/releases", headers, b"{}"))

    new = f"{local.url}/api/v3/repos/acme/engine/releases"
    assert (301, f"{new}?page=2") == (read.status, read.headers["location"])
    assert (307, new) == (written.status, written.headers["location"])
    told = local.work.git.ls_remote("origin", "refs/heads/main")
    assert str(told).startswith(
        local.hub.site.repositories["acme/engine"].bare.branch("main") or "-"
    )


def test_whether_releases_are_immutable_can_be_asked(local: LocalScene) -> None:
    with local.refused(404):
        local.api.repos.check_immutable_releases()
    local.set(immutable_releases=True)
    assert local.api.repos.check_immutable_releases().enabled


def test_what_actions_may_do_can_be_asked(local: LocalScene) -> None:
    local.set(default_workflow_permissions="write", can_approve_pull_request_reviews=True)

    assert local.api.actions.get_github_actions_permissions_repository().enabled
    told = local.api.actions.get_github_actions_default_workflow_permissions_repository()
    assert ("write", True) == (
        told.default_workflow_permissions,
        told.can_approve_pull_request_reviews,
    )


def test_what_somebody_may_do_can_be_asked(local: LocalScene) -> None:
    told = local.api.repos.get_collaborator_permission_level("ada")

    assert ("admin", "ada") == (told.permission, told.user.login)


def test_a_workflow_is_asked_to_run(local: LocalScene) -> None:
    local.commit("main", {WORKFLOW: TEXT})

    listed = local.api.actions.list_repo_workflows()
    local.api.actions.create_workflow_dispatch("deploy.yml", "main", inputs={"app": "backend"})

    assert [("Deploy", WORKFLOW)] == [(one.name, one.path) for one in listed.workflows]
    wanted = Dispatch(
        "acme/train", "workflow_dispatch", WORKFLOW, "main", {"app": "backend"}, "ada"
    )
    assert [wanted] == local.hub.site.dispatches


def test_a_workflow_that_cannot_run_is_not_asked(local: LocalScene) -> None:
    local.commit("main", {WORKFLOW: TEXT, ".github/workflows/other.yml": "on: push\n"})

    with local.refused(404):
        local.api.actions.create_workflow_dispatch("none.yml", "main")
    with local.refused(422, "No ref found for: none"):
        local.api.actions.create_workflow_dispatch("deploy.yml", "none")
    with local.refused(422, "does not have 'workflow_dispatch' trigger"):
        local.api.actions.create_workflow_dispatch("other.yml", "main")
    assert [] == local.hub.site.dispatches


def test_workflows_are_told_of_an_event(local: LocalScene) -> None:
    local.api.repos.create_dispatch_event("released", client_payload={"app": "backend"})

    wanted = Dispatch(
        "acme/train", "repository_dispatch", "released", "main", {"app": "backend"}, "ada"
    )
    assert [wanted] == local.hub.site.dispatches
    with local.refused(422, "No more than 10 properties"):
        payload = {str(number): number for number in range(11)}
        local.api.repos.create_dispatch_event("released", client_payload=payload)


def test_a_pull_request_has_labels(scene: Scene) -> None:
    scene.commit("topic", {"a": "new\n"})
    number = scene.api.pulls.create(title="T", head="topic", base="main").number
    scene.api.issues.create_label("release", color="00ff00")

    scene.api.issues.add_labels(number, labels=["release", "new"])
    scene.api.issues.remove_label(number, "new")

    assert ["release"] == [one.name for one in scene.api.issues.list_labels_on_issue(number)]
    assert [("release", "00ff00")] == [
        (one.name, one.color) for one in scene.api.pulls.get(number).labels
    ]
