"""`deploy` and `deploy.APP` on the command line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.deploy_book import lock, status, unlock
from release.tasks.deploy_rollback import rollback
from release.tasks.step import Step, step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk

_TASK_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
_OTHERS = (lock, rollback, status, unlock)
_TAKEN = {"deploy", *(each.name for each in _OTHERS)}


@step(
    locks=False,
    default=True,
    positional=[],
    iterable=["app"],
    help={"app": "an app, repeatable; default: all of them"},
)
def deploy(desk: Desk, app: list[str]) -> Decision:
    """Deploy what is released and not yet live, in order."""
    from release.steps import deploy as steps

    return steps.deploy(desk.view, app, dry_run=desk.only_looks)


def deploy_app(name: str) -> Step:
    """The task that deploys one app."""

    @step(name=name, locks=False)
    def deploy_one(desk: Desk) -> Decision:
        from release.steps import deploy as steps

        return steps.deploy(desk.view, [name], dry_run=desk.only_looks)

    deploy_one.__doc__ = f"Deploy {name} and what it needs."
    return deploy_one


def collection(apps: Iterable[str]) -> Collection:
    """`deploy`, and a task for each of `apps` whose name can be a task's.

    The others (`@acme/web`, `a.b`, or `a_b` beside `a-b`, which Invoke cannot tell apart) are
    deployed with `--app`.
    """
    fit = [name for name in apps if re.fullmatch(_TASK_NAME, name) and name not in _TAKEN]
    seen = Counter(name.replace("_", "-") for name in fit)
    own = [name for name in fit if seen[name.replace("_", "-")] == 1]
    return Collection("deploy", deploy, *_OTHERS, *(deploy_app(name) for name in own))
