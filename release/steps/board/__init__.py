"""`board`: everything is read once, and shown in the ways that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import NamedTuple, get_args

from release.actions import Decision, ExportFile
from release.board.blocks import blocks
from release.board.document import as_json, document
from release.board.facts import facts_of, pooled
from release.board.measures import WINDOWS, Measured, measured
from release.board.metrics import metrics
from release.board.model import Board, Event
from release.board.page import render
from release.board.weeks import weeks_of
from release.errors import ConfigError, Problem, ReleaseError, did_you_mean
from release.model import PRODUCTION
from release.read.history import read_history
from release.read.project import Project, read_project
from release.steps.board.books import Books, read_books
from release.steps.board.past import Past, fetched, read_past, releases
from release.steps.board.signs import read_token, train_signs
from release.steps.board.skips import blocked
from release.steps.board.way import read_train
from release.steps.deploys.app_status import unread
from release.world import Bookkeeping, View

SIMULATED = "RELEASE_BOARD_SIMULATED"
"""The variable of the environment by which a rehearsal has a board say that its past is made up."""

_BACK = timedelta(days=max(WINDOWS))


class Wish(NamedTuple):
    """What is asked of the board.

    `outputs` are files, whose names say what is written there. `records` is where all deployments
    are looked for; empty is where each environment has them. `prometheus` prints its numbers.
    `name` and `page` are the repository's, as far as they are known; where it `is_simulated` its
    past is made up.
    """

    outputs: tuple[str, ...] = ()
    records: str = ""
    prometheus: bool = False
    name: str = ""
    page: str = ""
    is_simulated: bool = False


_FORMS: Mapping[str, Callable[[Board], str]] = {
    ".html": render,
    ".htm": render,
    ".json": as_json,
    ".prom": metrics,
}


def board(view: View, wish: Wish) -> Decision:
    """The board, as tables, as a page, as JSON, or as lines for Prometheus.

    What cannot be read is told on the board, and after it: then it is not whole.

    Raises:
        ConfigError: a flag has no meaning, or the repository is malformed.
        StateError: the clone is shallow, or the ledger is damaged.
    """
    check(wish)
    found, failure = look(view, wish)
    return Decision(
        actions=tuple(
            ExportFile(path, _FORMS[PurePath(path).suffix](found)) for path in wish.outputs
        ),
        document=document(found),
        blocks=() if wish.outputs else tuple(blocks(found)),
        raw=metrics(found) if wish.prometheus else None,
        pending=False,
        failure=failure,
        afterword=() if wish.outputs or failure else ("`--output board.html` writes the page",),
    )


def look(view: View, wish: Wish) -> tuple[Board, ReleaseError | None]:
    """The board, and why some of it could not be read."""
    now = view.clock()
    project, history = read_project(view.files), read_history(view)
    books = read_books(view, project, now - _BACK, _place(wish.records))
    asks = wish.records != "clone"
    stale = fetched(view, project) if asks else {}
    past = read_past(view, project, books, now)
    train, torn = read_train(view, project, history, past, asks=asks)
    token = read_token(view, asks=asks)
    released = tuple(releases(project, history, past))
    failure = unread({**books.closed, **stale, **torn})
    found = Board(
        at=now,
        name=wish.name or "this repository",
        train=train,
        commit=history.commit or "",
        page=wish.page,
        books=books.places,
        cells=books.cells,
        events=_newest_first(
            [
                *books.events,
                *blocked(view, project, books, past, released),
                *released,
            ]
        ),
        weeks=weeks_of(books.production, now),
        measured=tuple(_measured(project, books, past, now)),
        signs=(
            *train_signs(project, history, books, past, now),
            *token.signs,
        ),
        gaps=tuple(each.message for each in failure.problems) if failure else (),
        token_expires=token.expires,
        is_simulated=wish.is_simulated,
    )
    return found, _hinted(failure) if failure and asks else failure


def _newest_first(events: Sequence[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda each: each.at, reverse=True))


def _measured(project: Project, books: Books, past: Past, now: datetime) -> Iterator[Measured]:
    """The measures of each app that was ever deployed, and of all; none of what is not known."""
    if PRODUCTION in books.closed:
        return
    tried = books.attempts.get(PRODUCTION, {})
    names = [app.name for app in project.config.apps if tried.get(app.name)]
    facts = {name: facts_of(name, tried[name], past.line) for name in names}
    rows = {**facts, "": pooled(list(facts.values()))}
    for days in WINDOWS:
        for app, found in rows.items():
            yield measured(app, found, now, days)


def check(wish: Wish) -> None:
    """Refuse flags that have no meaning.

    Raises:
        ConfigError: there are some.
    """
    problems = [
        Problem(
            f"`{path}` does not say what to write",
            hint=f"let it end in {', '.join(sorted(_FORMS))}",
        )
        for path in wish.outputs
        if PurePath(path).suffix not in _FORMS
    ]
    places = get_args(Bookkeeping)
    if wish.records and wish.records not in places:
        hint = did_you_mean(wish.records, places) or f"one of {', '.join(places)}"
        problems.append(Problem(f"`--records {wish.records}` is not a place of records", hint=hint))
    ConfigError.raise_any(problems)


def _place(said: str) -> Bookkeeping | None:
    return next((each for each in get_args(Bookkeeping) if each == said), None)


def _hinted(failure: ReleaseError) -> ReleaseError:
    """The same, and how to do without."""
    *others, last = failure.problems
    hint = "; or ".join(filter(None, (last.hint, "`--records clone`: what this clone alone knows")))
    return type(failure).of([*others, last._replace(hint=hint)])
