"""Each app in each environment."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from release.board import words
from release.board.model import Board, Cell
from release.board.page.elements import Child, commit_link, lines, run_link, state, table, tag, time

_STATES = {
    "runs": ("good", "✓"),
    "unknown": ("doubt", "?"),
    "nothing runs": ("quiet", "○"),
}


def matrix(board: Board) -> Iterator[Child]:
    """The table; a sentence where nothing is deployed anywhere."""
    if not board.cells:
        yield tag("p", "No app has a target, and nothing was ever deployed.")
        return
    places = list(dict.fromkeys(each.environment for each in board.cells))
    found = {(each.app, each.environment): each for each in board.cells}
    rows = [
        [_name(app, board), *(_cell(found.get((app, place)), board) for place in places)]
        for app in dict.fromkeys(each.app for each in board.cells)
    ]
    caption = "The version of each app in each environment. Ages are as of the time above."
    yield table(caption, ("App", *places), rows)


def _name(app: str, board: Board) -> list[Element]:
    wanted = next(each.wanted for each in board.cells if each.app == app)
    return lines(app, tag("span", f"v{wanted} in the tree", class_="quiet") if wanted else None)


def _cell(cell: Cell | None, board: Board) -> list[Element]:
    if cell is None:
        return lines(tag("span", "not deployed there", class_="quiet"))
    version: list[Child] = (
        [tag("strong", f"v{cell.version}", class_="number"), " "] if cell.version else []
    )
    kind = "" if cell.kind in {"", "deploy"} else f" ({cell.kind})"
    return lines(
        [*version, state(*_STATES[cell.state], f"{cell.state}{kind}")],
        state("doubt", "↕", cell.drift) if cell.drift else None,
        state("bad", "✗", cell.trouble) if cell.trouble else None,
        _when(cell, board),
        _where(cell, board),
    )


def _when(cell: Cell, board: Board) -> list[Child]:
    if cell.since is None:
        return []
    by = f", by {cell.by}" if cell.by else ""
    return [time(cell.since), f" ({words.ago(cell.since, board.at)}){by}"]


def _where(cell: Cell, board: Board) -> list[Child]:
    commit = commit_link(board, cell.commit)
    run = run_link(cell.run)
    between = ", " if commit is not None and run is not None else None
    return [commit, between, run]
