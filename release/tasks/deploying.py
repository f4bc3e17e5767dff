"""The one way that everything is deployed, brought back or given to staging.

Plan, take the lock of the environment, plan again, carry out, leave the lock, and tell.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from math import inf
from pathlib import Path
from typing import NamedTuple

from release.actions import Decision, SetOutput
from release.announce import outcomes
from release.announce.deploy_plan import blocks, table
from release.deployment.outcome import Outcome, Report
from release.deployment.plan import DeployPlan, Planned
from release.deployment.ports import Interrupt
from release.deployment.records import WritableRecords
from release.errors import CommandError, ConfigError, InterruptError, ReleaseError, StateError
from release.tasks import terminal
from release.tasks.desk import Desk
from release.world import View

Look = Callable[[View], Planned]


class Manner(NamedTuple):
    """What is done otherwise than in a deployment.

    `place` is the tree of a plan in which its commands run, for as long as it is entered; by
    default that of the user. `afterwards` is done under the lock when all is well, and returns
    warnings.
    """

    place: Callable[[DeployPlan], AbstractContextManager[Path]] | None = None
    afterwards: Callable[[DeployPlan, WritableRecords], Sequence[str]] | None = None


class Terms(NamedTuple):
    """On which terms a plan is carried out.

    `expect` is the digest that it must have; empty is any. `wait` is how many seconds the lock is
    waited for.
    """

    expect: str = ""
    wait: float = 900.0

    @classmethod
    def typed(cls, expect: str = "", wait: str = "") -> Terms:
        """The terms as they are typed; an empty `wait` is the usual one.

        Raises:
            ConfigError: `wait` is not a number of seconds.
        """
        if not wait:
            return cls(expect)
        with suppress(ValueError):
            if 0 <= (seconds := float(wait)) < inf:
                return cls(expect, seconds)
        raise ConfigError(
            f"`--wait {wait}` is not a number of seconds", hint="0 looks once, and does not wait"
        )


def deploying(desk: Desk, look: Look, terms: Terms, manner: Manner = Manner()) -> Decision:  # noqa: B008  immutable
    """Have carried out what `look` plans, and tell what came of it.

    Where nothing is due, or nothing may be done, no lock is taken and nothing is written, but that
    a lock which nobody holds any more is taken away. Else it is looked again under the lock, and
    what is due then is done.

    Args:
        desk: where.
        look: plans, and refuses by raising what cannot be done.
        terms: on which terms.
        manner: what is done otherwise.

    Raises:
        StateError: the plan is another than was expected, or somebody else keeps the lock.
        ForgeError: the book of the environment cannot be read or written.
        InterruptError: a signal came before anything was begun.
    """
    planned = look(desk.view)
    _refuse_another(planned.plan, terms)
    if desk.only_looks:
        return _only_planned(planned, desk)
    if not planned.plan.due:
        _tidy(desk, planned)
        return _only_planned(planned, desk)
    _show(planned)
    plan, report, trouble = _in_turn(desk, look, planned, terms, manner)
    _summarize(desk, report)
    return _over(plan, report, trouble)


def _show(planned: Planned) -> None:
    """The order of what will be done, and what should be known before it is."""
    for each in planned.warnings:
        terminal.warn(each)
    terminal.show_talk((table(planned.plan),))


def _refuse_another(plan: DeployPlan, terms: Terms) -> None:
    if terms.expect and terms.expect != plan.digest:
        raise StateError(
            f"the plan is {plan.digest}, and {terms.expect} was expected",
            hint="look at it with `--dry-run`, and give its digest when that is what you want",
        )


def _only_planned(planned: Planned, desk: Desk) -> Decision:
    """The plan, where it is all that was asked for, or nothing is due."""
    plan = planned.plan
    return Decision(
        actions=() if desk.only_looks else (_deployed(()),),
        document=plan.document(),
        blocks=blocks(plan),
        pending=bool(plan.due),
        warnings=planned.warnings,
        done="" if plan.due else f"nothing is due in {plan.environment}",
    )


def _tidy(desk: Desk, planned: Planned) -> None:
    """Take away the lock of a run that was killed when all was done but that."""
    from release.adapters.claims import is_over, our_lock

    plan = planned.plan
    if not any(stop.action == "already" for stop in plan.stops):
        return  # so that nobody need be asked
    records = desk.world.records(planned.records)
    held = records.lock(plan.environment)
    over = held and is_over(held, our_lock(plan.environment, os.environ, desk.world.clock()))
    if held and over and records.leave(held):
        _audit(f"{plan.environment}: took away the lock of {held.owner}: {over}")


def _in_turn(
    desk: Desk, look: Look, planned: Planned, terms: Terms, manner: Manner
) -> tuple[DeployPlan, Report, ReleaseError | None]:
    """What was planned under the lock, what came of it, and what went wrong with the lock."""
    from release.adapters.claims import is_over, our_lock
    from release.tasks.locking import Turn
    from release.tasks.signals import Stopping

    records = desk.world.records(planned.records)
    ours = our_lock(planned.plan.environment, os.environ, desk.world.clock())
    say, now = terminal.say, desk.world.clock
    with Stopping(heard) as stop:
        turn = Turn(ours, records, is_over, stop, say, terminal.warn, _audit, now)
        turn.take(terms.wait)
        trouble = None
        try:
            plan = _again(planned.plan, look(desk.view), terms)
            report = _carried_out(desk, plan, records, stop, manner)
        finally:
            trouble = turn.leave()
        return plan, report, trouble


def _again(first: DeployPlan, now: Planned, terms: Terms) -> DeployPlan:
    """The plan under the lock; that it is another is told, or refused."""
    if now.plan.digest != first.digest:
        _refuse_another(now.plan, terms)
        terminal.say("what is to be done has changed meanwhile; now it is:")
        _show(now)
    return now.plan


def _carried_out(
    desk: Desk, plan: DeployPlan, records: WritableRecords, stop: Interrupt, manner: Manner
) -> Report:
    from release.apply.rollout import carry_out
    from release.tasks.own import registered
    from release.tasks.own_calls import prints_told
    from release.tasks.progress import voice
    from release.tasks.site import site_of

    own = registered(desk.root)
    tree = manner.place(plan) if manner.place and plan.due else nullcontext(desk.root)
    with tree as root, voice([stop.app for stop in plan.due]) as told, prints_told():
        site = site_of(desk._replace(root=root), records, own, told, stop)
        report = carry_out(plan, site)
    if not (manner.afterwards and plan.due and report.is_good):
        return report
    warnings = manner.afterwards(plan, records)
    return report._replace(warnings=(*report.warnings, *warnings))


def _over(plan: DeployPlan, report: Report, trouble: ReleaseError | None) -> Decision:
    return Decision(
        actions=(_deployed(report.outcomes),),
        document={**plan.document(), "report": report.document()},
        blocks=outcomes.blocks(report),
        warnings=report.warnings,
        failure=_failure(report) or trouble,
    )


def _failure(report: Report) -> ReleaseError | None:
    """How the command ends: well, interrupted, or with what failed."""
    if report.is_good:
        return None
    kind = InterruptError if report.interrupted else CommandError
    return kind.of(outcomes.problems(report))


def _deployed(found: tuple[Outcome, ...]) -> SetOutput:
    """What later jobs are told: the apps that were deployed by this run."""
    apps = [outcome.app for outcome in found if outcome.state == "deployed"]
    return SetOutput("deployed", json.dumps(apps))


def _summarize(desk: Desk, report: Report) -> None:
    """The page of the job; that it cannot be written changes nothing of what was done."""
    try:
        desk.summarize(outcomes.pages(report))
    except StateError as error:
        terminal.warn(error.problems[0].message)


def heard(signal: str) -> None:
    """Tell at once that a signal came."""
    terminal.tell(f"{signal}: ending what has begun, and beginning nothing; once more ends at once")


def _audit(line: str) -> None:
    terminal.say(f"audit: {line}")
