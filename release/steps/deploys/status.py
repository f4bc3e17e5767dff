"""`deploy.status`: what runs in each environment, since when and by whom, and who is at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from release.actions import Decision, Note, Table
from release.announce.locks import holding, how_to_unlock, when
from release.config.deploying import Environment
from release.config.environments import names_of
from release.deployment.records import Attempt, Lock
from release.errors import ReleaseError
from release.read.project import Project, read_project
from release.steps.deploys.app_status import AppStatus, statuses_of, unread
from release.world import View

_HEADINGS = ("Environment", "App", "Runs", "State", "Drift", "Since", "By", "Commit", "Run")


class _Place(NamedTuple):
    """An environment, where its book is kept, who locks it, and its apps."""

    name: str
    book: str
    lock: Lock | None
    apps: tuple[AppStatus, ...]


def status(view: View, environments: Sequence[str]) -> Decision:
    """What runs in `environments` (none: all that there are).

    An environment whose book cannot be read is a failure that is told after all the others.

    Raises:
        ConfigError: there is no such environment.
        ForgeError: whoever keeps the book refused, or did not answer, and nothing is known.
    """
    project = read_project(view.files)
    names = environments or names_of(project.config.environments)
    wanted = [project.config.environment(name) for name in dict.fromkeys(names)]
    places: list[_Place] = []
    closed: dict[str, ReleaseError] = {}
    for each in wanted:
        try:
            places.append(_look(view, project, each))
        except ReleaseError as error:
            closed[each.name] = error
    failure = unread(closed)
    if failure and not places:
        raise failure
    return Decision(
        document=_document(places),
        blocks=tuple(_blocks(view, places)),
        warnings=project.rules.warnings,
        failure=failure,
    )


def _look(view: View, project: Project, environment: Environment) -> _Place:
    name = environment.name
    book = view.records(environment.records)
    found = book.attempts(name, [app.name for app in project.config.apps])
    apps = tuple(statuses_of(project, name, found))
    return _Place(name, book.place, book.lock(name), apps)


def _blocks(view: View, places: Sequence[_Place]) -> Iterator[Table | Note]:
    rows = [_row(view, each) for place in places for each in place.apps if each.is_told]
    if rows:
        yield _table(rows)
    for place in places:
        if not any(each.is_told for each in place.apps):
            yield Note(f"nothing was ever deployed to {place.name}")
        if place.lock:
            lines = (how_to_unlock(place.lock),)
            yield Note(holding(place.lock, view.clock()), lines)
    yield Note("recorded in", tuple(f"{place.name}: {place.book}" for place in places))


def _table(rows: Sequence[tuple[str, ...]]) -> Table:
    """The rows, without columns in which nothing stands: a terminal has room for few."""
    kept = [number for number, _ in enumerate(_HEADINGS) if any(row[number] for row in rows)]
    return Table(
        tuple(_HEADINGS[number] for number in kept),
        tuple(tuple(row[number] for number in kept) for row in rows),
    )


def _row(view: View, found: AppStatus) -> tuple[str, ...]:
    version = f"v{found.runs.wanted.version}" if found.runs else ""
    kind = found.runs.wanted.kind if found.runs else "deploy"
    how = found.state if kind == "deploy" else f"{found.state} ({kind})"
    state = "; ".join(filter(None, (how, found.trouble)))
    seen = (found.environment, found.app.name, version, state, found.drift)
    if found.told is None:
        return (*seen, "", "", "", "")
    told = found.told
    return (*seen, when(told.since, view.clock()), told.by, told.wanted.commit[:7], told.wanted.run)


def _document(places: Sequence[_Place]) -> dict[str, object]:
    return {
        "schema": 1,
        "environments": {
            place.name: {
                "records": place.book,
                "lock": _lock(place.lock),
                "apps": {each.app.name: _app(each) for each in place.apps},
            }
            for place in places
        },
    }


def _lock(held: Lock | None) -> dict[str, object] | None:
    return {**held._asdict(), "since": held.since.isoformat()} if held else None


def _app(found: AppStatus) -> dict[str, object]:
    runs, told, newest = found.runs, found.told, found.newest
    return {
        "state": found.state,
        "version": runs.wanted.version if runs else None,
        "wanted": found.version,
        "drift": found.drift,
        "commit": told.wanted.commit if told else None,
        "since": told.since.isoformat() if told else None,
        "by": told.by if told else None,
        "run": told.wanted.run if told else None,
        "kind": told.wanted.kind if told else None,
        "values": dict(runs.wanted.values) if runs else {},
        "newest": _attempt(newest) if newest else None,
    }


def _attempt(attempt: Attempt) -> dict[str, object]:
    return {
        "version": attempt.wanted.version,
        "state": attempt.state,
        "description": attempt.description,
    }
