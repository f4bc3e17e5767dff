"""What was deployed, brought back and released, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.board import words
from release.board.model import Board, Event
from release.board.page.elements import (
    Child,
    Content,
    commit_link,
    lines,
    run_link,
    state,
    table,
    tag,
    time,
)
from release.board.page.lanes import lanes
from release.phrases import counted

MOST = 200
"""Events on the page; JSON has all of them."""

_STATES = {
    "success": ("good", "✓"),
    "inactive": ("good", "✓"),
    "failure": ("bad", "✗"),
    "error": ("doubt", "?"),
    "in_progress": ("doubt", "…"),
    "blocked": ("doubt", "⊘"),
}
_EXPLAINED = {"failure", "error", "in_progress", "blocked"}
_HEADINGS = ("When", "What", "App", "Environment", "Version", "Outcome", "By", "Where")


def timeline(board: Board) -> Iterator[Child]:
    """The table of the newest events."""
    if not board.events:
        yield tag("p", "Nothing was deployed or released.")
        return
    events = board.events
    caption = counted(len(events), "event")
    if len(events) > MOST:
        caption = f"The newest {MOST} of {len(events)} events; the board as JSON has all of them"
    yield from lanes(events)
    rows = [_row(each, board) for each in events[:MOST]]
    yield table(f"{caption}.", _HEADINGS, rows)


def _row(event: Event, board: Board) -> Sequence[Content]:
    kind, sign = _STATES.get(event.state, ("quiet", "•"))
    version = tag("strong", f"v{event.version}") if event.version else "-"
    was = f"was v{event.previous}" if event.previous else None
    return [
        time(event.at),
        event.what,
        event.app,
        event.environment or "-",
        lines(version, was and tag("span", was, class_="quiet")),
        lines(
            [state(kind, sign, words.outcome(event)), _took(event)],
            event.description if event.state in _EXPLAINED else None,
            tag("span", f"not in it: {', '.join(event.unmoved)}", class_="quiet")
            if event.unmoved
            else None,
        ),
        event.by or "-",
        lines(commit_link(board, event.commit), run_link(event.run)),
    ]


def _took(event: Event) -> str:
    return f" in {words.span(event.seconds)}" if event.seconds is not None else ""
