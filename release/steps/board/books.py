"""What the books of all environments have: what runs, who is at it, what was tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from release.board.model import Cell, Event
from release.config.environments import names_of
from release.deployment.records import SUCCEEDED, Attempt, Lock
from release.errors import ReleaseError
from release.model import PRODUCTION
from release.read.project import Project
from release.steps.deploys.app_status import AppStatus, statuses_of
from release.world import Bookkeeping, View


class Books(NamedTuple):
    """What was read, by environment; `closed` says why a book could not be."""

    places: Mapping[str, str]
    attempts: Mapping[str, Mapping[str, tuple[Attempt, ...]]]
    locks: tuple[Lock, ...]
    cells: tuple[Cell, ...]
    closed: Mapping[str, ReleaseError]

    @property
    def production(self) -> Iterator[Attempt]:
        """Every attempt for production."""
        for tried in self.attempts.get(PRODUCTION, {}).values():
            yield from tried

    @property
    def events(self) -> Iterator[Event]:
        """Every attempt."""
        for found in self.attempts.values():
            for tried in found.values():
                yield from map(_event, tried)


def read_books(view: View, project: Project, since: datetime, place: Bookkeeping | None) -> Books:
    """Read the books, back to what had been deployed `since` then.

    Args:
        view: the world.
        project: whose apps.
        since: how far back.
        place: where all of them are; None is where each environment has it.
    """
    config = project.config
    apps = [app.name for app in config.apps]
    places, attempts, locks = {}, {}, []
    closed: dict[str, ReleaseError] = {}
    for name in names_of(config.environments):
        try:
            book = view.records(place or config.environment(name).records)
            attempts[name] = book.recent(name, apps, since)
            lock = book.lock(name)
        except ReleaseError as error:
            closed[name] = error
            continue
        locks += [lock] if lock else []
        places[name] = book.place
    cells = tuple(cell for name in attempts for cell in _cells(project, name, attempts[name]))
    told = {each.environment for each in cells}
    return Books(
        {name: book for name, book in places.items() if name in told},
        attempts,
        tuple(locks),
        cells,
        closed,
    )


def _cells(
    project: Project, environment: str, attempts: Mapping[str, Sequence[Attempt]]
) -> Iterator[Cell]:
    for each in statuses_of(project, environment, attempts):
        if each.is_told:
            yield _cell(each)


def _cell(found: AppStatus) -> Cell:
    cell = Cell(found.app.name, found.environment, found.state, found.version)
    told = found.told
    if told is None:
        return cell
    return cell._replace(
        version=found.runs.wanted.version if found.runs else "",
        drift=found.drift,
        trouble=found.trouble,
        kind=told.wanted.kind,
        commit=told.wanted.commit,
        since=told.since,
        by=told.by,
        run=told.wanted.run,
    )


def _event(attempt: Attempt) -> Event:
    wanted = attempt.wanted
    took = attempt.since - attempt.began if attempt.began else None
    is_over = attempt.state in SUCCEEDED or attempt.state == "failure"
    return Event(
        at=attempt.since,
        what=wanted.kind,
        app=wanted.app,
        version=wanted.version,
        state=attempt.state,
        environment=wanted.environment,
        previous=wanted.previous or "",
        by=attempt.by,
        commit=wanted.commit,
        run=wanted.run,
        description=attempt.description,
        seconds=took.total_seconds() if took is not None and is_over else None,
    )
