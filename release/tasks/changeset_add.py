"""`changeset.add` on the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.authoring import Answers
    from release.read.project import Project
    from release.tasks.desk import Desk


_NAMES = "the packages that get a {} bump; repeatable, or with commas between them"


@step(
    locks=False,  # its author may take an hour
    positional=[],
    iterable=["package", "major", "minor", "patch"],
    help={
        "package": "NAME:BUMP, repeatable; BUMP is major, minor or patch",
        "message": "what to tell the users of the packages; `-` reads it from stdin",
        "empty": "a changeset that releases nothing",
        "since": "the ref that changes are counted from; default: `baseBranch`",
        "open": "open the new file in the editor",
        "from_commits": "draft changesets from the conventional commits since --since",
        "major": _NAMES.format("major"),
        "minor": _NAMES.format("minor"),
        "patch": _NAMES.format("patch"),
    },
)
def add(  # noqa: PLR0913, PLR0917  the flags of Changesets, and ours
    desk: Desk,
    package: list[str],
    message: str | None = None,
    empty: bool = False,
    since: str = "",
    open: bool = False,
    *,
    major: list[str],
    minor: list[str],
    patch: list[str],
    from_commits: bool = False,
) -> Decision:
    """Write a changeset: what changes, and how far.

    On a terminal it asks: which packages, those that have changed first, and what to tell their
    users. With packages and --message it asks nothing.
    """
    from release.authoring import Answers, Request, bumps_asked_for
    from release.model import Bump
    from release.read.project import read_project

    request = Request(
        packages=package,
        lists={Bump.MAJOR: major, Bump.MINOR: minor, Bump.PATCH: patch},
        message=message is not None,
        empty=empty,
        open_it=open,
        from_commits=from_commits,
    )
    project = read_project(desk.view.files)
    bumps = bumps_asked_for(request, project.workspace)
    if from_commits:
        return _drafted(desk, project, since)
    text = _from_stdin() if message == "-" else message
    if bumps or empty:
        answers = Answers(bumps, _needed(text) if bumps else text or "")
        return _written(desk, project, answers, open_it=open)
    asked = _asked(desk, project, since, text)
    if asked is None:
        return _unwanted("the changeset was not wanted")
    return _written(desk, project, asked, open_it=open)._replace(afterword=())


def _written(desk: Desk, project: Project, answers: Answers, *, open_it: bool) -> Decision:
    from random import Random

    from release.steps.changeset.add import add as decide

    words = Random()  # noqa: S311  a file's name is no secret
    return decide(project, answers, words, desk.view, open_it=open_it)


def _asked(desk: Desk, project: Project, since: str, message: str | None) -> Answers | None:
    from release.steps.changeset.add import preview, questions
    from release.tasks.prompts import ask

    choices = questions(desk.view.git, project, since=since)
    return ask(choices, message, desk.edit, lambda bumps: preview(project, bumps))


def _drafted(desk: Desk, project: Project, since: str) -> Decision:
    """What the commits call for; a person at a terminal is shown it, and asked once."""
    from release.steps.changeset.from_commits import from_commits
    from release.tasks.asking import can_ask
    from release.tasks.prompts import agree

    decision = from_commits(desk.view, project, since=since)
    if desk.only_looks or not decision.actions or not can_ask():
        return decision
    if not agree(decision):
        return _unwanted("the changesets were not wanted")
    return decision._replace(blocks=(), warnings=(), afterword=())


def _unwanted(why: str) -> Decision:
    from release.actions import Decision

    return Decision(done=why)


def _needed(message: str | None) -> str:
    from release.errors import ChangesetError

    if message is None:
        raise ChangesetError(
            "a changeset needs a summary", hint='add --message "what the users will read"'
        )
    return message


def _from_stdin() -> str:
    from release.ecmascript import trim

    return trim(sys.stdin.buffer.read().decode("utf-8", "surrogateescape"))
