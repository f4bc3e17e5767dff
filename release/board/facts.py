"""What the measures count: deployments, failures, recoveries, and how long commits were on the way.

It is made of the attempts for production and of the recent commits, in one walk over each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, pairwise
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from release.deployment.records import SUCCEEDED, Attempt
from release.world import RecentCommit

LED_AWAY = timedelta(hours=48)
"""A deployment that a rollback or a hotfix follows within this time has failed."""

_BOT = "[bot]"
_Moment = TypeVar("_Moment", bound=tuple[datetime, object])


class Facts(NamedTuple):
    """What is counted, each with the moment that it counts for.

    `ended` says whether a deployment failed, `leads` and `recoveries` how many seconds it took,
    `successes` whether one was unplanned. `open` are the apps that have not recovered.
    """

    deployments: tuple[datetime, ...] = ()
    ended: tuple[tuple[datetime, bool], ...] = ()
    unknown: tuple[datetime, ...] = ()
    leads: tuple[tuple[datetime, float], ...] = ()
    recoveries: tuple[tuple[datetime, float], ...] = ()
    successes: tuple[tuple[datetime, bool], ...] = ()
    open: int = 0

    def after(self, since: datetime) -> Facts:
        """Those that count for a moment after `since`."""
        return Facts(
            deployments=tuple(at for at in self.deployments if at > since),
            ended=_after(self.ended, since),
            unknown=tuple(at for at in self.unknown if at > since),
            leads=_after(self.leads, since),
            recoveries=_after(self.recoveries, since),
            successes=_after(self.successes, since),
            open=self.open,
        )


class Line(NamedTuple):
    """The recent commits by their names, children first, and those on the main branch's own line.

    That is empty where nobody knows the branch. `touches` has the apps whose content a commit
    changed; `releases` are the commits that a release made.
    """

    commits: Mapping[str, RecentCommit]
    main: frozenset[str] = frozenset()
    touches: Mapping[str, frozenset[str]] = MappingProxyType({})
    releases: frozenset[str] = frozenset()

    def is_hotfix(self, attempt: Attempt) -> bool:
        """Whether an attempt is of a commit that did not come by the main branch."""
        commit = attempt.wanted.commit
        return bool(self.main) and commit in self.commits and commit not in self.main

    def is_change(self, commit: RecentCommit, app: str) -> bool:
        """Whether a commit is a change of an app that somebody made."""
        is_merge = len(commit.parents) > 1
        is_own = not is_merge and not commit.author.endswith(_BOT)
        return is_own and commit.sha not in self.releases and app in self._touched(commit)

    def _touched(self, commit: RecentCommit) -> frozenset[str]:
        return self.touches.get(commit.sha, frozenset())


def first_parents(commits: Mapping[str, RecentCommit], tip: str | None) -> frozenset[str]:
    """The commits on the own line of a branch: its tip, the first parent of that, and so on."""
    found = set[str]()
    while tip is not None and tip in commits:
        found.add(tip)
        tip = next(iter(commits[tip].parents), None)
    return frozenset(found)


def reached_from(commits: Mapping[str, RecentCommit], *tips: str) -> frozenset[str]:
    """The commits that these have, themselves among them."""
    return frozenset(each.sha for each in _new(commits, tips, set()))


def facts_of(app: str, attempts: Sequence[Attempt], line: Line) -> Facts:
    """What there is to count of one app.

    Args:
        app: its name.
        attempts: those for production, the newest first, back to one that succeeded before the
            time that matters: that one tells what had been deployed.
        line: the commits.
    """
    oldest_first = attempts[::-1]
    succeeded = [each for each in oldest_first if each.state in SUCCEEDED]
    bad = {each.id for each, after in pairwise(succeeded) if _led_away(each, after, line)}
    recoveries, is_open = _recoveries(oldest_first, bad)
    changes = [each for each in oldest_first if each.wanted.kind == "deploy"]
    return Facts(
        deployments=tuple(each.since for each in changes if each.state in SUCCEEDED),
        ended=tuple(
            (each.since, each.state == "failure" or each.id in bad)
            for each in changes
            if each.state in SUCCEEDED or each.state == "failure"
        ),
        unknown=tuple(each.since for each in changes if each.state == "error"),
        leads=tuple(_leads(app, succeeded, line)),
        recoveries=tuple(recoveries),
        successes=tuple((each.since, _is_unplanned(each, line)) for each in succeeded),
        open=int(is_open),
    )


def pooled(every: Sequence[Facts]) -> Facts:
    """The facts of several apps, as of one."""
    *lists, still_open = zip(*(every or [Facts()]), strict=True)
    return Facts._make([*(tuple(chain(*parts)) for parts in lists), sum(still_open)])


def _after(moments: Iterable[_Moment], since: datetime) -> tuple[_Moment, ...]:
    return tuple(each for each in moments if each[0] > since)


def _is_unplanned(attempt: Attempt, line: Line) -> bool:
    return attempt.wanted.kind == "rollback" or line.is_hotfix(attempt)


def _led_away(each: Attempt, after: Attempt, line: Line) -> bool:
    """Whether the next success led away from this one, in time."""
    return _is_unplanned(after, line) and after.since - each.since <= LED_AWAY


def _recoveries(
    oldest_first: Sequence[Attempt], bad: set[int]
) -> tuple[list[tuple[datetime, float]], bool]:
    """When the app recovered, after how many seconds; and whether it has not yet."""
    found = []
    began: datetime | None = None
    for each in oldest_first:
        if each.state == "failure":
            began = began or each.began or each.since
        elif each.state in SUCCEEDED:
            if began is not None:
                found.append((each.since, (each.since - began).total_seconds()))
            began = each.since if each.id in bad else None
    return found, began is not None


def _leads(app: str, succeeded: Sequence[Attempt], line: Line) -> Iterator[tuple[datetime, float]]:
    """When commits were first deployed, and how many seconds after they were written.

    What the first success had is known of no deployment: it was there before.
    """
    seen: set[str] = set()
    for number, attempt in enumerate(succeeded):
        for commit in _new(line.commits, (attempt.wanted.commit,), seen):
            if number and line.is_change(commit, app):
                seconds = (attempt.since - commit.authored).total_seconds()
                yield attempt.since, max(0.0, seconds)


def _new(
    commits: Mapping[str, RecentCommit], tips: Iterable[str], seen: set[str]
) -> Iterator[RecentCommit]:
    """The commits that `tips` have and that are not `seen`, which they are then."""
    waiting = [each for each in tips if each in commits and each not in seen]
    seen.update(waiting)
    while waiting:
        commit = commits[waiting.pop()]
        yield commit
        for parent in commit.parents:
            if parent in commits and parent not in seen:
                seen.add(parent)
                waiting.append(parent)
