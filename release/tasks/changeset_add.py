"""`changeset.add` on the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.authoring import Request
    from release.read.project import Project
    from release.tasks.desk import Desk

_NAMES = "the packages, repeatable or with commas between them, that get a bump of the kind"


@step(
    locks=False,  # its author may take an hour
    positional=[],
    iterable=["package", "major", "minor", "patch"],
    help={
        "package": "NAME:BUMP, repeatable; BUMP is major, minor or patch",
        "message": "what to tell the users of the packages; `-` reads it from stdin",
        "empty": "a changeset that releases nothing",
        "since": "the ref that changes are counted from; changed packages are offered first",
        "open": "open the new file in the editor",
        "major": f"{_NAMES} major",
        "minor": f"{_NAMES} minor",
        "patch": f"{_NAMES} patch",
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
) -> Decision:
    """Write a changeset. On a terminal it asks; with packages and --message it does not."""
    from release.authoring import Request
    from release.model import Bump
    from release.read.project import read_project

    request = Request(
        packages=package,
        lists={Bump.MAJOR: major, Bump.MINOR: minor, Bump.PATCH: patch},
        message=message is not None,
        empty=empty,
        open_it=open,
    )
    return _one(desk, read_project(desk.view.files), request, message, since)


def _one(
    desk: Desk, project: Project, request: Request, message: str | None, since: str
) -> Decision:
    """A changeset by flags, or else by questions."""
    from random import Random

    from release.actions import Decision
    from release.authoring import Answers, bumps_asked_for
    from release.steps.changeset import add as steps

    words = Random()  # noqa: S311  a file's name is no secret
    bumps = bumps_asked_for(request, project.workspace)
    text = _from_stdin() if message == "-" else message
    if bumps or request.empty:
        told = Answers(bumps, _needed(text) if bumps else text or "")
        return steps.add(project, told, words, desk.view.formatting, open_it=request.open_it)

    from release.tasks.prompts import ask

    choices = steps.questions(desk.view.git, project, since=since, message=text)
    answers = ask(choices, desk.edit, lambda bumps: steps.preview(project, bumps))
    if answers is None:
        return Decision(done="the changeset was not wanted")
    formatting = desk.view.formatting
    return steps.add(project, answers, words, formatting, open_it=request.open_it, previewed=True)


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
