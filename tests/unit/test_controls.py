"""What is left of a program's line when it is not shown by a terminal."""

from __future__ import annotations

import pytest

from release.controls import as_shown, readable


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Compiling serde", "Compiling serde"),
        ("\x1b[1m\x1b[32m   Compiling\x1b[0m serde", "   Compiling serde"),
        ("\x1b]8;;https://x\x1b\\link\x1b]8;;\x07 end", "link end"),
        (" 10 %\r 50 %\r100 %", "100 %"),
        ("100 %\r", "100 %"),
        ("a\tb", "a\tb"),
        ("\x1b(Bplain\x1b[?25h", "plain"),
        ("", ""),
    ],
)
def test_a_line_is_what_a_terminal_shows_without_its_colours(line: str, shown: str) -> None:
    assert shown == as_shown(line)


def test_what_cannot_be_read_has_a_mark_in_its_place() -> None:
    assert readable("a\x1b[2J\udc80\u202eb\n\tc") == "a�[2J��b\n\tc"
    assert readable("åß 🟢") == "åß 🟢"
