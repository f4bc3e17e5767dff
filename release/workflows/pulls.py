"""The workflows around pull requests: the release's own, its preview, and the changesets of all."""

from __future__ import annotations

from release.forge import release_branch
from release.workflows.ground import Ground, branch_filter
from release.workflows.jobs import BUILT_IN, PERSONAL, RELEASE, Command, Job, Queue, workflow
from release.workflows.paper import Node, Noted


def tagger(ground: Ground) -> str:
    """The release pull request follows the main branch."""
    job = Job(
        "Release pull request",
        (Command("Have the release pull request", ("release.pr",), PERSONAL),),
        environment=RELEASE,
        ref=ground.main,  # a run that waited begins with what has come since
    )
    events = {"push": {"branches": [branch_filter(ground.main)]}}
    return workflow(ground, "Release Tagger", events, Queue("release-tagger"), {"pull": job})


def preview(ground: Ground) -> str:
    """The release pull request tells what merging it will deploy.

    A fork may have a branch of that name, too. What runs is what the main branch has, whatever
    the pull request changes.
    """
    branch = release_branch(ground.main).replace("'", "''")
    job = Job(
        "Preview",
        (Command("Comment", ("release.preview", "--comment"), BUILT_IN),),
        rights={
            "contents": Noted("read", "to check the tree out, and to fetch the release branch"),
            "pull-requests": Noted("write", "to comment"),
        },
        condition=(
            "github.event.pull_request.head.repo.full_name == github.repository",
            f"github.event.pull_request.head.ref == '{branch}'",
        ),
        ref="${{ github.event.pull_request.base.sha }}",
    )
    events = {"pull_request": {"branches": [branch_filter(ground.main)]}}
    queue = Queue("release-preview-${{ github.event.pull_request.number }}")
    return workflow(ground, "Release Preview", events, queue, {"preview": job})


def changesets(ground: Ground) -> str:
    """Every pull request says what it changes for users.

    A merge queue asks once more before it merges, and waits for ever for a check that it requires
    and that does not begin.
    """
    job = Job("Changesets", (Command("Check", ("changeset.check",)),))
    queue = Queue("changesets-${{ github.ref }}")
    events: dict[str, Node] = {"pull_request": {}, "merge_group": {}}
    return workflow(ground, "Changesets", events, queue, {"changesets": job})
