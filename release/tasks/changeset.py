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
    """What is pending, and what it will release.

    What Changesets' own `status` tells: each package with the bump and the version that it
    gets.
    """
    from release.steps.changeset.status import status as decide

    return decide(desk.view, since=since, verbose=verbose, output=output)


@step(locks=False, help={"since": f"{_SINCE}; default: the pull request's base, or `baseBranch`"})
def check(desk: Desk, since: str = "") -> Decision:
    """Does every changed package have a sound changeset?

    For pull requests: it names each changed package that no changeset names, and each changeset
    that is malformed, and says how to mend it.
    """
    from release.steps.changeset.check import check as decide

    return decide(desk.view, since=since or desk.base() or "")


@step(
    iterable=["ignore"],
    optional=["snapshot"],
    help={
        "ignore": "a package to leave alone this time; repeatable, and comma separated",
        "snapshot": "versions of this moment, 0.0.0-TAG-DATETIME, which nobody commits",
        "snapshot_prerelease_template": (
            "what stands after 0.0.0-: {tag} {commit} {commit-short} {timestamp} {datetime}"
        ),
    },
)
def version(
    desk: Desk,
    ignore: list[str],
    snapshot: str | bool | None = None,
    snapshot_prerelease_template: str | None = None,
) -> Decision:
    """Consume the pending changesets: versions, changelogs.

    Dependents move as Changesets moves them; companion files and lockfiles follow as by
    `cargo.sync`. All files change together, and a command that was killed is completed by the
    next one.
    """
    from release.steps.changeset.version import Snapshot
    from release.steps.changeset.version import version as decide

    taken = None
    if snapshot is not None:
        # Alone, without a tag, the flag is True.
        tag = snapshot if isinstance(snapshot, str) else None
        taken = Snapshot(tag, snapshot_prerelease_template)
    return decide(desk.view, ignore=ignore, snapshot=taken)


@step(help={"tag": "what the prereleases are called, such as next or beta"})
def pre_enter(desk: Desk, tag: str) -> Decision:
    """Enter prerelease mode.

    The next versions end in -TAG.0, -TAG.1 and so on.
    """
    from release.steps.changeset import pre

    return pre.pre_enter(desk.view, tag)


@step()
def pre_exit(desk: Desk) -> Decision:
    """Leave prerelease mode.

    The next version is a normal one, with all changesets since the mode began.
    """
    from release.steps.changeset import pre

    return pre.pre_exit(desk.view)


collection = Collection("changeset", add, status, check, version, pre_enter, pre_exit)
