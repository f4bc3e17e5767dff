"""`rehearse` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from release.tasks.step import step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from release.actions import Decision
    from release.rehearsal.breaks import Break
    from release.rehearsal.stage import Stage
    from release.rehearsal.train import Leg, Stop
    from release.tasks.desk import Desk

_TOLD = 50  # releases, from one word about them to the next


@step(
    locks=False,
    positional=[],
    iterable=["output"],
    help={
        "break_": "what goes wrong on the way: `health`, `conflict` or `token`; it ends red",
        "keep": "leave the GitHub of the rehearsal open at the end, until Ctrl-C",
        "history": "instead, so many past releases once more, by today's configuration",
        "releases": "instead, the board as it would be after so many made-up releases",
        "output": "with --releases, write that board to FILE, as `board --output` does; repeatable",
    },
)
def rehearse(  # noqa: PLR0913  each is a flag
    desk: Desk,
    *,
    output: list[str],
    break_: str = "",
    keep: bool = False,
    history: int = 0,
    releases: int = 0,
) -> Decision:
    """Play the whole train on a copy, with its own GitHub.

    Both pipelines, from a changeset to the back-merge, with a GitHub of this machine. Nothing is
    changed but the copy, which goes; with --dry-run and --check, too.

    With --history there is no copy: past releases are compared with what they would be today, and
    with --check one that differs ends with exit code 4.

    With --releases no train goes: the board is shown as it would be after so many releases of the
    repository's apps, which are made up.
    """
    _check(history=history, releases=releases, others=[break_, keep, output])
    if releases:
        return _season(desk, releases, output, keep=keep)
    return _past(desk, history) if history else _train(desk, break_, keep=keep)


def _check(*, history: int, releases: int, others: Sequence[object]) -> None:
    """Refuse flags that are of two rehearsals."""
    from release.errors import ConfigError

    break_, keep, output = others
    if history and (history < 0 or releases or break_ or keep or output):
        raise ConfigError(
            "`--history` says how many releases are compared, and goes with no other rehearsal",
            hint="for example `rehearse --history 10`",
        )
    if (releases and break_) or (output and not releases):
        raise ConfigError(
            "`--releases` says how many are made up for a board, which `--output` writes; "
            "nothing breaks meanwhile",
            hint="for example `rehearse --releases 200 --output board.html`",
        )


def _season(desk: Desk, number: int, outputs: Sequence[str], *, keep: bool) -> Decision:
    import os

    from release.actions import Decision
    from release.rehearsal.copy import staged_copy
    from release.rehearsal.season import check_number, play
    from release.rehearsal.season.board import board_of, marked
    from release.steps.board import Wish, check
    from release.tasks import terminal
    from release.tasks.forked import runner

    check(Wish(tuple(outputs)))
    check_number(number)

    def made(count: int) -> None:
        if count == number or count % _TOLD == 0:
            terminal.say(f"{count} of {number} releases made up")

    copy = staged_copy(desk.root, os.environ, runner(desk.root))
    stage = marked(desk.to_the_end.enter_context(copy))
    play(stage, number, desk.view.clock(), made)
    terminal.say("the board is made of them ...")
    decision = board_of(stage, outputs)
    if keep:
        _keep_open(stage, Decision())
    return decision


def _past(desk: Desk, most: int) -> Decision:
    import os

    from release.adapters.git.past import past_commits
    from release.steps.replay.history import history
    from release.tasks import terminal

    return history(desk.view.files, past_commits(desk.root, os.environ), most, terminal.say)


def _train(desk: Desk, mishap: str, *, keep: bool) -> Decision:
    import os

    from release.rehearsal import story
    from release.rehearsal.breaks import break_named
    from release.rehearsal.copy import staged_copy
    from release.tasks import terminal
    from release.tasks.forked import runner

    chosen = break_named(mishap) if mishap else None
    copy = staged_copy(desk.root, os.environ, runner(desk.root))
    stage = desk.to_the_end.enter_context(copy)  # a slow disk takes long to remove it
    for line in story.opening(stage, chosen):
        terminal.say(line)
    decision = story.decision(stage, *_played(stage, chosen), chosen)
    if keep:
        _keep_open(stage, decision)
        return decision._replace(blocks=(), afterword=())
    return decision


def _played(stage: Stage, mishap: Break | None) -> tuple[list[Stop], list[Stop]]:
    """The steps up to the end, or to what went wrong; and those after that was mended."""
    from release.rehearsal import story
    from release.rehearsal.breaks import broken
    from release.rehearsal.train import route
    from release.tasks import terminal

    legs = list(route(stage))
    if mishap is None:
        return _ridden(stage, legs), []
    made = _ridden(stage, broken(legs, mishap))
    if not made[-1].problem:
        return made, []
    for line in story.intermission(stage, mishap):
        terminal.say(line)
    mishap.mend(stage)
    names = [name for name, _ in legs]
    return made, _ridden(stage, legs[names.index(mishap.step) :])


def _ridden(stage: Stage, legs: Sequence[tuple[str, Leg]]) -> list[Stop]:
    """Make the steps, and tell of each."""
    from release.rehearsal import story
    from release.rehearsal.train import ride
    from release.tasks import terminal

    made: list[Stop] = []

    def begun(name: str) -> None:
        terminal.say("")
        terminal.say(f"{name} ... ({len(made) + 1} of {len(legs)})")

    for stop in ride(stage, legs, begun):
        made.append(stop)
        for line in story.told(stop):
            terminal.say(line)
    terminal.say("")
    return made


def _keep_open(stage: Stage, decision: Decision) -> None:
    """Show how it ended, and let people look around."""
    import signal
    import sys
    from contextlib import suppress
    from threading import Event

    from release.tasks import terminal

    terminal.show(decision.blocks, sys.stderr)
    for line in decision.afterword:
        terminal.say(line)
    page = stage.aside / "board.html"
    if stage.run("board", "--output", str(page)).code == 0:
        terminal.tell(f"its board: {page.as_uri()}")
    # A script that starts us in the background has us ignore it otherwise.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    terminal.tell(f"its GitHub stays until Ctrl-C: {stage.page}")
    with suppress(KeyboardInterrupt):
        Event().wait()
