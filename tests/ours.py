"""Our side of a comparison: the one place that knows how a test starts our program."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

from release.actions import Action, Decision
from release.apply import apply
from release.errors import ReleaseError
from release.steps.changeset.status import status
from release.steps.changeset.version import version
from release.tasks.desk import open_desk
from release.world import View
from tests.parity import Command, Outcome, files_of


def run_ours(root: Path, directory: str = "") -> Outcome:
    """Do `changeset.status`, then `changeset.version`, in `root`/`directory`.

    It is what the tasks do, in this process: a command line of its own for every case would
    take longer than all the rest.
    """
    document = root.with_name(f"{root.name}.ours.json")
    steps: dict[Command, Callable[[View], Decision]] = {
        "status": lambda view: status(view, output=str(document)),
        "version": version,
    }
    refusals: dict[Command, ReleaseError] = {}
    for command, step in steps.items():
        try:
            _perform(step, root / directory)
        except ReleaseError as error:
            refusals[command] = error
    return Outcome(
        tree=files_of(root),
        status=document.read_bytes() if document.exists() else None,
        refused=tuple(refusals),
        said="\n".join(str(error) for error in refusals.values()),
        errors=tuple(type(error).__name__ for error in refusals.values()),
    )


def _perform(step: Callable[[View], Decision], cwd: Path) -> None:
    with chdir(cwd):
        desk = open_desk()
        decision = step(desk.view)
        if decision.failure is not None:
            raise decision.failure
        apply(decision.actions, desk.world, _say_nothing)


def _say_nothing(_: Action) -> None:
    """The comparison is of files; what is told about each is tested elsewhere."""
