"""What takes long is told while it does, on a terminal where a line can be drawn over."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

import pexpect
import pytest

from tests.e2e.terminals import a_terminal

PROGRAM = Path(__file__).parent / "waiting_program.py"
GONE = "\r\x1b[2K"

Sitting = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def waits(tmp_path: Path) -> Iterator[Sitting]:
    with ExitStack() as opened:

        def wait(
            wide: int = 100, environment: Mapping[str, str] = MappingProxyType({})
        ) -> pexpect.spawn[str]:
            command = [sys.executable, str(PROGRAM), str(tmp_path)]
            around = {"A_TOKEN": "s3cret-token", **environment}
            return opened.enter_context(a_terminal(command, size=(24, wide), environment=around))

        yield wait


def test_what_is_waited_for_is_shown_with_how_long(waits: Sitting) -> None:
    terminal = waits()

    terminal.expect(r"[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] git fetch .\[31m https://\*\*\*@example\.org \*\*\* \(100 s\)")
    terminal.expect(r"\(101 s\)")


def test_what_is_said_stands_where_the_line_was(waits: Sitting, tmp_path: Path) -> None:
    terminal = waits()
    terminal.expect_exact("(100 s)")

    (tmp_path / "say").touch()

    terminal.expect_exact(f"{GONE}somebody says something\r\n")
    terminal.expect_exact("git fetch")


def test_nothing_is_left_of_it(waits: Sitting, tmp_path: Path) -> None:
    terminal = waits()
    terminal.expect_exact("(100 s)")
    (tmp_path / "say").touch()
    (tmp_path / "end").touch()

    terminal.expect(pexpect.EOF)

    lines = [line.rpartition(GONE)[2] for line in str(terminal.before).split("\r\n")]
    assert ["somebody says something", "it is over", ""] == lines


def test_the_line_is_no_wider_than_the_terminal(waits: Sitting) -> None:
    terminal = waits(20)

    terminal.expect_exact(" (100 s)")

    assert len(str(terminal.before).rpartition(GONE)[2] + " (100 s)") < 20


def test_letters_of_two_columns_are_counted_as_such(waits: Sitting) -> None:
    terminal = waits(23, {"A_PATH": "荷物" * 40})

    terminal.expect_exact(" (100 s)")

    assert str(terminal.before).rpartition(GONE)[2].endswith(" git add 荷物")


@pytest.mark.parametrize(
    "environment", [{"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}, {"GITHUB_ACTIONS": "true"}]
)
def test_elsewhere_nothing_moves(
    environment: dict[str, str], waits: Sitting, tmp_path: Path
) -> None:
    (tmp_path / "say").touch()
    (tmp_path / "end").touch()
    terminal = waits(environment=environment)

    terminal.expect(pexpect.EOF)

    assert "somebody says something\r\nit is over\r\n" == terminal.before


def test_a_pipe_gets_the_lines_alone(tmp_path: Path) -> None:
    (tmp_path / "say").touch()
    (tmp_path / "end").touch()

    answer = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path)], check=True, capture_output=True, text=True
    )

    assert ("", "somebody says something\nit is over\n") == (answer.stdout, answer.stderr)
