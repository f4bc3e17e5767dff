"""A deployment's progress on a real terminal, and what two signals do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

import pexpect
import pytest

from tests.e2e.terminals import SECONDS, a_terminal

PROGRAM = Path(__file__).parent / "progress_program.py"
SHOW_CURSOR, HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"

Sitting = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def looks(tmp_path: Path) -> Iterator[Sitting]:
    with ExitStack() as opened:

        def look(
            columns: int = 100, environment: Mapping[str, str] = MappingProxyType({})
        ) -> pexpect.spawn[str]:
            command = [sys.executable, str(PROGRAM), str(tmp_path)]
            size = (24, columns)
            return opened.enter_context(a_terminal(command, size=size, environment=environment))

        yield look


def test_rows_move_and_stay_when_all_is_over(looks: Sitting, tmp_path: Path) -> None:
    terminal = looks()

    terminal.expect_exact(HIDE_CURSOR)
    terminal.expect("audit: backend began")
    terminal.expect(r"backend +roll out +\d+ s web1: ")
    terminal.expect(r"cloudprint +build +\d+ s 20 %")
    terminal.expect(r"frachter[^\n]*waits")
    (tmp_path / "fail").touch()
    terminal.expect(r"🟢 backend +deployed +3\.1 s 1\.5\.0")
    terminal.expect(r"✗ +cloudprint +failed +61\.0 s build: exit code 2")
    (tmp_path / "end").touch()
    terminal.expect_exact(SHOW_CURSOR)
    terminal.expect_exact("over .")


def test_what_a_program_says_moves_no_cursor_and_sets_no_title(
    looks: Sitting, tmp_path: Path
) -> None:
    terminal = looks()
    (tmp_path / "fail").touch()
    (tmp_path / "end").touch()

    terminal.expect_exact("over .")

    screen = str(terminal.before)
    assert [] == [raw for raw in ("\x1b]0;", "\x1b[2J", "\u202e", "\x07") if raw in screen]


@pytest.mark.parametrize("columns", [20])
def test_a_narrow_terminal_has_a_row_an_app(columns: int, looks: Sitting, tmp_path: Path) -> None:
    terminal = looks(columns)
    (tmp_path / "fail").touch()
    (tmp_path / "end").touch()

    terminal.expect_exact("over .")

    last = str(terminal.before).rpartition(HIDE_CURSOR)[2].splitlines()
    rows = [re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", line) for line in last]
    assert max(map(len, rows)) <= 20


@pytest.mark.parametrize(
    ("press", "name"),
    [
        (lambda terminal: terminal.send("\x03"), "SIGINT"),
        (lambda terminal: terminal.kill(signal.SIGTERM), "SIGTERM"),
    ],
    ids=["control-c", "SIGTERM"],
)
def test_one_signal_asks_for_an_end(
    press: Callable[[pexpect.spawn[str]], None], name: str, looks: Sitting, tmp_path: Path
) -> None:
    terminal = looks()
    terminal.expect("cloudprint +build")

    press(terminal)

    terminal.expect_exact(f"{name}: it is ended")
    terminal.expect_exact(SHOW_CURSOR)
    terminal.expect_exact(f"over {name}.")
    assert not (tmp_path / "fail").exists()


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_at_once_and_leaves_a_cursor(
    second: signal.Signals, looks: Sitting, tmp_path: Path
) -> None:
    (tmp_path / "hang").touch()
    terminal = looks()
    terminal.expect("cloudprint +build")
    terminal.send("\x03")
    terminal.expect_exact("SIGINT: it is ended")
    terminal.expect(r"cloudprint +failed")

    terminal.kill(second)

    terminal.expect_exact(SHOW_CURSOR)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert second == terminal.signalstatus


def test_elsewhere_it_tells_lines_that_are_no_workflow_commands(tmp_path: Path) -> None:
    (tmp_path / "fail").touch()
    (tmp_path / "end").touch()

    told = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path)],
        env={**os.environ, "GITHUB_ACTIONS": "true"},
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )

    assert "over .\n" == told.stdout
    assert told.stderr.splitlines() == [
        "[backend] roll out ...",
        "[backend@web1] ::error::[bold]# #[add-mask]e\N{REPLACEMENT CHARACTER}",
        "audit: backend began",
        "[cloudprint] build ...",
        "[cloudprint] 20 %",
        "[cloudprint] ✗ failed: build: exit code 2 (61.0 s)",
        "[backend] 🟢 deployed: 1.5.0 (3.1 s)",
    ]


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}])
def test_a_terminal_that_cannot_move_rows_gets_lines(
    environment: dict[str, str], looks: Sitting, tmp_path: Path
) -> None:
    (tmp_path / "fail").touch()
    (tmp_path / "end").touch()
    terminal = looks(environment=environment)

    terminal.expect_exact("[cloudprint] 20 %")
    terminal.expect_exact("over .")
