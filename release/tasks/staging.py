"""`staging.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step(locks=False, starts_workflows=True, is_patient=True)
def sync(desk: Desk) -> Decision:
    """Merge what was released on main back into staging.

    Versions, changelogs, changesets, the ledger and lockfiles never conflict. Where something
    else does, staging stays as it is, and a pull request says what is for people.
    """
    from release.steps.staging.sync import sync as decide

    return decide(desk.view)


@step(
    locks=False,
    positional=[],
    iterable=["app"],
    help={
        "app": "an app, repeatable, with what it needs; default: all of them",
        "everything": "also the apps whose content has not changed",
        "wait": "seconds to wait for another deployment to end; default: 900",
        "allow-downgrade": "also where a newer commit runs",
        "override": "why, where staging is frozen; it is recorded",
    },
)
def snapshot(  # noqa: PLR0913  the flags of the command line
    desk: Desk,
    app: list[str],
    *,
    everything: bool = False,
    wait: str = "",
    allow_downgrade: bool = False,
    override: str = "",
) -> Decision:
    """Deploy what has changed to staging, as a snapshot.

    Its versions are of this moment, and nobody commits them. The commands run in a tree of
    their own.
    """
    from release.rollout.snapshot import Allowed
    from release.tasks.snapshots import snapshot as take

    return take(desk, tuple(app), Allowed(everything, allow_downgrade, override), wait)


collection = Collection("staging", snapshot, sync)
