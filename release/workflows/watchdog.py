"""The workflow that notices what no run tells: a release that no run has begun, or finished."""

from __future__ import annotations

from release.model import PRODUCTION
from release.workflows.ground import Ground
from release.workflows.jobs import BUILT_IN, READ, Command, Job, Queue, workflow
from release.workflows.paper import Noted


def watchdog(ground: Ground) -> str:
    """Red while main has a version without a tag, or a tag without its release.

    A push whose message has one of GitHub's words for that starts no workflow, and nobody is told.
    A run that ends between the tag and the release is red, but the one after it has nothing to do.
    It waits in the line of the deployments, so that none is under way while it looks. A release
    that waits for its approval is in no line: of that it reminds.
    """
    job = Job(
        "Watchdog",
        (
            Command("Every version has its tag", ("release.detect", "--check")),
            Command(
                "Every tag has its release",
                ("release.publish", "--check"),
                BUILT_IN,
                regardless=True,
            ),
        ),
        rights={**READ, "deployments": Noted("read", "what does not run yet is owed no release")},
        ref=ground.main,
    )
    events = {"schedule": [{"cron": "41 */6 * * *"}]}
    queue = Queue(f"deploy-{PRODUCTION}", all_stay=True)
    return workflow(ground, "Release Watchdog", events, queue, {"watchdog": job})
