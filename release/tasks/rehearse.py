"""`rehearse` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step(locks=False)
def rehearse(desk: Desk) -> Decision:
    """Both pipelines on a copy, with a GitHub of this machine: from an intent to the back-merge.

    Nothing is changed but the copy, which goes; with --dry-run and --check, too.
    """
    import os

    from release.actions import Decision
    from release.rehearsal import story
    from release.rehearsal.stage import staged_copy
    from release.rehearsal.train import ride, route
    from release.tasks import terminal

    with staged_copy(desk.root, os.environ) as stage:
        for line in story.opening(stage):
            terminal.say(line)
        stops = []
        for stop in ride(stage, route(stage), lambda name: terminal.say(f"\n{name} ...")):
            stops.append(stop)
            for line in story.told(stop):
                terminal.say(line)
        terminal.say("")
        failure = story.failure(stops)
        return Decision(
            document=story.document(stage, stops),
            blocks=(story.table(stops),),
            pending=False,
            failure=failure,
            afterword=() if failure else (story.verdict(stage, stops),),
        )
