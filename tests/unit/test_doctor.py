"""What the doctor finds, by what there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from release.config.train import Config
from release.doctor import (
    Finding,
    Health,
    judge_approval,
    judge_branches,
    judge_history,
    judge_settings,
    judge_token,
    judge_tools,
    judge_workflows,
)
from release.errors import StateError
from release.forge import Identity, Settings
from release.steps.setup.doctor import doctor
from tests.fake_git import FakeGit
from tests.fakes import MemoryFiles, a_view

CONFIG = ".changeset/config.json"
NOW = datetime(2026, 11, 26, tzinfo=UTC)
GOOD = Settings(
    can_write=True,
    merges=frozenset({"merge"}),
    squash_body="PR_BODY",
    immutable_releases=False,
    secrets=frozenset({"GH_PAT"}),
    rules={"main": frozenset({"pull_request"}), "staging": frozenset()},
)


def healths(found: object) -> dict[str, Health]:
    assert isinstance(found, list)
    return {each.subject: each.health for each in found}


def settings(**changed: Any) -> dict[str, Health]:
    return healths(list(judge_settings(GOOD._replace(**changed), Config())))


def test_a_repository_that_is_set_up_well_has_nothing_to_mend() -> None:
    assert {Health.WELL} == set(settings().values())


@pytest.mark.parametrize(
    ("changed", "subject", "health"),
    [
        ({"merges": frozenset({"squash"})}, "merge methods", Health.BROKEN),
        (
            {"merges": frozenset({"merge", "squash"}), "squash_body": "COMMIT_MESSAGES"},
            "merge methods",
            Health.WORRYING,
        ),
        ({"merges": None}, "merge methods", Health.UNKNOWN),
        ({"can_write": False}, "access", Health.BROKEN),
        ({"can_write": None}, "access", Health.UNKNOWN),
        ({"immutable_releases": True}, "immutable releases", Health.WELL),
        ({"immutable_releases": None}, "immutable releases", Health.UNKNOWN),
        ({"secrets": frozenset()}, "secret GH_PAT", Health.WORRYING),
        ({"secrets": None}, "secret GH_PAT", Health.UNKNOWN),
    ],
)
def test_settings_that_would_break_the_train_are_told(
    changed: dict[str, object], subject: str, health: Health
) -> None:
    assert health == settings(**changed)[subject]


@pytest.mark.parametrize(
    ("branch", "rules", "health"),
    [
        ("main", None, Health.BROKEN),
        ("main", frozenset({"required_linear_history"}), Health.BROKEN),
        ("main", frozenset({"pull_request", "required_status_checks"}), Health.WELL),
        ("staging", None, Health.BROKEN),
        ("staging", frozenset({"pull_request"}), Health.BROKEN),
        ("staging", frozenset({"update"}), Health.BROKEN),
        ("staging", frozenset({"required_status_checks"}), Health.WELL),
    ],
)
def test_rules_that_refuse_the_promotion_or_the_back_merge_are_told(
    branch: str, rules: frozenset[str] | None, health: Health
) -> None:
    assert health == settings(rules={**GOOD.rules, branch: rules})[f"branch {branch}"]


@pytest.mark.parametrize(
    ("days", "health"), [(15, Health.WELL), (14, Health.WORRYING), (0, Health.WORRYING)]
)
def test_the_end_of_a_token_is_told_two_weeks_ahead(days: int, health: Health) -> None:
    identity = Identity("bot", ("repo", "workflow"), NOW + timedelta(days=days))

    assert health == healths(list(judge_token(identity, NOW)))["token's end"]


def test_a_token_that_lacks_a_scope_is_told_which() -> None:
    findings = list(judge_token(Identity("bot", ("repo",)), NOW))

    assert Health.BROKEN == healths(findings)["token's scopes"]
    assert "it lacks the scope `workflow`" == findings[1].message


def test_a_fine_grained_token_tells_no_scopes() -> None:
    assert {"token", "token's end"} == set(healths(list(judge_token(Identity("bot"), NOW))))


@pytest.mark.parametrize(
    ("git", "health"),
    [
        ("git version 2.37.1", Health.BROKEN),
        ("git version 2.38.0", Health.WELL),
        ("git version 2.50.1 (Apple Git-155)", Health.WELL),
        (None, Health.BROKEN),
    ],
)
def test_an_old_git_or_none_is_told(git: str | None, health: Health) -> None:
    assert [health] == [each.health for each in judge_tools({"git": git}, ["git"])]


def test_a_program_that_is_not_needed_may_be_missing() -> None:
    assert [Health.UNKNOWN] == [each.health for each in judge_tools({"cargo": None}, ["git"])]


def test_a_shallow_clone_is_told() -> None:
    assert Health.BROKEN == judge_history(shallow=True).health
    assert Health.WELL == judge_history(shallow=False).health


@pytest.mark.parametrize(
    ("guards", "health"),
    [
        (frozenset({"required_reviewers", "wait_timer"}), Health.WELL),
        (frozenset({"wait_timer"}), Health.BROKEN),
        (None, Health.BROKEN),
    ],
)
def test_an_approval_that_nobody_gives_is_told(
    guards: frozenset[str] | None, health: Health
) -> None:
    assert health == judge_approval("approval", guards).health


def test_two_configurations_that_disagree_about_main_are_told() -> None:
    assert Health.WORRYING == judge_branches(Config(), "master").health
    assert Health.WELL == judge_branches(Config(), "main").health


def test_a_workflow_that_falls_back_to_the_built_in_token_is_told_with_its_line() -> None:
    text = "jobs:\n  a:\n    env:\n      T: ${{ secrets.GH_PAT || secrets.GITHUB_TOKEN }}\n"

    (found,) = judge_workflows({"a.yml": text, "b.yml": "token: ${{ secrets.GH_PAT }}"})

    assert (Health.BROKEN, "a.yml:4") == (found.health, found.subject)


def test_without_a_forge_the_rest_is_looked_at_and_the_doctor_ends_red() -> None:
    found = checked({"package.json": '{"name": "app", "version": "1.0.0"}', CONFIG: "{}"})

    assert {"git", "history", "branches", "GitHub"} <= set(found)
    assert "there is no forge" in found["GitHub"]


def test_a_broken_configuration_is_one_of_the_findings() -> None:
    found = checked({"package.json": '{"name": "app", "version": "1.0.0"}', CONFIG: "{"})

    assert CONFIG in found["configuration"]


def test_a_program_is_missing_where_a_target_needs_it() -> None:
    app = {"package.json": '{"name": "app", "version": "1.0.0"}', CONFIG: "{}"}
    placed = {**app, "release.toml": "[apps.app.environments.production]\ntarget = 'pypi'"}

    assert Health.UNKNOWN.name.lower() == found_in(app, uv=None)["uv"]["health"]
    assert Health.BROKEN.name.lower() == found_in(placed, uv=None)["uv"]["health"]
    assert Health.WELL.name.lower() == found_in(placed)["uv"]["health"]


def checked(files: dict[str, str]) -> dict[str, str]:
    """What is said of each thing in a repository that has these files, and no forge."""
    return {subject: row["message"] for subject, row in found_in(files).items()}


def found_in(files: dict[str, str], **versions: str | None) -> dict[str, dict[str, str]]:
    """What is found there, by its subject; every program is there that `versions` has not."""
    decision = doctor(
        a_view(MemoryFiles(files), FakeGit()),
        lambda names: {**dict.fromkeys(names, "2.39"), **versions},
    )
    assert isinstance(decision.failure, StateError)
    assert decision.document is not None
    assert decision.document["healthy"] is False
    rows = decision.document["findings"]
    assert isinstance(rows, list)
    return {row["subject"]: row for row in rows}


def test_a_finding_is_a_row_of_the_document() -> None:
    found = Finding(Health.WELL, "git", "2.39")

    assert {"health": "well", "subject": "git", "message": "2.39", "hint": ""} == found.document()
