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
from release.steps.deploys.sight import Sight, unread
from release.world import View

_HEADINGS = ("Environment", "App", "Runs", "State", "Drift", "Since", "By", "Commit", "Run")


class _Place(NamedTuple):
    """An environment, where its book is kept, who locks it, and its apps."""

    name: str
    book: str
    lock: Lock | None
    sights: tuple[Sight, ...]


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
    apps = project.config.apps
    found = book.attempts(name, [app.name for app in apps])
    versions = {each.name: each.version or "" for each in project.workspace.packages}
    sights = tuple(
        Sight(
            app=app,
            environment=name,
            version=versions[app.package],
            attempts=found[app.name],
            has_target=project.config.deploying(app.name, name) is not None,
        )
        for app in apps
    )
    return _Place(name, book.place, book.lock(name), sights)


def _blocks(view: View, places: Sequence[_Place]) -> Iterator[Table | Note]:
    rows = [_row(view, each) for place in places for each in place.sights if each.is_told]
    if rows:
        yield _table(rows)
    for place in places:
        if not any(each.is_told for each in place.sights):
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


def _row(view: View, sight: Sight) -> tuple[str, ...]:
    version = f"v{sight.runs.wanted.version}" if sight.runs else ""
    kind = sight.runs.wanted.kind if sight.runs else "deploy"
    how = sight.state if kind == "deploy" else f"{sight.state} ({kind})"
    state = "; ".join(filter(None, (how, sight.trouble)))
    seen = (sight.environment, sight.app.name, version, state, sight.drift)
    if sight.told is None:
        return (*seen, "", "", "", "")
    told = sight.told
    return (*seen, when(told.since, view.clock()), told.by, told.wanted.commit[:7], told.wanted.run)


def _document(places: Sequence[_Place]) -> dict[str, object]:
    return {
        "schema": 1,
        "environments": {
            place.name: {
                "records": place.book,
                "lock": _lock(place.lock),
                "apps": {each.app.name: _sight(each) for each in place.sights},
            }
            for place in places
        },
    }


def _lock(held: Lock | None) -> dict[str, object] | None:
    return {**held._asdict(), "since": held.since.isoformat()} if held else None


def _sight(sight: Sight) -> dict[str, object]:
    runs, told, newest = sight.runs, sight.told, sight.newest
    return {
        "state": sight.state,
        "version": runs.wanted.version if runs else None,
        "wanted": sight.version,
        "drift": sight.drift,
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
