"""`rehearse` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step(
    locks=False,
    help={"history": "instead, so many past releases once more, by today's configuration"},
)
def rehearse(desk: Desk, *, history: int = 0) -> Decision:
    """Both pipelines on a copy, with a GitHub of this machine: from an intent to the back-merge.

    Nothing is changed but the copy, which goes; with --dry-run and --check, too. With --history
    there is no copy: past releases are compared with what they would be today, and with --check
    one that differs ends with exit code 4.
    """
    return _past(desk, history) if history else _train(desk)


def _past(desk: Desk, most: int) -> Decision:
    import os

    from release.adapters.git_past import past_commits
    from release.steps.replay.history import history
    from release.tasks import terminal

    return history(desk.view.files, past_commits(desk.root, os.environ), most, terminal.say)


def _train(desk: Desk) -> Decision:
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
