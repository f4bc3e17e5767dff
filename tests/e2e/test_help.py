"""`--help TASK` reads like a page of a manual, and `--list` like a table of contents."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.e2e.terminals import seen
from tests.e2e.test_usage import inv

BOLD = "\x1b[1m"
STYLE = re.compile(r"\x1b\[[\d;]*m")
TASKS = """
from invoke import task
from release.tasks import namespace as ns

@task(help={"fast": "without looking"}, aliases=["up"])
def migrate(context, fast=False):
    "Move the database."

ns.add_task(migrate)
"""


@pytest.fixture
def yard(tmp_path: Path) -> Path:
    """A repository with a task of its own."""
    (tmp_path / "release.toml").write_text("[apps.backend]\n", "utf-8")
    (tmp_path / "tasks.py").write_text(TASKS, "utf-8")
    return tmp_path


def shown(root: Path, wide: int, *command: str, **environment: str) -> str:
    """What a program of ours shows on a terminal of so many columns."""
    program, *words = command
    return seen([str(Path(sys.executable).parent / program), *words], root, wide, **environment)


def test_a_page_has_what_a_manual_has(yard: Path) -> None:
    page = typed(yard, "--help", "deploy.rollback").out

    assert page.startswith("release deploy.rollback: Bring back a version that ran before.\n")
    assert [
        "Usage",
        "Examples",
        "Flags",
        "Flags of every task",
        "Reads",
        "Writes",
        "Exit codes",
        "Environment",
        "See also",
    ] == [line for line in page.splitlines()[1:] if line[:1].strip()]
    assert "  release deploy.rollback --app APP [flags]\n" in page
    assert "-e, --environment ENVIRONMENT" in page
    assert "where; default: production" in page


@pytest.mark.parametrize("program", ["inv", "release"])
@pytest.mark.parametrize("wide", [40, 60, 200])
def test_a_page_fits_the_terminal_and_its_headings_stand_out(
    program: str, wide: int, yard: Path
) -> None:
    page = shown(yard, wide, program, "--help", "release.pr")

    plain = STYLE.sub("", page)
    assert max(map(len, plain.splitlines())) <= min(wide, 96)
    assert f"{BOLD}Exit codes\x1b[0m\n" in page
    assert f"  {program} --help release.preview\n" in plain


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_nothing_stands_out_where_that_is_not_wanted(
    environment: dict[str, str], yard: Path
) -> None:
    assert "\x1b" not in shown(yard, 80, "release", "--help", "deploy", **environment)


def test_an_empty_wish_for_no_colours_is_none(yard: Path) -> None:
    assert f"{BOLD}Exit codes" in shown(yard, 80, "release", "--help", "deploy", NO_COLOR="")


def test_help_behind_a_task_is_the_same(yard: Path) -> None:
    assert typed(yard, "--help", "deploy") == typed(yard, "deploy", "--help")


def test_inv_shows_what_release_shows(yard: Path) -> None:
    expected = typed(yard, "--help", "deploy.status").out

    answer = inv(yard, "--help", "deploy.status").stdout

    assert re.sub(r"\brelease (?=--|deploy)", "inv ", expected) == answer


def test_a_task_of_theirs_is_listed_and_helped_as_invoke_does(yard: Path) -> None:
    listed, helped = inv(yard, "--list").stdout, inv(yard, "--help", "migrate").stdout

    assert re.search(r"^  migrate \(up\) +Move the database\.$", listed, re.MULTILINE)
    assert "Usage: inv[oke] [--core-opts] migrate [--options]" in helped
    assert re.search(r"--fast +without looking$", helped, re.MULTILINE)


def test_the_list_goes_from_the_everyday_to_the_rare(yard: Path) -> None:
    listed = inv(yard, "--list").stdout

    names = re.findall(r"^  ([\w.-]+)", listed, re.MULTILINE)
    assert ["board", "rehearse", "migrate", "changeset.add", "changeset.status"] == names[:5]
    assert ["deploy", "deploy.backend", "deploy.status"] == names[16:19]
    assert "tauri.halt" == names[-1]
    assert all(len(line) <= 80 for line in listed.splitlines())


@pytest.mark.parametrize("words", [["--list"], ["--help"], ["--list", "changeset"]])
def test_a_list_is_readable_on_a_narrow_terminal(words: list[str], yard: Path) -> None:
    screen = shown(yard, 40, "release", *words)

    assert max(map(len, screen.splitlines()[1:])) <= 40


def test_a_terminal_that_has_few_signs_is_shown_a_page(yard: Path) -> None:
    page = shown(yard, 80, "release", "--help", "deploy", PYTHONIOENCODING="ascii")

    assert "Exit codes" in page


@pytest.mark.parametrize("words", ["--list", "--list deploy", "--help deploy"])
def test_a_reader_who_leaves_is_no_fault(words: str, yard: Path) -> None:
    """As `head` does, and `less` when it is left."""
    program = Path(sys.executable).parent / "inv"
    line = f"set -o pipefail; {program} {words} | head -n 1"

    answer = subprocess.run(
        ["bash", "-c", line], cwd=yard, check=False, capture_output=True, text=True
    )

    assert (0, "", 1) == (answer.returncode, answer.stderr, answer.stdout.count("\n"))
