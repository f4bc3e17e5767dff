"""The board as one page: no script, no request, nothing but what is in it.

Its policy forbids the rest, so that a text that got through would do nothing either. It is read
with a keyboard, by a screen reader, in the dark and on paper.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files

from release.board import words
from release.board.model import Board
from release.board.page.elements import (
    Child,
    commit_link,
    link,
    section,
    tag,
    time,
    within,
    worded,
    written,
)
from release.board.page.matrix import matrix
from release.board.page.measures import measures
from release.board.page.signs import signs, summary
from release.board.page.timeline import timeline
from release.board.page.train import train

_MADE_UP = " (made up)"


def render(board: Board) -> str:
    """The page, as HTML."""
    style = files(__name__).joinpath("style.css").read_text("utf-8")
    parts = (
        ("runs", "What runs where", matrix(board)),
        ("train", "The train", train(board)),
        ("measures", "How well it goes", measures(board)),
        ("timeline", "What happened", timeline(board)),
        ("health", "Health", signs(board)),
    )
    main = tag("main", id="content", tabindex="-1")
    within(main, _gaps(board.gaps), *(section(*part[:2], *part[2]) for part in parts))
    links = [(id_, title) for id_, title, _ in parts]
    body = tag("body", _skip(), _header(board, links), main, _footer(board))
    return written(tag("html", _head(board, style), body, lang="en"))


def _head(board: Board, style: str) -> Child:
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"Release board of {board.name}{_MADE_UP if board.is_simulated else ''}"),
        tag("style", style),
    )


def _notice() -> Child:
    said = tag("strong", f"{words.SIMULATED}. ")
    return tag("p", said, *worded(words.NONE_OF_IT), class_="notice")


def _skip() -> Child:
    return tag("a", "Skip to the content", href="#content", class_="skip")


def _header(board: Board, links: Sequence[tuple[str, str]]) -> Child:
    commit = [" at commit ", commit_link(board, board.commit)] if board.commit else []
    places = [tag("li", tag("a", title, href=f"#{id_}")) for id_, title in links]
    return tag(
        "header",
        tag("h1", "Release board of ", link(board.page, board.name)),
        _notice() if board.is_simulated else None,
        tag(
            "p",
            "As of ",
            time(board.at),
            " UTC",
            *commit,
            ". All times are in UTC.",
            class_="quiet",
        ),
        summary(board),
        tag("nav", tag("ul", *places), aria_label="Parts of the board"),
    )


def _gaps(gaps: Sequence[str]) -> Child:
    if not gaps:
        return None
    listed = tag("ul", *(tag("li", *worded(each)) for each in gaps))
    heading = tag("h2", "What could not be read", id="gaps")
    return tag("section", heading, listed, class_="gaps", aria_labelledby="gaps")


def _footer(board: Board) -> Child:
    books = (tag("li", f"{name}: {place}") for name, place in board.books.items())
    return tag(
        "footer",
        tag("h2", "Where this is from"),
        tag(
            "p",
            "Versions, changesets and tags are those of the commit. Deployments are recorded in:",
        ),
        tag("ul", *books) if board.books else tag("p", "no book."),
        tag("p", "Made by ", tag("code", "inv board"), "; ", words.NOT_ENOUGH, class_="quiet"),
    )
