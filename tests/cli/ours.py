"""Our side of a comparison: the one place that knows how a test starts our program."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

from release.actions import Action, Decision
from release.apply import apply
from release.errors import ReleaseError
from release.steps.changeset.pre import pre_enter, pre_exit
from release.steps.changeset.status import status
from release.steps.changeset.version import Snapshot, version
from release.tasks.desk import open_desk
from release.world import View
from tests.cli.parity import PLAIN, Outcome, Step, play


def run_ours(root: Path, steps: Sequence[Step] = PLAIN, directory: str = "") -> Outcome:
    """Take our tasks through `steps`.

    It is what the tasks do, in this process: a command line of its own for every command would
    take longer than all the rest.
    """
    return play(_program, root, steps, directory)


def _program(words: Sequence[str], cwd: Path) -> tuple[str, str] | None:
    options = _COMMANDS.parse_args(words)
    try:
        with chdir(cwd):
            desk = open_desk()
            decision = _decide(options, desk.view)
            if decision.failure is not None:
                raise decision.failure
            apply(decision.actions, desk.world, _say_nothing)
    except ReleaseError as error:
        return str(error), type(error).__name__
    return None


def _decide(options: argparse.Namespace, view: View) -> Decision:
    match options.command:
        case "status":
            return status(view, since=options.since, verbose=options.verbose, output=options.output)
        case "pre":
            return pre_enter(view, options.tag) if options.to == "enter" else pre_exit(view)
        case _:
            snapshot = None
            if options.snapshot is not None:
                tag = None if options.snapshot is True else options.snapshot
                snapshot = Snapshot(tag, options.snapshot_prerelease_template)
            return version(view, ignore=options.ignore, snapshot=snapshot)


def _commands() -> argparse.ArgumentParser:
    """The command line of the Changesets CLI, as far as cases and random monorepos use it."""
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    looking = commands.add_parser("status")
    looking.add_argument("--since", default="")
    looking.add_argument("--verbose", action="store_true")
    looking.add_argument("--output", required=True)
    releasing = commands.add_parser("version")
    releasing.add_argument("--ignore", action="append", default=[])
    releasing.add_argument("--snapshot", nargs="?", const=True)
    releasing.add_argument("--snapshot-prerelease-template")
    mode = commands.add_parser("pre")
    mode.add_argument("to", choices=("enter", "exit"))
    mode.add_argument("tag", nargs="?", default="")
    return parser


_COMMANDS = _commands()


def _say_nothing(_: Action) -> None:
    """The comparison is of files; what is told about each is tested elsewhere."""
