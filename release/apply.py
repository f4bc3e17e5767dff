"""The one room that changes anything: actions in, effects out.

Every refusal comes before the first write. Several files change through a journal, so that a
command that was killed is completed by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from release.actions import (
    Action,
    ConfirmLocks,
    DeleteFile,
    ExportFile,
    OpenFile,
    SetOutput,
    WriteFile,
)
from release.errors import Problem, StateError, Where
from release.journal import JOURNAL, Change, change_of, parse_journal, render_journal
from release.world import World, WritableFiles


def apply(actions: Sequence[Action], world: World, say: Callable[[Action], None]) -> None:
    """Perform `actions`, files first; `say` hears of each when it is done.

    Raises:
        StateError: a file cannot be written (all of them are told), and nothing was changed.
    """
    edits = [action for action in actions if isinstance(action, WriteFile | DeleteFile)]
    _refuse_what_cannot_be(edits, world.files)
    changes = [change_of(edit, world.files.read(edit.path)) for edit in edits]
    if len(changes) > 1:
        world.files.write(JOURNAL, render_journal(changes))
    for edit, change in zip(edits, changes, strict=True):
        _make(change, world.files)
        say(edit)
    if len(changes) > 1:
        world.files.delete(JOURNAL)
    for action in actions:
        if _performed_elsewhere(action, world):
            say(action)


def _performed_elsewhere(action: Action, world: World) -> bool:
    """Perform an action that is no edit of the tree; whether there was anything to perform."""
    match action:
        case ExportFile():
            world.exports.write(action.path, action.text)
        case ConfirmLocks():
            world.confirm_locks(action.manifests)
        case OpenFile():
            world.open_file(action.path)
        case SetOutput() if world.outputs is not None:
            world.outputs.set(action.name, action.value)
        case _:
            return False
    return True


def unfinished(files: WritableFiles) -> tuple[Change, ...]:
    """What a killed command left to do; empty when there is no journal.

    Raises:
        StateError: the journal is damaged, or a file was edited since (all of them are told).
    """
    text = files.read(JOURNAL)
    if text is None:
        return ()
    changes = parse_journal(text)
    edited = [
        Problem(
            f"{change.path} was edited after a command was interrupted that was to change it",
            Where(change.path),
            f"delete {JOURNAL} to abandon that command, or undo the edit to complete it",
        )
        for change in changes
        if not change.is_done(found := files.read(change.path)) and not change.is_open(found)
    ]
    StateError.raise_any(edited)
    return changes


def complete(changes: Sequence[Change], files: WritableFiles) -> None:
    """Finish what a killed command began."""
    for change in changes:
        if not change.is_done(files.read(change.path)):
            _make(change, files)
    files.delete(JOURNAL)


def _make(change: Change, files: WritableFiles) -> None:
    if change.after is None:
        files.delete(change.path)
    else:
        files.write(change.path, change.after)


def _refuse_what_cannot_be(edits: Sequence[WriteFile | DeleteFile], files: WritableFiles) -> None:
    StateError.raise_any(
        [
            Problem(f"cannot change {edit.path}: {why}", Where(edit.path))
            for edit in edits
            if (why := files.refuse(edit.path)) is not None
        ]
    )
