"""What is shown fits the terminal and its letters, stands out there, and cannot be forged."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminals import seen

PROGRAM = str(Path(__file__).parent / "shown_program.py")
STYLE = re.compile(r"\x1b\[[\d;]*m")
DRAWN, NARROW = "│ cloudprint │ 🟢 Will Deploy │ v1.1.0  │", "\nApp: cloudprint\n"


def shown(wide: int, **environment: str) -> str:
    """What stands on a terminal of so many columns."""
    return seen([sys.executable, PROGRAM], None, wide, **environment)


def piped(**environment: str) -> str:
    """The same where it goes into a file."""
    return subprocess.run(
        [sys.executable, PROGRAM],
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
    ).stdout


@pytest.mark.parametrize("wide", [60, 80, 200])
def test_a_table_is_drawn(wide: int) -> None:
    lines = STYLE.sub("", shown(wide)).splitlines()

    assert DRAWN in lines
    table = [line for line in lines if line.startswith(("│", "╭", "├", "╰"))]
    assert max(map(len, table)) <= wide


@pytest.mark.parametrize("wide", [40, 60])
def test_a_table_that_has_no_room_is_told_row_by_row(wide: int) -> None:
    plain = STYLE.sub("", shown(wide))

    assert NARROW in plain
    assert "\n  Status: ✗ failed\n" in plain
    assert "v0.0.0-staging-20261126113929-72e7a05\n" in plain


def test_notes_are_wrapped_below_themselves() -> None:
    plain = STYLE.sub("", shown(40))

    assert "\n  and another one another one another\n    one another one" in plain


def test_errors_and_warnings_stand_out() -> None:
    screen = shown(80)

    assert "\n\x1b[1;31merror:\x1b[0m it is\n" in screen
    assert "\n\x1b[1;31merror:\x1b[0m it is red\n" in screen
    assert "\n\x1b[33mwarning:\x1b[0m it is\n" in screen


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colours_the_words_say_it(environment: dict[str, str]) -> None:
    screen = shown(80, **environment)

    assert "\x1b" not in screen
    assert DRAWN in screen
    assert "\nerror: it is red\n" in screen


def test_in_a_file_it_is_markdown_and_plain_lines() -> None:
    text = piped()

    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |\n" in text
    assert "\nerror: it is red\n" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_with_few_letters_has_plain_ones(encoding: str) -> None:
    """As one of Windows, on which Python prints in the letters of the country."""
    for screen in (shown(80, PYTHONIOENCODING=encoding), piped(PYTHONIOENCODING=encoding)):
        assert "| cloudprint | + Will Deploy | v1.1.0 |" in screen
        assert "x failed" in screen
        assert "\\U0001f7e2" not in screen


@pytest.mark.parametrize("wide", [40, 80])
def test_what_others_wrote_makes_no_line_of_ours(wide: int) -> None:
    screen = STYLE.sub("", shown(wide))

    ours = [line for line in screen.splitlines() if line.startswith(("error:", "warning:"))]
    assert ["warning: it is", "error: it is", "error: it is red"] == ours
    assert 5 == len(re.findall(r"^ {4,}error: forged", screen, re.MULTILINE))
    assert "\x1b[2K" not in shown(wide)
