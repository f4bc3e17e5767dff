"""Tables and notes as they are read best: drawn, as Markdown, or row by row for want of room.

A sign says what a colour says, and stands before a word that says it as well.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from release.actions import Table

STYLES = {
    "🟢": "green",
    "✓": "green",
    "🟡": "yellow",
    "🔴": "red",
    "✗": "red",
    "⚪": "dim",
}
"""The colour of a row, by its sign."""

_COMMAND = re.compile(r"`[^`]+`")
_WORD = re.compile(rf"(?:[{''.join(STYLES)}] )?\S+")  # a sign stays with the word behind it
_HELD = "\x00"  # in the place of a blank at which no line may end
_BORDERS = 3  # columns beside each cell of a drawn table, and one more


def markdown(table: Table) -> str:
    """A table as Markdown, which reads well in a log and pastes well into a pull request."""
    rule = "|" + "---|" * len(table.headings)
    rows = (_markdown_row(row) for row in table.rows)
    return "".join(f"{line}\n" for line in (_markdown_row(table.headings), rule, *rows))


def drawn(table: Table, wide: int, *, colours: bool) -> str:
    """A table with lines round it; its longest words must fit into `wide` columns.

    Args:
        table: each cell one line of text.
        wide: columns of the terminal.
        colours: whether rows have the colour of their sign.
    """
    from io import StringIO

    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawing
    from rich.text import Text

    paper = StringIO()
    console = Console(
        file=paper,
        width=wide,
        force_terminal=colours,
        color_system="standard" if colours else None,
        no_color=not colours,
        legacy_windows=False,
        highlight=False,
    )
    drawing = Drawing(box=box.ROUNDED, header_style="bold")
    for heading, width in zip(table.headings, _widths(table, wide), strict=True):
        drawing.add_column(Text(heading), width=width, overflow="fold")
    for row in table.rows:
        drawing.add_row(*(Text(cell, style=_style(row)) for cell in row))
    console.print(drawing)
    return "".join(f"{line.rstrip()}\n" for line in paper.getvalue().splitlines())


def has_room(table: Table, wide: int) -> bool:
    """Whether a drawn table breaks no word."""
    return sum(_longest_words(table)) <= _room(table, wide)


def _room(table: Table, wide: int) -> int:
    """Columns for text, of those that a drawn table has."""
    return wide - _BORDERS * len(table.headings) - 1


def _longest_words(table: Table) -> list[int]:
    from rich.cells import cell_len

    return [
        max(cell_len(word) for cell in column for word in (*_WORD.findall(cell), ""))
        for column in zip(table.headings, *table.rows, strict=True)
    ]


def _widths(table: Table, wide: int) -> list[int]:
    """How wide each column is drawn: as wide as its text, or as its words where room is short."""
    from rich.cells import cell_len

    least = _longest_words(table)
    columns = zip(table.headings, *table.rows, strict=True)
    widths = [max(map(cell_len, column)) for column in columns]
    room = max(_room(table, wide), sum(least))
    while sum(widths) > room:
        slack = [width - word for width, word in zip(widths, least, strict=True)]
        widths[slack.index(max(slack))] -= 1
    return widths


def records(table: Table, wide: int) -> str:
    """A table as one paragraph a row: each cell behind its heading, and empty ones left out."""
    return "\n".join(
        "".join(f"{line}\n" for line in _record(table.headings, row, wide)) for row in table.rows
    )


def wrapped(line: str, wide: int, deeper: int = 2) -> list[str]:
    """A line in as many as it takes, the others deeper; no command in backticks is broken.

    Args:
        line: with its own indent.
        wide: columns.
        deeper: how many blanks the others have more.
    """
    indent = line[: len(line) - len(line.lstrip(" "))]
    held = _COMMAND.sub(lambda found: found[0].replace(" ", _HELD), line.strip(" "))
    found = textwrap.wrap(
        held,
        max(wide, len(indent) + deeper + 10),
        initial_indent=indent,
        subsequent_indent=indent + " " * deeper,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [each.replace(_HELD, " ") for each in found] or [""]


def _markdown_row(cells: Iterable[str]) -> str:
    inside = " | ".join(cell.replace("|", r"\|") for cell in cells)
    return f"| {inside} |"


def _record(headings: Sequence[str], row: Sequence[str], wide: int) -> Iterator[str]:
    pairs = [(name, cell) for name, cell in zip(headings, row, strict=True) if cell]
    for number, (name, cell) in enumerate(pairs):
        yield from wrapped(f"{'  ' if number else ''}{f'{name}: ' if name else ''}{cell}", wide)


def _style(row: Sequence[str]) -> str:
    return next((style for sign, style in STYLES.items() if any(sign in each for each in row)), "")
