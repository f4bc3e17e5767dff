"""`cargo.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step(help={"verify": "have cargo confirm every Cargo.lock, offline"})
def sync(desk: Desk, verify: bool = False) -> Decision:
    """Bring companion files and lockfiles to the versions.

    A Cargo.toml, tauri.conf.json or pyproject.toml beside the manifest that leads a package
    gets its version, and so does every lockfile that repeats it. Nothing else in them changes.
    """
    from release.steps import cargo as steps

    return steps.sync(desk.view, verify=verify)


collection = Collection("cargo", sync)
