"""The workflows of the staging branch: the nightly, and the way back of what was released."""

from __future__ import annotations

from release.config.deploying import STAGING
from release.workflows.ground import Ground, branch_filter
from release.workflows.jobs import (
    BUILT_IN,
    DEPLOY,
    PERSONAL,
    RELEASE,
    Command,
    Job,
    Queue,
    secrets_of,
    workflow,
)
from release.workflows.paper import Node


def sync(ground: Ground) -> str:
    """What came to the main branch comes back to staging, whether it could be deployed or not.

    It does not wait for the deployment: what staging lacks meanwhile, its next promotion would
    meet as a conflict.
    """
    job = Job(
        "Sync staging",
        (Command("Merge back", ("staging.sync",), PERSONAL),),
        environment=RELEASE,
        ref=ground.main,
    )
    events = {"push": {"branches": [branch_filter(ground.main)]}}
    return workflow(ground, "Sync Staging", events, Queue("sync-staging"), {"sync": job})


def nightly(ground: Ground) -> str:
    """Each push to staging becomes a snapshot at once, and what was missed does so at night."""
    secrets = [name for names in ground.workflows.secrets.values() for name in names]
    env = {**BUILT_IN, **secrets_of(secrets)}
    job = Job(
        "Snapshot",
        (Command("Deploy a snapshot", ("staging.snapshot",), env),),
        minutes=120,
        rights=DEPLOY,
        environment=STAGING,
        ref=ground.staging,  # a schedule is of the default branch
        builds=ground.built,
    )
    events: dict[str, Node] = {
        "push": {"branches": [branch_filter(ground.staging)]},
        "schedule": [{"cron": ground.workflows.nightly}],
    }
    queue = Queue(f"deploy-{STAGING}", all_stay=True)
    return workflow(ground, "Staging", events, queue, {"snapshot": job})
