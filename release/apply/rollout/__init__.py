"""Carry out a deployment: wave after wave, every app checked, taken back where it fails, recorded.

It decides nothing that the plan has not decided. What it meets on the way ends in an Outcome for
each app, and none of them is good while anything is unknown.
"""

from __future__ import annotations

from release.apply.rollout.execution import Execution
from release.deployment.outcome import Report
from release.deployment.plan import DeployPlan
from release.deployment.ports import Site

GRACE = 4.0
"""Seconds that an app has to end after an interrupt; what takes longer is left to itself.

Programs have two between SIGTERM and SIGKILL, and GitHub Actions ends a cancelled job after ten.
"""


def carry_out(plan: DeployPlan, site: Site, grace: float = GRACE) -> Report:
    """Do what `plan` says, all of it or as much as can be done.

    A KeyboardInterrupt counts as an interrupt, and is told in the report; but it ends no program
    that runs, as `site.stop` does. Any other exception that is no error of a release is raised when
    all is recorded.

    Args:
        plan: what to do; made under the lock.
        site: where.
        grace: seconds that an app has to end after an interrupt.

    Returns:
        What became of every app of the plan; errors are in there, too.
    """
    execution = Execution(plan, site, grace)
    try:
        execution.run()
    except BaseException as error:
        execution.halt(type(error).__name__)
        execution.wait()
        if not isinstance(error, KeyboardInterrupt):
            raise
    return execution.report()
