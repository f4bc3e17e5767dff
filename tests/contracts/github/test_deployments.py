"""Deployments and environments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.github.scene import LocalScene

pytestmark = pytest.mark.needs("git")


def test_a_deployment_keeps_what_it_is_told(local: LocalScene) -> None:
    payload = {"schema": 1, "app": "backend", "version": "1.2.0"}

    made = deploy(local, environment="staging", payload=payload, description="backend 1.2.0")

    told = local.api.repos.get_deployment(made.id)
    assert (local.tip("main"), "main", "staging", "backend 1.2.0") == (
        told.sha,
        told.ref,
        told.environment,
        told.description,
    )
    assert payload == dict(told.payload)
    assert ("deploy", "ada", False) == (told.task, told.creator.login, told.production_environment)


def test_deployments_are_found_by_what_they_are_for(local: LocalScene) -> None:
    """The newest comes first."""
    first = deploy(local, environment="staging").id
    local.commit("main", {"a": "new\n"})
    second = deploy(local, environment="staging").id
    third = deploy(local, environment="production").id

    assert [third, second, first] == ids(local.api.repos.list_deployments())
    assert [second, first] == ids(local.api.repos.list_deployments(environment="staging"))
    found = local.api.repos.list_deployments(sha=local.tip("main"), per_page=1)
    assert [third] == ids(found)


def test_an_unprepared_caller_has_main_merged_into_its_branch(local: LocalScene) -> None:
    """The default that surprises everybody: nothing is deployed, and the branch has moved."""
    local.commit("topic", {"a": "new\n"})
    main = local.commit("main", {"b": "new\n"})

    told = local.api.repos.create_deployment("topic")

    assert "Auto-merged main into topic on deployment." == told.message
    assert [] == list(local.api.repos.list_deployments())
    assert main == local.api.repos.compare_commits("main...topic").merge_base_commit.sha


def test_what_main_conflicts_with_is_not_deployed(local: LocalScene) -> None:
    local.commit("topic", {"a": "mine\n"})
    local.commit("main", {"a": "theirs\n"})

    with local.refused(409, "Conflict merging main into topic."):
        local.api.repos.create_deployment("topic")


def test_checks_that_are_not_green_keep_a_commit_from_being_deployed(local: LocalScene) -> None:
    """All of them, or those that are named; with none named nothing is waited for."""
    local.api.repos.create_commit_status(local.tip("main"), "pending", context="build")

    with local.refused(409, "Commit status checks failed for main."):
        local.api.repos.create_deployment("main")
    with local.refused(409):
        local.api.repos.create_deployment("main", required_contexts=["other"])
    assert deploy(local).id


def test_how_a_deployment_gets_on_is_told(local: LocalScene) -> None:
    made = deploy(local, environment="staging")
    say(local, made, "in_progress")
    say(
        local,
        made,
        "success",
        description="Healthy",
        environment_url="https://staging.example.org",
        log_url="https://ci.example.org/1",
    )

    told: Any = local.api.repos.list_deployment_statuses(made.id)
    newest, oldest = told
    assert ("success", "in_progress") == (newest.state, oldest.state)
    assert ("Healthy", "https://staging.example.org") == (
        newest.description,
        newest.environment_url,
    )
    assert newest.id == local.api.repos.get_deployment_status(made.id, newest.id).id


@pytest.mark.parametrize(
    ("environment", "auto_inactive", "state"),
    [("staging", True, "inactive"), ("staging", False, "success"), ("production", True, "success")],
)
def test_a_success_makes_earlier_ones_inactive_but_not_in_production(
    local: LocalScene, environment: str, *, auto_inactive: bool, state: str
) -> None:
    first = deploy(local, environment=environment)
    say(local, first, "success")
    second = deploy(local, environment=environment)

    say(local, second, "success", auto_inactive=auto_inactive)

    assert state == local.api.repos.list_deployment_statuses(first.id)[0].state
    assert "success" == local.api.repos.list_deployment_statuses(second.id)[0].state


def test_words_have_their_limits(local: LocalScene) -> None:
    with local.refused(422, "maximum is 140"):
        deploy(local, description="x" * 141)
    made = deploy(local)
    with local.refused(422, "maximum is 140"):
        say(local, made, "success", description="x" * 141)
    with local.refused(422, "not included in the list"):
        say(local, made, "done")
    with local.refused(422, "No ref found for: none"):
        local.api.repos.create_deployment("none")


def test_an_active_deployment_is_not_deleted(local: LocalScene) -> None:
    made = deploy(local)
    say(local, made, "success")
    with local.refused(422):
        local.api.repos.delete_deployment(made.id)

    say(local, made, "inactive")
    local.api.repos.delete_deployment(made.id)

    with local.refused(404):
        local.api.repos.get_deployment(made.id)


def test_a_deployment_makes_its_environment(local: LocalScene) -> None:
    deploy(local, environment="review/1")

    told = local.raw("GET", "/repos/acme/train/environments/review%2F1").json()
    assert "review/1" == told["name"]
    assert 1 == local.api.repos.get_all_environments().total_count


def test_an_environment_has_rules(local: LocalScene) -> None:
    policy = {"protected_branches": True, "custom_branch_policies": False}
    local.api.repos.create_or_update_environment(
        "production", wait_timer=30, deployment_branch_policy=policy
    )

    told = local.api.repos.get_environment("production")

    assert ["wait_timer", "branch_policy"] == [rule.type for rule in told.protection_rules]
    assert (30, policy) == (
        told.protection_rules[0].wait_timer,
        dict(told.deployment_branch_policy),
    )
    local.api.repos.delete_an_environment("production")
    with local.refused(404):
        local.api.repos.get_environment("production")


def test_an_environment_has_reviewers(local: LocalScene) -> None:
    ada = local.api.users.get_authenticated()
    reviewers = [{"type": "User", "id": ada.id}]
    local.api.repos.create_or_update_environment("approval", reviewers=reviewers)

    (rule,) = local.api.repos.get_environment("approval").protection_rules

    assert "required_reviewers" == rule.type
    assert ["ada"] == [each.reviewer.login for each in rule.reviewers]


def deploy(local: LocalScene, **more: Any) -> Any:
    """A deployment of main, as it is meant: without a merge, waiting for nobody."""
    wanted = {"auto_merge": False, "required_contexts": [], **more}
    return local.api.repos.create_deployment("main", **wanted)


def say(local: LocalScene, deployment: Any, state: str, **more: Any) -> Any:
    """A status of a deployment."""
    return local.api.repos.create_deployment_status(deployment.id, state, **more)


def ids(deployments: Any) -> list[int]:
    """The ids of deployments."""
    return [deployment.id for deployment in deployments]
