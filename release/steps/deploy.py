"""`deploy`: the ordered plan of what is released and not yet live."""

from __future__ import annotations

from collections.abc import Sequence

from release.actions import Decision, Note, Table
from release.errors import ConfigError
from release.order import DeployPlan, plan_deploy
from release.read.history import read_history
from release.read.project import read_project
from release.steps.release import current
from release.world import View


def deploy(view: View, apps: Sequence[str], *, dry_run: bool) -> Decision:
    """Plan the deployment of `apps` (none: all of them) and what they need.

    Raises:
        ConfigError: it is asked to be done, which this version cannot.
    """
    project, history = read_project(view.files), read_history(view)
    plan = plan_deploy(project.config.apps, current(project, history), apps)
    return Decision(
        document=plan.document(),
        blocks=_blocks(plan),
        pending=any(stop.action == "deploy" for stop in plan.stops),
        warnings=project.rules.warnings,
        failure=None if dry_run else _cannot(),
    )


def _cannot() -> ConfigError:
    return ConfigError(
        "nothing was deployed: this version plans deployments and cannot carry them out",
        hint="see the plan with `--dry-run`",
    )


def _blocks(plan: DeployPlan) -> tuple[Table | Note, ...]:
    rows = tuple(
        (str(stop.wave), stop.app, stop.action, f"v{stop.version}", stop.reason)
        for stop in plan.stops
    )
    table = Table(("Wave", "App", "Action", "Version", "Reason"), rows)
    return (table, Note(f"plan {plan.digest}"))
