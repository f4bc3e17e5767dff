"""`changeset.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.changeset_add import add
from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk

_SINCE = "the ref that changes are counted from"


@step(
    locks=False,
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


@step(locks=False, help={"since": f"{_SINCE}; default: the pull request's base, or `baseBranch`"})
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


collection = Collection("changeset", add, status, check, version)
