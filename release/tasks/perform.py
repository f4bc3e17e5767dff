"""One way to run every step: look, decide, then print, check or apply; and one way to fail."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from invoke.exceptions import Exit

from release.actions import Decision, DeleteFile, SetOutput, WriteFile, actions_document
from release.adapters.asked import noted
from release.apply import apply, complete, unfinished
from release.errors import ConfigError, ReleaseError, StateError
from release.phrases import counted
from release.read.overlay import Overlay
from release.read.remembered import Remembered
from release.tasks import terminal, waiting
from release.tasks.desk import Desk, open_desk
from release.tasks.loudness import Loudness, talking
from release.tasks.patience import patiently
from release.tasks.streams import in_actions, lost

_INTERRUPTED = 130  # what a shell reports for a program ended by SIGINT


class Flags(NamedTuple):
    """The flags that mean the same for every task."""

    dry_run: bool = False
    json: bool = False
    check: bool = False
    quiet: bool = False
    verbose: bool = False

    @property
    def loudness(self) -> Loudness:
        """How much is said.

        Raises:
            ConfigError: it is to be little and much.
        """
        if self.quiet and self.verbose:
            raise ConfigError("`--quiet` and `--verbose` go ill together", hint="give one of them")
        if self.quiet:
            return Loudness.QUIET
        return Loudness.VERBOSE if self.verbose else Loudness.USUAL

    @property
    def only_looks(self) -> bool:
        """Whether nothing may be changed."""
        return self.dry_run or self.check


def perform(
    decide: Callable[[Desk], Decision],
    flags: Flags,
    *,
    locks: bool = True,
    starts_workflows: bool = False,
    is_patient: bool = False,
) -> None:
    """Run one step in the repository around the current directory.

    Args:
        decide: the step.
        flags: what was asked of it.
        locks: whether it holds the lock from its first look on, so that it decides about a tree
            that no other command is changing. Without that, edits still take the lock.
        starts_workflows: what is done at the forge must start workflows.
        is_patient: whether it looks and decides again, for a minute, when somebody else was
            first.

    Raises:
        Exit: with the error's exit code; the error has been told.
    """
    try:
        with ExitStack() as to_the_end, _errors_told():
            to_the_end.enter_context(talking(flags.loudness, terminal.detail))
            if not flags.quiet:
                to_the_end.enter_context(waiting.shown(sys.stderr))
            desk = open_desk(only_looks=flags.only_looks, starts_workflows=starts_workflows)
            to_the_end.enter_context(desk.to_the_end)
            if locks and not flags.only_looks:
                with desk.world.lock():
                    _complete(desk)
                    _run(decide, desk, flags)
            elif is_patient and not flags.only_looks:
                patiently(lambda: _run(decide, desk, flags, present_last=True), terminal.say)
            else:
                _run(decide, _as_if_complete(desk), flags)
    except KeyboardInterrupt as error:
        terminal.tell("interrupted; what had begun to be written, the next command completes")
        raise Exit(code=_INTERRUPTED) from error


@contextmanager
def _errors_told() -> Iterator[None]:
    """Tell what went wrong, and of what was found and is lost; the first has the exit code."""
    failure: ReleaseError | None = None
    try:
        yield
    except ReleaseError as error:
        failure = error
    errors = [each for each in (failure, lost()) if each is not None]
    for each in errors:
        terminal.show_error(each, annotate=in_actions())
    if errors:
        raise Exit(code=errors[0].exit_code) from errors[0]


def _complete(desk: Desk) -> None:
    work = unfinished(desk.world)
    if work is not None:
        complete(work, desk.world)
        terminal.say(f"completed an interrupted command: {work}")


def _as_if_complete(desk: Desk) -> Desk:
    """The desk, with the tree as an interrupted command, or one that is at work, will leave it."""
    work = unfinished(desk.world)
    if work is None:
        return desk
    terminal.say(
        f"a command has not ended: its {len(work.changes)} files are shown as they will be"
    )
    files = Overlay(desk.view.files, {change.path: change.after for change in work.changes})
    return desk._replace(view=desk.view._replace(files=files))


def _run(
    decide: Callable[[Desk], Decision], desk: Desk, flags: Flags, *, present_last: bool = False
) -> None:
    """Decide and carry out; what is presented last is not presented by an attempt that fails."""
    files = Remembered(desk.view.files)
    desk = desk._replace(view=desk.view._replace(files=files))
    decision = decide(desk)
    read, wanted = counted(len(files.seen), "file"), counted(len(decision.actions), "action")
    noted(f"{read} read, {wanted} decided on")
    for warning in decision.warnings:
        terminal.warn(warning)
    if not present_last:
        _present(decision, flags)
    _carry_out(decision, desk, flags, files.seen)
    if present_last:
        _present(decision, flags)
    _end(decision, flags)


def _carry_out(
    decision: Decision, desk: Desk, flags: Flags, seen: Mapping[str, str | None]
) -> None:
    if flags.dry_run:
        _show_actions(decision, flags)
    elif flags.check:
        _refuse_pending(decision)
    else:
        try:
            apply(decision.actions, desk.world, terminal.say_action, seen)
        except ReleaseError as error:
            if (failure := decision.failure) is None:
                raise
            raise type(failure).of([*failure.problems, *error.problems]) from error
        if not flags.json and decision.failure is None:
            _say_if_done(decision)


def _end(decision: Decision, flags: Flags) -> None:
    if not flags.json:  # it is in the document
        for line in decision.afterword:
            terminal.say(line)
    if decision.failure is not None:
        raise decision.failure


def _present(decision: Decision, flags: Flags) -> None:
    if flags.json:
        document = decision.document
        if document is None:
            document = {"schema": 1, "actions": actions_document(decision.actions)}
        text = json.dumps(document, indent=2, ensure_ascii=False)
        # The runner takes `##[` for a command wherever it stands; escaped, the JSON is the same.
        terminal.write(text.replace("##[", "#\\u0023[") + "\n")
    elif decision.raw is not None:
        terminal.write(decision.raw)
    else:
        terminal.show(decision.blocks)


def _show_actions(decision: Decision, flags: Flags) -> None:
    """The actions are data that was asked for; with `--json` they are in the document."""
    if flags.json:
        return
    for action in decision.actions:
        terminal.write(terminal.held(f"would {action}") + "\n")
    _say_if_done(decision)


def _say_if_done(decision: Decision) -> None:
    """Say that there was nothing to do; what later jobs are told is nothing that was done."""
    if decision.done and all(isinstance(each, SetOutput) for each in decision.actions):
        terminal.say(f"nothing to do: {decision.done}")


def _refuse_pending(decision: Decision) -> None:
    pending = bool(decision.actions) if decision.pending is None else decision.pending
    if not pending:
        return
    edits = [each for each in decision.actions if isinstance(each, WriteFile | DeleteFile)]
    for edit in edits:
        terminal.say(f"would {edit}")
    StateError.raise_any(decision.lacking)
    what = f"{len(edits)} files would change" if edits else "there is something to do"
    raise StateError(f"{what}, and --check was given", hint="run it without --check")
