"""Attempts, commits and boards, as short as a test can say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from release.board.facts import Facts, Line, facts_of, first_parents
from release.board.measures import measured
from release.board.model import Board, Cell, Change, Event, Intent, Sign, Train, Upcoming
from release.board.weeks import weeks_of
from release.deployment.plan import Kind
from release.deployment.records import Attempt, AttemptState, NewAttempt
from release.world import RecentCommit

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
APP = "web"


def before(*, days: float = 0, hours: float = 0) -> datetime:
    """So long before `NOW`."""
    return NOW - timedelta(days=days, hours=hours)


def an_attempt(
    id_: int, at: datetime, state: AttemptState = "inactive", *, kind: Kind = "deploy", **more: Any
) -> Attempt:
    """An attempt that ended `at`, after ten minutes."""
    wanted = NewAttempt(f"k{id_}", APP, f"1.0.{id_}", f"c{id_}", "production", kind)
    began = at - timedelta(minutes=10)
    return Attempt(id_, wanted._replace(**more), state, f"{id_} ended", at, "ada", "", began)


def a_commit(
    sha: str, *parents: str, at: datetime = NOW, author: str = "Ada", files: Sequence[str] = ()
) -> RecentCommit:
    """A commit that was written and committed `at`."""
    return RecentCommit(sha, parents, at, at, author, f"Change {sha}", tuple(files))


def a_line(
    *commits: RecentCommit, main: str = "", releases: Sequence[str] = (), others: Sequence[str] = ()
) -> Line:
    """The commits, each of which changes the app unless it is one of `others`."""
    found = {each.sha: each for each in commits}
    touches = {sha: frozenset({"another" if sha in others else APP}) for sha in found}
    own = first_parents(found, main) if main else frozenset[str]()
    return Line(found, own, touches, frozenset(releases))


NO_LINE = Line({})


def facts(*oldest_first: Attempt, line: Line = NO_LINE) -> Facts:
    """What there is to count."""
    return facts_of(APP, oldest_first[::-1], line)


def a_board(said: str = "Print faster", events: Sequence[Event] = (), **more: Any) -> Board:
    """A board on which all that others wrote is `said`."""
    url = f"https://example.org/{said}"
    cell = Cell(
        said, said, "runs", said, said, said, said, "rollback", said, before(hours=3), said, url
    )
    tried = [an_attempt(number, before(days=number + 1)) for number in range(1, 9)]
    failed = an_attempt(9, before(hours=9), "failure")
    event = Event(
        before(hours=3), "deploy", said, said, "failure", said, said, said, said, url, said, 61.0
    )
    books: Mapping[str, str] = {said: said}
    board = Board(
        at=NOW,
        name=said,
        train=Train(
            main=said,
            staging=said,
            changes=(Change(said, said, said, before(hours=4)),),
            intents=(Intent(said, said, ((said, said),), said),),
            upcoming=(Upcoming(said, said, said, said),),
        ),
        commit="a" * 40,
        page="https://github.com/acme/train",
        books=books,
        cells=(cell, Cell(said, "staging", "nothing runs", said)),
        events=tuple(events) or (event,),
        weeks=weeks_of([*tried, failed], NOW),
        measured=tuple(
            measured(app, facts(*tried[::-1], failed), NOW, days)
            for days in (30, 90)
            for app in (said, "")
        ),
        signs=(Sign("worrying", said, said, said), Sign("well", f"{said} too", said)),
        gaps=(said,),
    )
    return board._replace(**more)


def an_empty_board() -> Board:
    """Of a repository in which nothing was configured, and nobody was asked."""
    return Board(at=NOW, name="acme/empty", train=Train("main", "staging"))
