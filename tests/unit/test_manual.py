"""The manual has a page for every task, and what stands there is so."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from invoke.collection import Collection
from invoke.parser import Parser

import release
from release import errors
from release.tasks import changeset, deploy
from release.tasks.columns import columns
from release.tasks.manual import Page, common, page
from release.tasks.manual.pages import drawn
from release.tasks.namespace import namespace
from release.tasks.step import Step

ROOT = Path(__file__).parents[2]
APPS = ("backend", "cloudprint", "frachter", "monorepo-release")


def _named(collection: Collection, before: str = "") -> Iterator[tuple[str, Step]]:
    for name, task in collection.tasks.items():
        is_default = before and name == collection.default
        yield before.rstrip(".") if is_default else before + name, task
    for name, inner in collection.collections.items():
        yield from _named(inner, f"{before}{name}.")


TASKS = {name: task for name, task in _named(namespace) if name.removeprefix("deploy.") not in APPS}
PAGES = {name: page(name, task) for name, task in TASKS.items()}
EACH = pytest.mark.parametrize("said", PAGES.values(), ids=PAGES)


@EACH
def test_a_list_has_one_short_line_of_a_task(said: Page) -> None:
    """With names of 20 columns, on a terminal of 80."""
    assert 0 < len(said.summary) <= 56


@EACH
def test_an_example_is_a_command_that_there_is(said: Page) -> None:
    tasks = Collection(*(each for each in namespace.collections.values() if each.name != "deploy"))
    tasks.add_collection(deploy.collection(APPS))
    for task in namespace.tasks.values():
        tasks.add_task(task)
    parser = Parser(tasks.to_contexts())

    for command, means in said.examples:
        (found,) = parser.parse_argv(shlex.split(command))

        assert said.name in {found.name, *found.aliases}
        assert means


@EACH
def test_what_is_to_be_seen_is_there(said: Page) -> None:
    docs = {f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")}

    assert not docs or set() == {*said.see} - {*TASKS, *docs}
    assert said.name not in said.see


@EACH
def test_exit_codes_are_those_of_the_errors(said: Page) -> None:
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    codes = {each.exit_code for each in classes if hasattr(each, "exit_code")}

    assert set() == {int(code) for code, _ in said.exits} - codes - {0}


@EACH
def test_every_flag_has_its_meaning(said: Page) -> None:
    assert [] == [each.spelled for each in (*said.flags, *said.common) if not each.means]


def test_every_variable_is_read_somewhere() -> None:
    house = Path(release.__file__ or "").parent
    sources = "".join(each.read_text("utf-8") for each in house.rglob("*.py"))

    assert [] == [each for each in common()["environment"] if not re.search(rf'"{each}"', sources)]


@EACH
def test_who_asks_github_is_told_of_what_says_where_it_is(said: Page) -> None:
    """A token is never sent without these; those of changelogs ask another interface."""
    named = {name for name, _ in said.environment}
    where = {"GITHUB_REPOSITORY", "GITHUB_SERVER_URL"}
    api = "GITHUB_GRAPHQL_URL" if said.name == "changeset.version" else "GITHUB_API_URL"

    assert "GH_PAT" not in named or {*where, api} <= named


@EACH
def test_what_must_start_workflows_takes_no_token_of_a_job(said: Page) -> None:
    named = {name for name, _ in said.environment}

    assert not TASKS[said.name].starts_workflows or {"GH_PAT"} == named & {"GH_PAT", "GITHUB_TOKEN"}


def test_the_task_of_an_app_has_the_page_of_deployments() -> None:
    said = page("deploy.web", deploy.deploy_app("web"))

    assert "Deploy web and what it needs." == said.summary
    assert PAGES["deploy"].exits == said.exits


def test_a_flag_that_is_needed_stands_in_the_usage() -> None:
    assert "release.explain APP [flags]" == PAGES["release.explain"].usage
    assert "deploy.rollback --app APP [flags]" == PAGES["deploy.rollback"].usage


def test_a_default_is_told_once() -> None:
    meanings = {each.spelled: each.means for each in PAGES["workflows.pin"].flags}

    assert meanings["--cooldown"].endswith("; default: 7")


def test_a_flag_of_its_own_is_not_one_of_every_task() -> None:
    """`--verbose` of Changesets means what it means there."""
    said = page("changeset.status", changeset.status)

    assert "show the changesets too" == {e.spelled: e.means for e in said.flags}["--verbose"]


@EACH
@pytest.mark.parametrize("wide", [40, 60, 80, 96])
def test_a_page_is_as_wide_as_the_terminal(wide: int, said: Page) -> None:
    """But for the examples, which are copied as they stand."""
    examples = {f"  inv {command}" for command, _ in said.examples}

    lines = [line for line in drawn(said, "inv", wide) if line not in examples]

    assert [] == [line for line in lines if len(line) > wide]


def test_a_meaning_stands_below_its_name_where_there_is_no_room_beside_it() -> None:
    pairs = [("--environment ENVIRONMENT", "where to"), ("--app APP", "an app")]

    assert [
        "  --environment ENVIRONMENT   where to",
        "  --app APP                   an app",
    ] == [*columns(pairs, 80)]
    assert [
        "  --environment ENVIRONMENT",
        "      where to",
        "  --app APP",
        "      an app",
    ] == [*columns(pairs, 40)]
