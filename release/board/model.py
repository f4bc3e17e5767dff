"""What is on the board. Times are in UTC; addresses are empty where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

from release.board.measures import Measured

Runs = Literal["runs", "unknown", "nothing runs"]


class Cell(NamedTuple):
    """One app in one environment.

    `version` runs there, or is empty; `wanted` is the one in the tree, and `drift` says where that
    is from there. `trouble` is how the newest attempt ended, where that is not what runs. The rest
    is of the attempt that is told of.
    """

    app: str
    environment: str
    state: Runs
    wanted: str
    version: str = ""
    drift: str = ""
    trouble: str = ""
    kind: str = ""
    commit: str = ""
    since: datetime | None = None
    by: str = ""
    run: str = ""


class Change(NamedTuple):
    """A commit on its way."""

    sha: str
    subject: str
    author: str
    at: datetime


class Intent(NamedTuple):
    """A changeset that is pending on a branch."""

    id: str
    branch: str
    bumps: tuple[tuple[str, str], ...]
    summary: str


class Upcoming(NamedTuple):
    """What the next release does with an app, and why."""

    app: str
    status: str
    version: str
    why: str


class PullRequest(NamedTuple):
    """The open release pull request."""

    number: int
    url: str
    title: str
    commit: str


class Train(NamedTuple):
    """What is on its way to production.

    `changes` are on `staging` and not on `main`: None where this clone does not know both.
    `asked` tells whether the forge was asked for the release pull request.
    """

    main: str
    staging: str
    changes: tuple[Change, ...] | None = None
    intents: tuple[Intent, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()
    pull: PullRequest | None = None
    asked: bool = False


class Event(NamedTuple):
    """Something that happened: an attempt to deploy, or a version that got its tag.

    A deployment that was due and not begun is `blocked`. `seconds` is how long it took, where that
    is known. `unmoved` are the apps that a release had nothing for.
    """

    at: datetime
    what: Literal["deploy", "rollback", "snapshot", "release"]
    app: str
    version: str
    state: str
    environment: str = ""
    previous: str = ""
    by: str = ""
    commit: str = ""
    run: str = ""
    description: str = ""
    seconds: float | None = None
    unmoved: tuple[str, ...] = ()


class Sign(NamedTuple):
    """One thing that was looked at, and how well it is. `hint` is what to do about it."""

    level: Literal["well", "worrying", "broken", "unknown"]
    subject: str
    message: str
    hint: str = ""


class Week(NamedTuple):
    """The attempts for production of seven days, from the day `begin` on."""

    begin: datetime
    succeeded: int
    failed: int


class Board(NamedTuple):
    """All of it, as it was `at` that time.

    `page` is the address of the repository's page; where it `is_simulated` the past is made up.
    `token_expires` is None where the token does not, or nobody knows it. `books` tells by
    environment where its deployments are recorded; `gaps` are what could not be read, in words.
    `events` come newest first.
    """

    at: datetime
    name: str
    train: Train
    commit: str = ""
    page: str = ""
    books: Mapping[str, str] = MappingProxyType({})
    cells: tuple[Cell, ...] = ()
    events: tuple[Event, ...] = ()
    weeks: tuple[Week, ...] = ()
    measured: tuple[Measured, ...] = ()
    signs: tuple[Sign, ...] = ()
    gaps: tuple[str, ...] = ()
    token_expires: datetime | None = None
    is_simulated: bool = False
