"""What was looked at, and how well it is."""

from __future__ import annotations

from collections.abc import Iterator

from release.board.model import Board
from release.board.page.elements import Child, Content, state, table, tag, worded

_LEVELS = {
    "well": ("good", "✓", "ok"),
    "worrying": ("doubt", "!", "warning"),
    "broken": ("bad", "✗", "error"),
    "unknown": ("quiet", "?", "unknown"),
}


def signs(board: Board) -> Iterator[Child]:
    """A row a thing, the worst first."""
    if not board.signs:
        yield tag("p", "Nothing was looked at.")
        return
    order = ("broken", "worrying", "unknown", "well")
    rows: list[list[Content]] = [
        [each.subject, state(*_LEVELS[each.level]), worded(each.message), worded(each.hint)]
        for each in sorted(board.signs, key=lambda each: order.index(each.level))
    ]
    caption = "What was looked at, the worst first."
    yield table(caption, ("What", "How", "Found", "What to do"), rows)
