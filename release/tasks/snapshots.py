"""`staging.snapshot`: planned, and carried out in a tree of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from release.actions import Decision
from release.adapters.programs import is_here
from release.adapters.scratch import scratch_tree, sweep
from release.config.deploying import STAGING
from release.deployment.plan import DeployPlan
from release.deployment.records import WritableRecords
from release.errors import ReleaseError
from release.phrases import counted
from release.read.config import read_config
from release.read.workspace import read_workspace
from release.rollout.snapshot import Allowed
from release.steps.staging.snapshot import Wish, plan_snapshot, tree_of
from release.tasks import terminal
from release.tasks.deploying import Manner, Terms, deploying
from release.tasks.desk import Desk
from release.tasks.own import registrations


def snapshot(desk: Desk, apps: tuple[str, ...], allowed: Allowed, wait: str) -> Decision:
    """Take a snapshot of the commit that is checked out; see `plan_snapshot`.

    Its versions tell when the command began, however long it waits for others.
    """
    if not desk.only_looks:
        sweep(os.environ)  # one that was killed at its end may have left nothing else to do
    moment = desk.view.clock()
    own = registrations(desk.root)
    wish = Wish(moment, apps, allowed, own, dry=desk.only_looks, has=is_here)

    def place(plan: DeployPlan) -> AbstractContextManager[Path]:
        commit, texts = tree_of(desk.view, plan)
        terminal.say(f"checking {commit[:7]} out into a tree of its own")
        return scratch_tree(desk.root, commit, texts, os.environ)

    def prune(plan: DeployPlan, records: WritableRecords) -> list[str]:
        config = read_config(desk.view.files, read_workspace(desk.view.files))
        return list(_pruned(plan, records, config.environment(STAGING).keep))

    terms, manner = Terms.typed(wait=wait), Manner(place, prune)
    return deploying(desk, lambda view: plan_snapshot(view, wish), terms, manner)


def _pruned(plan: DeployPlan, records: WritableRecords, keep: int) -> Iterator[str]:
    """Drop the old snapshots of what was deployed; what goes wrong with that, in words."""
    for stop in plan.due:
        try:
            number = records.prune(plan.environment, stop.app, keep)
        except ReleaseError as error:
            yield f"old snapshots of {stop.app} stay in the records: {error.problems[0].message}"
            continue
        if number:
            snapshots = counted(number, "old snapshot")
            terminal.say(f"audit: dropped {snapshots} of {stop.app} from {records.place}")
