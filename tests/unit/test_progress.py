"""What is told while a deployment goes on, as lines and as rows."""

from __future__ import annotations

import io

from rich.console import Console

from release.deployment.outcome import Outcome
from release.deployment.ports import Voice
from release.tasks.progress import Lines, Rows

DEPLOYED = Outcome("backend", "deployed", "1.5.0", runs="1.5.0", seconds=3.14)
FAILED = Outcome("cloudprint", "failed", "1.1.0", "exit code 2", phase="build", seconds=1.0)
ALREADY = Outcome("frachter", "already", "2.0.1")


def everything_happens(voice: Voice) -> None:
    voice.begun("backend", "roll out")
    voice.said("backend", "\x1b[32mCompiling\x1b[0m", "web1")
    voice.said("backend", "10 %\r100 %")
    voice.said("backend", "   ")
    voice.audit("backend began")
    voice.ended(DEPLOYED)
    voice.begun("cloudprint", "build")
    voice.begun("cloudprint", None)
    voice.ended(FAILED)
    voice.ended(ALREADY)


def test_lines_begin_with_the_app_and_the_host() -> None:
    said: list[str] = []

    everything_happens(Lines(said.append))

    assert said == [
        "[backend] roll out ...",
        "[backend@web1] Compiling",
        "[backend] 100 %",
        "[backend]",
        "audit: backend began",
        "[backend] 🟢 deployed: 1.5.0 (3.1 s)",
        "[cloudprint] build ...",
        "[cloudprint] taking back ...",
        "[cloudprint] ✗ failed: build: exit code 2 (1.0 s)",
        "[frachter] ⚪ already: 2.0.1",
    ]


def drawn(rows: Rows, width: int = 60) -> list[str]:
    screen = Console(file=io.StringIO(), width=width, color_system=None)
    with screen.capture() as shown:
        screen.print(rows.drawn())
    return [line.rstrip() for line in shown.get().splitlines()]


def test_a_row_has_the_phase_the_time_and_the_last_line() -> None:
    now = 100.0
    rows = Rows(["backend", "cloudprint"], lambda _: None, lambda: now)
    rows.begun("backend", "build")
    now = 112.0
    rows.begun("backend", "roll out")
    rows.said("backend", "10 %\r100 %", "web1")
    rows.said("backend", "   ")

    turning, waiting = drawn(rows)
    assert "backend    roll out 12 s web1: 100 %" == turning.split(maxsplit=1)[1]
    assert "⚪ cloudprint waits" == waiting


def test_rows_rest_with_what_became_of_them_and_others_join() -> None:
    above: list[str] = []
    rows = Rows(["backend", "cloudprint"], above.append, lambda: 0.0)

    everything_happens(rows)

    assert ["audit: backend began"] == above
    assert [line.split(maxsplit=1)[1] for line in drawn(rows, 80)] == [
        "backend    deployed 3.1 s 1.5.0",
        "cloudprint failed   1.0 s build: exit code 2",
        "frachter   already        2.0.1",
    ]


def test_a_long_line_is_cut_and_never_breaks_a_row() -> None:
    rows = Rows(["backend"], lambda _: None, lambda: 0.0)
    rows.begun("backend", "build")

    rows.said("backend", "[bold]" + "x" * 300)

    (line,) = drawn(rows, 50)
    assert line.endswith("…")
    assert "[bold]xxx" in line
