"""A table is drawn where there is room for its words, and told row by row where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from release.actions import Table
from release.tasks.streams import PLAIN, encodable
from release.tasks.tables import (
    STYLES,
    drawn,
    has_room,
    markdown,
    records,
    wrapped,
)

PLAN = Table(
    ("App", "Action", "Version", "Reason"),
    (
        ("backend", "⚪ skip", "v1.4.2", ""),
        ("cloudprint", "🟢 deploy", "v0.0.0-staging-20261126113929", "1.0.0 runs there"),
    ),
)


def test_a_table_that_has_room_is_drawn_as_wide_as_its_text() -> None:
    assert """\
╭────────────┬───────────┬───────────────────────────────┬──────────────────╮
│ App        │ Action    │ Version                       │ Reason           │
├────────────┼───────────┼───────────────────────────────┼──────────────────┤
│ backend    │ ⚪ skip   │ v1.4.2                        │                  │
│ cloudprint │ 🟢 deploy │ v0.0.0-staging-20261126113929 │ 1.0.0 runs there │
╰────────────┴───────────┴───────────────────────────────┴──────────────────╯
""" == drawn(PLAN, 100, colours=False)


def test_where_room_is_short_text_is_broken_between_words_alone() -> None:
    assert has_room(PLAN, 70)
    assert """\
╭────────────┬───────────┬───────────────────────────────┬───────────╮
│ App        │ Action    │ Version                       │ Reason    │
├────────────┼───────────┼───────────────────────────────┼───────────┤
│ backend    │ ⚪ skip   │ v1.4.2                        │           │
│ cloudprint │ 🟢 deploy │ v0.0.0-staging-20261126113929 │ 1.0.0     │
│            │           │                               │ runs      │
│            │           │                               │ there     │
╰────────────┴───────────┴───────────────────────────────┴───────────╯
""" == drawn(PLAN, 70, colours=False)


def test_a_table_whose_words_have_no_room_is_told_row_by_row() -> None:
    assert not has_room(PLAN, 40)
    assert """\
App: backend
  Action: ⚪ skip
  Version: v1.4.2

App: cloudprint
  Action: 🟢 deploy
  Version: v0.0.0-staging-20261126113929
  Reason: 1.0.0 runs there
""" == records(PLAN, 40)


def test_colours_repeat_what_the_signs_say() -> None:
    plain, coloured = drawn(PLAN, 100, colours=False), drawn(PLAN, 100, colours=True)

    assert "\x1b" not in plain
    assert "\x1b[32m🟢 deploy\x1b[0m" in coloured
    assert "\x1b[2m⚪ skip  \x1b[0m" in coloured


def test_every_sign_has_a_plain_letter() -> None:
    assert set() == STYLES.keys() - PLAIN.keys()
    assert [] == [each for each in PLAIN.values() if not each.isascii()]


def test_markdown_keeps_its_columns() -> None:
    assert "| a\\|b |" in markdown(Table(("Name",), (("a|b",),)))


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "🟢 Prüfung… ok 日"),
        ("cp1252", "+ Prüfung… ok \\u65e5"),
        ("ascii", "+ Pr\\xfcfung... ok \\u65e5"),
    ],
)
def test_what_a_console_lacks_has_a_plain_letter_or_an_escape(encoding: str, shown: str) -> None:
    assert shown == encodable("🟢 Prüfung… ok 日", encoding)


def test_a_note_is_wrapped_below_itself_and_commands_stay_whole() -> None:
    command = "`inv deploy.unlock --id 351d577dab7d4d178524fe8bb9e0d5fb`"
    line = f"  run {command} when they say so, and not before"

    assert [
        "  run",
        f"    {command}",
        "    when they say so, and not",
        "    before",
    ] == wrapped(line, 32)


cells = st.text(st.characters(categories=["L", "N"]) | st.sampled_from("🟢✗ -"), max_size=30).map(
    lambda text: " ".join(text.split())
)
rows = st.integers(1, 5).flatmap(
    lambda wide: st.lists(st.tuples(*[cells] * wide), min_size=2, max_size=5)
)


@given(rows, st.integers(24, 200))
def test_no_drawn_line_is_wider_than_the_terminal(found: list[tuple[str, ...]], wide: int) -> None:
    table = Table(found[0], tuple(found[1:]))

    if has_room(table, wide):
        assert max(map(cell_len, drawn(table, wide, colours=False).splitlines())) <= wide


@given(rows, st.integers(24, 200))
def test_row_by_row_nothing_is_lost(found: list[tuple[str, ...]], wide: int) -> None:
    table = Table(found[0], tuple(found[1:]))

    told = "".join(records(table, wide).split())

    assert all("".join(cell.split()) in told for row in table.rows for cell in row)
