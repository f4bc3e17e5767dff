"""What is on its way: on staging, pending, in the release pull request."""

from __future__ import annotations

from collections.abc import Iterator

from release.board import words
from release.board.model import Board, Train
from release.board.page.elements import Child, Content, commit_link, link, table, tag, time
from release.phrases import counted

_MOST = 50
"""Commits that are listed; more are counted."""


def train(board: Board) -> Iterator[Child]:
    """The release that is next, and what will be in the one after it."""
    way = board.train
    yield tag("h3", "The next release")
    yield _pull(way)
    if way.upcoming:
        rows: list[list[Content]] = [
            [each.app, each.status, f"v{each.version}", each.why] for each in way.upcoming
        ]
        caption = "What the next release would deploy."
        yield table(caption, ("App", "Status", "Version", "Why"), rows)
    yield tag("h3", "Pending changesets")
    yield from _intents(way)
    yield tag("h3", f"On {way.staging}, and not on {way.main}")
    yield from _changes(board)


def _pull(way: Train) -> Child:
    if way.pull is not None:
        said = f"#{way.pull.number} {way.pull.title}"
        return tag("p", "The release pull request is open: ", link(way.pull.url, said), ".")
    if way.asked:
        return tag("p", "No release pull request is open.")
    return tag("p", "GitHub was not asked whether a release pull request is open.", class_="quiet")


def _intents(way: Train) -> Iterator[Child]:
    if not way.intents:
        yield tag("p", "None.")
        return
    rows: list[list[Content]] = [
        [
            tag("code", each.id),
            each.branch,
            ", ".join(f"{name}: {bump}" for name, bump in each.bumps) or "no packages",
            each.summary,
        ]
        for each in way.intents
    ]
    caption = f"{counted(len(rows), 'changeset')} that no release has consumed yet."
    yield table(caption, ("Changeset", "Branch", "Moves", "Summary"), rows)


def _changes(board: Board) -> Iterator[Child]:
    way = board.train
    if way.changes is None:
        yield tag("p", "This clone does not have both branches.", class_="quiet")
        return
    if not way.changes:
        yield tag("p", "Nothing.")
        return
    rows: list[list[Content]] = [
        [
            commit_link(board, each.sha),
            each.subject,
            each.author,
            [tag("span", time(each.at), f" ({words.ago(each.at, board.at)})")],
        ]
        for each in way.changes[:_MOST]
    ]
    more = len(way.changes) - _MOST
    caption = f"{counted(len(way.changes), 'commit')} to be promoted"
    caption += f"; the newest {_MOST}." if more > 0 else "."
    yield table(caption, ("Commit", "Subject", "Author", "Written"), rows)
