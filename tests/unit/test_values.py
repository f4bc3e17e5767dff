"""What the value of a flag can become, as a shell asks while it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from invoke.parser import Parser

from release.tasks.deploy import collection
from release.tasks.namespace import namespace
from release.tasks.program import program
from release.tasks.surroundings import apps, environments
from release.tasks.values import values

CONFIGURATION = """
[environments.qa]
[apps.backend]
[apps.cloudprint.environments.field]
target = "command"
"""
APPS = ["backend", "cloudprint"]
ENVIRONMENTS = ["production", "staging", "qa", "field"]


@pytest.fixture(autouse=True)
def _yard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "release.toml").write_text(CONFIGURATION, "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def parser() -> Parser:
    return Parser(namespace.to_contexts(), initial=program.initial_context)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("deploy --app ", APPS),
        ("deploy --app clo", APPS),  # the shell chooses
        ("deploy -a ", APPS),
        ("deploy --dry-run --app backend --app ", APPS),
        ("--echo deploy --app ", APPS),
        ("release.explain ", APPS),
        ("deploy --environment ", ENVIRONMENTS),
        ("deploy.status --environment qa --environment ", ENVIRONMENTS),
        ("rehearse --break ", ["token", "health", "conflict"]),
        ("board --records ", ["forge", "clone", "either"]),
        ("--print-completion-script ", ["bash", "zsh", "fish"]),
        ("deploy --wait ", []),  # anything may stand there: the shell offers files
        ("board --output bo", []),
    ],
)
def test_values_are_those_of_the_flag(typed: str, found: list[str], parser: Parser) -> None:
    assert found == values(typed.split(" "), parser)


@pytest.mark.parametrize(
    "typed", ["", "dep", "deploy --a", "deploy --dry-run ", "nothing ", "deploy --zzz "]
)
def test_what_is_no_value_is_left_to_others(typed: str, parser: Parser) -> None:
    assert values(typed.split(" "), parser) is None


def test_a_value_behind_an_equals_sign_is_completed_in_each_shell(parser: Parser) -> None:
    """For bash the sign is a word, zsh and fish have it in the middle of one."""
    assert APPS == values(["deploy", "--app", "="], parser)
    assert APPS == values(["deploy", "--app", "=", "clo"], parser)
    assert ["--app=backend", "--app=cloudprint"] == values(["deploy", "--app=clo"], parser)


def test_a_name_that_a_shell_would_run_is_not_offered(tmp_path: Path, parser: Parser) -> None:
    hostile = '[apps."$(touch owned)"]\n[apps."`id`"]\n[apps."a b"]\n[apps."@acme/web"]\n'
    (tmp_path / "release.toml").write_text(hostile, "utf-8")

    assert ["@acme/web"] == values(["deploy", "--app", ""], parser)


def test_every_tool_that_can_be_come_from_is_offered(parser: Parser) -> None:
    assert {"changesets", "knope"} <= {*(values(["setup.init", "--from", ""], parser) or [])}


@pytest.mark.parametrize(
    "text", ["", "apps = 3", "[apps", "[apps]\nbackend = 1\n", "environments = []"]
)
def test_a_configuration_that_is_wrong_names_nothing(text: str, tmp_path: Path) -> None:
    """What is wrong with it, the task will tell."""
    (tmp_path / "release.toml").write_text(text, "utf-8")

    assert ("production", "staging") == environments()
    assert {*apps()} <= {"backend"}


def test_apps_of_the_repository_are_found_from_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apps/backend").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "apps/backend")

    assert tuple(APPS) == apps()
    assert "deploy.backend" in {f"deploy.{name}" for name in collection(apps()).tasks}
