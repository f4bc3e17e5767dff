"""`release.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.model import PRODUCTION
from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step(locks=False)
def detect(desk: Desk) -> Decision:
    """Is this commit a release, and of which apps?

    It is one when a version in a manifest has no tag, whatever the commit is called and however
    it was merged. Later jobs are told by GITHUB_OUTPUT.
    """
    from release.steps import release as steps

    return steps.detect(desk.view)


@step(
    locks=False,
    help={
        "markdown": "print it as Markdown, for a pull request",
        "comment": "have it as a comment on the release pull request, about what that will release",
    },
)
def preview(desk: Desk, markdown: bool = False, comment: bool = False) -> Decision:
    """What the next release would deploy, and why.

    A table of the apps; then the reasons, the order, every file that would change and the
    digest of the plan.
    """
    if comment:
        from release.steps.comment import comment as decide

        return decide(desk.view, desk.event(), markdown=markdown)
    from release.steps import release as steps

    return steps.preview(desk.view, markdown=markdown)


@step(
    locks=False,
    starts_workflows=True,
    help={"force": "overwrite the release branch also where somebody has pushed to it"},
)
def pr(desk: Desk, force: bool = False) -> Decision:
    """Open, update or close the release pull request.

    It has the versions and changelogs of what is pending; merging it is the release. When
    nothing is pending any more it is closed. Nothing that is checked out is touched.
    """
    from release.steps.pull import release_pull

    return release_pull(desk.view, force=force)


@step(locks=False, help={"app": "the app to explain"})
def explain(desk: Desk, app: str) -> Decision:
    """Why an app gets its version, and its place in the order.

    Its changesets, the packages that move it, and the apps that must be healthy before it.
    """
    from release.steps import release as steps

    return steps.explain(desk.view, app)


@step(
    help={
        "since": "look for past releases after this ref only; default: all of the history",
        "changesets-only": "leave today's versions out, for releases that another tool made",
    }
)
def baseline(desk: Desk, since: str = "", changesets_only: bool = False) -> Decision:
    """Have today's versions count as released (adoption).

    The changesets of past releases count as consumed, too, so that none is released again when
    a merge brings it back.
    """
    from release.steps import release as steps

    return steps.baseline(desk.view, since=since, changesets_only=changesets_only)


@step(
    positional=[],
    iterable=["app"],
    help={"app": "an app, repeatable; default: all of them"},
)
def publish(desk: Desk, app: list[str]) -> Decision:
    """Tag what is released, and publish its GitHub releases.

    A release is drafted, given its files, and published last. What is deployed to production is
    tagged once the records say that this very version runs there. Run again, it completes what
    was cut off.
    """
    from release.steps import publish as steps
    from release.tasks.own import registered

    return steps.publish(desk.view, app, {each.app for each in registered(desk.root)})


@step(
    locks=False,
    starts_workflows=True,
    is_patient=True,
    positional=[],
    help={
        "app": "the app to mend",
        "environment": f"where it runs; default: {PRODUCTION}",
        "back": "have a pull request that brings the hotfix to main",
    },
)
def hotfix(desk: Desk, app: str, environment: str = PRODUCTION, back: bool = False) -> Decision:
    """Begin a branch at what production runs, to mend it.

    The branch begins at the very commit that runs, and the way back to main is planned: what a
    merge would meet, and which version is free.
    """
    from release.steps import hotfix as steps

    decide = steps.back if back else steps.hotfix
    return decide(desk.view, app, environment)


collection = Collection("release", preview, explain, pr, detect, publish, hotfix, baseline)
