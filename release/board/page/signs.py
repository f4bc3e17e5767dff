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
_ORDER = ("broken", "worrying", "unknown", "well")


def summary(board: Board) -> Child:
    """How many things are how well, the worst first; each is told in the part on health."""
    found = [(level, sum(each.level == level for each in board.signs)) for level in _ORDER]
    said: list[Child] = []
    for level, number in found:
        if number:
            kind, sign, word = _LEVELS[level]
            said += [", " if said else None, state(kind, sign, f"{number} {word}")]
    if not said:
        return None
    return tag("p", "Health: ", *said)


def signs(board: Board) -> Iterator[Child]:
    """A row a thing, the worst first."""
    if not board.signs:
        yield tag("p", "Nothing was looked at.")
        return
    rows: list[list[Content]] = [
        [each.subject, state(*_LEVELS[each.level]), worded(each.message), worded(each.hint)]
        for each in sorted(board.signs, key=lambda each: _ORDER.index(each.level))
    ]
    caption = "What was looked at, the worst first."
    yield table(caption, ("What", "How", "Found", "What to do"), rows)
