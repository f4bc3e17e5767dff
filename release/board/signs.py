"""How well the train is: locks, what is stuck, snapshots that were missed, the back-merge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from release.board.facts import Line, first_parents, reached_from
from release.board.model import Sign
from release.board.words import ago, moment
from release.deployment.records import Lock
from release.phrases import counted
from release.world import RecentCommit

LONGEST_DEPLOYMENT = timedelta(hours=2)
"""As long as a job that deploys may take; a lock that is older than that is worth a look."""

NIGHT = timedelta(hours=26)
"""From one nightly to the end of the next."""

STUCK = timedelta(hours=24)
"""What has been on its way for longer does not come by itself."""


class Unreleased(NamedTuple):
    """A version that has no tag, and since when; None: longer than anybody looked.

    `last` is what became of its last deployment, if one was begun.
    """

    app: str
    version: str
    since: datetime | None
    last: str = ""


class Missed(NamedTuple):
    """How many changes of an app on staging no snapshot has, the oldest of them `since` then."""

    app: str
    changes: int
    since: datetime


def missed(
    app: str, line: Line, staging: str, deployed: str | None, now: datetime
) -> Missed | None:
    """What no snapshot of an app has; None where it has all that it should have by now.

    Args:
        app: its name.
        line: the commits.
        staging: the tip of the branch.
        deployed: the commit whose snapshot runs; None is none.
        now: this moment.
    """
    lacking = reached_from(line.commits, staging)
    if deployed is not None:
        lacking -= reached_from(line.commits, deployed)
    changes = [
        line.commits[each].committed
        for each in lacking
        if line.is_change(line.commits[each], app) and now - line.commits[each].committed > NIGHT
    ]
    return Missed(app, len(changes), min(changes)) if changes else None


def snapshot_signs(found: Iterable[Missed], now: datetime) -> Iterator[Sign]:
    """Whether staging got what was pushed to it; the nightly brings what a push did not."""
    lacking = list(found)
    if not lacking:
        yield Sign("well", "snapshots", "staging has what was pushed to it")
    for each in lacking:
        changes = counted(each.changes, "change")
        since = f"the oldest since {moment(each.since)} ({ago(each.since, now)})"
        hint = "look at the last run of staging.yml, and run `inv staging.snapshot`"
        message = f"no snapshot has {changes} of it, {since}"
        yield Sign("broken", f"snapshot of {each.app}", message, hint)


def lock_signs(locks: Iterable[Lock], now: datetime, unread: Sequence[str] = ()) -> Iterator[Sign]:
    """Who keeps others from deploying; of `unread` environments nobody knows."""
    held = list(locks)
    if unread:
        yield Sign("unknown", "locks", f"that of {' and '.join(unread)} could not be read")
    elif not held:
        yield Sign("well", "locks", "nobody holds one")
    for each in held:
        subject = f"lock of {each.environment}"
        since = f"since {moment(each.since)} ({ago(each.since, now)})"
        hint = f"`{each.unlocking}`"
        if each.is_human:
            yield Sign("worrying", subject, f"{each.owner} keeps it {since}: {each.message}", hint)
        elif now - each.since > LONGEST_DEPLOYMENT:
            yield Sign("worrying", subject, f"{each.owner} deploys {since}", hint)
        else:
            yield Sign("well", subject, f"{each.owner} deploys {since}")


def release_signs(unreleased: Iterable[Unreleased], now: datetime) -> Iterator[Sign]:
    """Versions without a tag: on their way, or stuck."""
    found = list(unreleased)
    if not found:
        yield Sign("well", "releases", "every version has its tag")
    for each in found:
        what = f"{each.version} has no tag"
        run = each.last or "no deployment of it was begun"
        if each.since and now - each.since <= STUCK:
            since = f"{what} since {moment(each.since)} ({ago(each.since, now)})"
            yield Sign("well", f"release of {each.app}", f"{since}: {run}")
            continue
        since = f"since {moment(each.since)}" if each.since else "for months"
        hint = "look at the last run of deploy.yml, and run it again"
        yield Sign("broken", f"release of {each.app}", f"{what} {since}: {run}", hint)


def back_merge_signs(
    commits: Mapping[str, RecentCommit], main: str | None, staging: str | None, now: datetime
) -> Iterator[Sign]:
    """Whether what is on the main branch has come back to staging.

    Args:
        commits: the recent ones.
        main: the tip of the main branch; None where nobody knows it.
        staging: that of staging.
        now: this moment.
    """
    subject = "back-merge"
    if main is None or staging is None:
        yield Sign("unknown", subject, "this clone does not have both branches")
        return
    theirs = reached_from(commits, staging)
    ours = reached_from(commits, main)
    last = _last(commits, staging, ours)
    told = f"; the last one was {moment(last)} ({ago(last, now)})" if last else ""
    if main == staging or main in theirs:
        yield Sign("well", subject, f"staging has all of the main branch{told}")
        return
    if main not in commits:
        yield Sign("unknown", subject, "the main branch is older than what was looked at")
        return
    lacking = [commits[each].committed for each in ours - theirs]
    message = f"staging lacks {counted(len(lacking), 'commit')} of the main branch{told}"
    if now - min(lacking) <= STUCK:
        yield Sign("well", subject, f"{message}; it is due")
        return
    yield Sign("broken", subject, message, "run `inv staging.sync`, and look at sync-staging.yml")


def _last(
    commits: Mapping[str, RecentCommit], staging: str, main: Collection[str]
) -> datetime | None:
    """When a commit of the main branch was last merged on staging's own line."""
    merges = (
        commits[each].committed
        for each in first_parents(commits, staging)
        if any(parent in main for parent in commits[each].parents[1:])
    )
    return max(merges, default=None)
