"""DORA's five measures, and a chart of the weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from release.board import words
from release.board.measures import MEASURES, WINDOWS, Measured
from release.board.model import Board
from release.board.page.elements import Child, Content, lines, link, table, tag
from release.board.page.weeks import weeks

_ABOUT = "https://dora.dev/guides/dora-metrics/"


def measures(board: Board) -> Iterator[Child]:
    """A table for each window, then how everything is counted."""
    if not board.measured:
        yield tag("p", "The records of production could not be read.")
        return
    for days in WINDOWS:
        rows = [_row(each) for each in board.measured if each.days == days]
        headings = ("App", *(each.title for each in MEASURES.values()))
        yield table(f"Production, the last {days} days.", headings, rows)
    yield from weeks(board.weeks)
    yield tag("h3", "How this is counted")
    yield tag("p", "The measures are ", link(_ABOUT, "those of DORA"), f". {words.NOT_ENOUGH}")
    yield tag("dl", *_definitions())


def _row(found: Measured) -> Sequence[Content]:
    notes = [
        f"{found.unknown} with an unknown end" if found.unknown else None,
        f"{found.open} not recovered yet" if found.open else None,
    ]
    name = found.app or "All apps"
    cells = [
        lines(
            tag("strong" if each.value is not None else "span", words.value(each)),
            tag("span", words.basis(each), class_="quiet"),
        )
        for each in found.measures
    ]
    return [lines(name, *(each and tag("span", each, class_="doubt") for each in notes)), *cells]


def _definitions() -> Iterator[Element]:
    for each in MEASURES.values():
        yield tag("dt", each.title)
        yield tag("dd", each.words)
