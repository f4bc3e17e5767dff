"""The board for a terminal: the same in short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from release.actions import Note, Table
from release.board import words
from release.board.measures import MEASURES, WINDOWS
from release.board.model import Board, Cell
from release.phrases import counted

_EVENTS = 10
_DAYS = max(WINDOWS)  # the window that knows more
_LEVELS: Mapping[str, str] = {
    "well": "🟢 ok",
    "worrying": "🟡 warning",
    "broken": "🔴 error",
    "unknown": "⚪ unknown",
}


def blocks(board: Board) -> Iterator[Table | Note]:
    """What runs, what is next, the measures of the longest window, events, what is not well.

    What is made up says so first.
    """
    if board.is_simulated:
        yield Note(f"{words.SIMULATED}: {words.NONE_OF_IT}")
    if board.cells:
        headings = ("App", "Environment", "Runs", "State", "Drift", "Since")
        yield Table(headings, tuple(_cell(each, board) for each in board.cells))
    yield Note("the train", tuple(_train(board)))
    if any(each.n for found in board.measured for each in found.measures):
        yield _measures(board)
    if board.events:
        yield _events(board)
    rows = tuple((_LEVELS[each.level], each.subject, each.message) for each in board.signs)
    yield Table(("", "Health", "Found"), rows)


def _cell(cell: Cell, board: Board) -> tuple[str, ...]:
    version = f"v{cell.version}" if cell.version else ""
    state = "; ".join(filter(None, (cell.state, cell.trouble)))
    since = f"{words.moment(cell.since)} ({words.ago(cell.since, board.at)})" if cell.since else ""
    return cell.app, cell.environment, version, state, cell.drift, since


def _train(board: Board) -> Iterator[str]:
    way = board.train
    if way.pull is not None:
        yield f"release pull request #{way.pull.number}: {way.pull.title}, {way.pull.url}"
    elif way.asked:
        yield "no release pull request is open"
    for each in way.upcoming:
        yield f"{each.app}: {each.status}, v{each.version}"
    yield f"{counted(len(way.intents), 'changeset')} pending"
    if way.changes is not None:
        yield f"{counted(len(way.changes), 'commit')} on {way.staging} and not on {way.main}"


def _measures(board: Board) -> Table:
    headings = (f"{_DAYS} days (n)", *(each.title for each in MEASURES.values()))
    rows = (
        (found.app or "all apps", *(f"{words.value(each)} ({each.n})" for each in found.measures))
        for found in board.measured
        if found.days == _DAYS
    )
    return Table(headings, tuple(rows))


def _events(board: Board) -> Table:
    rows = (
        (
            words.moment(each.at),
            each.what,
            each.app,
            each.environment,
            f"v{each.version}" if each.version else "",
            words.outcome(each),
        )
        for each in board.events[:_EVENTS]
    )
    return Table(("When", "What", "App", "Environment", "Version", "Outcome"), tuple(rows))
