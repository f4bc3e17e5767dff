"""How well it is: locks, releases, the back-merge, the token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from release.board.facts import reached_from
from release.board.model import Sign
from release.board.signs import (
    Missed,
    Unreleased,
    back_merge_signs,
    lock_signs,
    missed,
    release_signs,
    snapshot_signs,
)
from release.config.deploying import STAGING
from release.deployment.records import Attempt
from release.detection import AppState
from release.doctor import Health, judge_token
from release.errors import ReleaseError
from release.model import PRODUCTION
from release.read.history import History
from release.read.project import Project
from release.rollout.standing import standing
from release.steps.board.books import Books
from release.steps.board.past import Past
from release.steps.release import current
from release.world import View

_LEVELS: Mapping[Health, Literal["well", "worrying", "broken", "unknown"]] = {
    Health.WELL: "well",
    Health.WORRYING: "worrying",
    Health.BROKEN: "broken",
    Health.UNKNOWN: "unknown",
}


class Token(NamedTuple):
    """How well the token is, and when it expires; None: it does not, or nobody knows."""

    signs: tuple[Sign, ...]
    expires: datetime | None = None


def train_signs(
    project: Project, history: History, books: Books, past: Past, now: datetime
) -> Iterator[Sign]:
    """Locks, versions without a tag, and the way back of what was released."""
    yield from lock_signs(books.locks, now, tuple(books.closed))
    states = [each for each in current(project, history).apps if each.deploy]
    yield from release_signs((_unreleased(each, project, books, past) for each in states), now)
    main, staging = (past.tips.get(each) for each in (project.config.main, project.config.staging))
    yield from back_merge_signs(past.line.commits, main, staging, now)
    if staging and STAGING in {each.environment for each in books.cells}:
        yield from snapshot_signs(_missed(books, past, staging, now), now)


def _missed(books: Books, past: Past, staging: str, now: datetime) -> Iterator[Missed]:
    for cell in books.cells:
        if cell.environment == STAGING:
            running = standing(books.attempts[STAGING][cell.app]).running
            deployed = running.commit if running else None
            if found := missed(cell.app, past.line, staging, deployed, now):
                yield found


def read_token(view: View, *, asks: bool) -> Token:
    """The token, where the forge is asked for it."""
    if not asks:
        return _unknown("GitHub was not asked")
    try:
        identity = view.forge().identity()
    except ReleaseError as error:
        why, hints = zip(*((each.message, each.hint) for each in error.problems), strict=True)
        return _unknown("; ".join(why), "; ".join(filter(None, hints)))
    signs = (
        Sign(_LEVELS[each.health], each.subject, each.message, each.hint)
        for each in judge_token(identity, view.clock())
    )
    return Token(tuple(signs), identity.expires)


def _unknown(why: str, hint: str = "") -> Token:
    return Token((Sign("unknown", "token", why, hint),))


def _unreleased(state: AppState, project: Project, books: Books, past: Past) -> Unreleased:
    """A version without a tag: since when, and what became of its deployment."""
    path = project.workspace.by_name[state.package].manifest.path
    mine = reached_from(past.line.commits, past.head)
    since = next(
        (each.committed for each in past.commits if each.sha in mine and path in each.files), None
    )
    tried = books.attempts.get(PRODUCTION, {}).get(state.name, ())
    last = next((each for each in tried if each.wanted.version == state.version), None)
    became = "its deployments could not be read" if PRODUCTION in books.closed else ""
    return Unreleased(state.name, state.version, since, _became(last) if last else became)


def _became(attempt: Attempt) -> str:
    said = f": {attempt.description}" if attempt.description else ""
    return f"its last deployment is recorded as {attempt.state}{said}"
