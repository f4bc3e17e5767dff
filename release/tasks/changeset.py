"""`changeset.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.authoring import Answers, Choices
    from release.tasks.desk import Desk

_SINCE = "the ref that changes are counted from"


@step(
    help={
        "since": f"count only changesets added since this ref; {_SINCE}",
        "verbose": "show the changesets too",
        "output": "write the Changesets JSON to this file, and print nothing",
    },
)
def status(desk: Desk, since: str = "", verbose: bool = False, output: str = "") -> Decision:
    """What is pending, and what it will release."""
    from release.steps.changeset.status import status as decide

    return decide(desk.view, since=since, verbose=verbose, output=output)


@step(help={"since": f"{_SINCE}; default: the pull request's base, or `baseBranch`"})
def check(desk: Desk, since: str = "") -> Decision:
    """For pull requests: every changed package has a changeset, and each one is well-formed."""
    from release.steps.changeset.check import check as decide

    base = f"origin/{desk.base_ref}" if desk.base_ref else ""
    return decide(desk.view, since=since or base)


@step()
def version(desk: Desk) -> Decision:
    """Consume the pending changesets: versions, dependents, changelogs, and then cargo.sync."""
    from release.steps.changeset.version import version as decide

    return decide(desk.view)


@step(
    positional=[],
    iterable=["package"],
    help={
        "package": "NAME:BUMP, repeatable; BUMP is major, minor or patch",
        "message": "what to tell the users of the packages",
        "empty": "a changeset that releases nothing",
        "since": f"{_SINCE}; changed packages are offered first",
        "open": "open the new file in the editor",
    },
)
def add(  # noqa: PLR0913, PLR0917  the flags of Changesets
    desk: Desk,
    package: list[str],
    message: str | None = None,
    empty: bool = False,
    since: str = "",
    open: bool = False,
) -> Decision:
    """Write a changeset. On a terminal it asks; with --package and --message it does not."""
    from random import Random

    from release.actions import Decision
    from release.authoring import Answers
    from release.steps.changeset import add as steps

    if empty:
        answers: Answers | None = Answers({}, message or "")
    elif package:
        answers = Answers(steps.asked_for(desk.view, package), _needed(message))
    else:
        answers = _asked(desk, steps.questions(desk.view, since=since, message=message))
    if answers is None:
        return Decision(done="the changeset was not wanted")
    words = Random()  # noqa: S311  a file's name is no secret
    return steps.add(desk.view, answers, words, open_it=open)


def _needed(message: str | None) -> str:
    from release.errors import ChangesetError

    if message is None:
        raise ChangesetError(
            "a changeset needs a summary", hint='add --message "what the users will read"'
        )
    return message


def _asked(desk: Desk, choices: Choices) -> Answers | None:
    from release.tasks.prompts import ask

    return ask(choices, desk.edit)


collection = Collection("changeset", add, status, check, version)
