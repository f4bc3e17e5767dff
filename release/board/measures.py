"""DORA's five measures of software delivery, by the records of production.

https://dora.dev/guides/dora-metrics/ says what they mean; `MEASURES` says how they are counted
here, and `facts` counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import fmean as mean
from statistics import median
from typing import Literal, NamedTuple, TypeVar

from release.board.facts import Facts

_T = TypeVar("_T")

WINDOWS = (30, 90)
"""Days."""

ENOUGH = 5
"""Of what is counted; fewer tell nothing."""


class Definition(NamedTuple):
    """What a measure is called, what its value is in, and how it is counted."""

    title: str
    unit: Literal["per week", "seconds", "share"]
    counted: str
    words: str


MEASURES: Mapping[str, Definition] = {
    "frequency": Definition(
        "Deployment frequency",
        "per week",
        "deployments",
        "Deployments that were verified, a week. Rollbacks are not among them.",
    ),
    "lead_time": Definition(
        "Change lead time",
        "seconds",
        "commits",
        "The median time from when a commit was written to when the first deployment that has it "
        "was verified. Commits count that changed what the app is built from; merges, commits of "
        "bots and release commits do not. Over all, a commit counts once for each app.",
    ),
    "failure_rate": Definition(
        "Change fail rate",
        "share",
        "deployments",
        "Deployments that failed, in whatever phase, or that a rollback or a hotfix followed "
        "within 48 hours, among all that ended. Where nobody knows how one ended, it is counted "
        "apart.",
    ),
    "recovery_time": Definition(
        "Failed deployment recovery time",
        "seconds",
        "recoveries",
        "The median time from when a deployment began to fail to when the app was next deployed "
        "well, or brought back.",
    ),
    "rework_rate": Definition(
        "Deployment rework rate",
        "share",
        "deployments",
        "Rollbacks and hotfixes among all deployments that were verified. A hotfix is a deployment "
        "of a commit that is not on the main branch's own line.",
    ),
}


class Measure(NamedTuple):
    """A measure; `value` is None where the `n` that it is made of are not enough."""

    key: str
    value: float | None
    n: int


class Measured(NamedTuple):
    """The measures of an app (empty: of all), over so many days.

    `unknown` are attempts of which nobody knows how they ended, `open` the apps that have failed
    and have not recovered.
    """

    app: str
    days: int
    measures: tuple[Measure, ...]
    unknown: int = 0
    open: int = 0


def measured(app: str, facts: Facts, now: datetime, days: int) -> Measured:
    """The measures of an app, of what lies no more than so many days back."""
    recent = facts.after(now - timedelta(days=days))
    failed = [float(each) for _, each in recent.ended]
    rework = [float(each) for _, each in recent.successes]
    leads = [seconds for _, seconds in recent.leads]
    recoveries = [seconds for _, seconds in recent.recoveries]
    return Measured(
        app,
        days,
        (
            _measure("frequency", recent.deployments, lambda all_: len(all_) * 7 / days),
            _measure("lead_time", leads, median),
            _measure("failure_rate", failed, mean),
            _measure("recovery_time", recoveries, median),
            _measure("rework_rate", rework, mean),
        ),
        unknown=len(recent.unknown),
        open=recent.open,
    )


def _measure(key: str, counted: Sequence[_T], value: Callable[[Sequence[_T]], float]) -> Measure:
    return Measure(key, value(counted) if len(counted) >= ENOUGH else None, len(counted))
