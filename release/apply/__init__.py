"""The one room that changes anything: actions in, effects out.

Files change in this order: everything that can be refused is refused; all new contents go into
the journal, which is the commit point; they are written beside their files, and put in their
places; what is to be committed is; the journal goes. A command that is killed before the commit
point has done nothing, and after it the next command completes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

from release.actions import (
    Action,
    CommitFiles,
    ConfirmLocks,
    CopyFile,
    DeleteFile,
    ExportFile,
    OpenFile,
    SetOutput,
    WriteFile,
)
from release.errors import CommandError, Problem, StateError, Where
from release.journal import Change, Work, change_of, parse_journal, render_journal
from release.world import World, WritableFiles

_Texts = Mapping[str, str | None]
_NOTHING: _Texts = MappingProxyType({})


def apply(
    actions: Sequence[Action],
    world: World,
    say: Callable[[Action], None],
    seen: _Texts = _NOTHING,
) -> None:
    """Perform `actions`, files and their commits first; `say` hears of each when it is done.

    Args:
        actions: what to do; at most one edit a file.
        world: where.
        say: told of each action.
        seen: what files held when `actions` were decided.

    Raises:
        StateError: files cannot be changed, or changed since they were seen (all of them are
            told), and nothing was changed; or the disk failed half-way, and the next command
            completes this one.
        CommandError: the files could not be committed; they are written.
    """
    edits = [action for action in actions if isinstance(action, WriteFile | DeleteFile)]
    commits = tuple(action for action in actions if isinstance(action, CommitFiles))
    if edits or commits:
        with world.lock():
            complete(unfinished(world), world)
            _begin(edits, commits, world, seen)()
            for edit in edits:
                say(edit)
            _end(commits, world, say)
    for action in actions:
        if _performed_elsewhere(action, world):
            say(action)


def unfinished(world: World) -> Work | None:
    """What a killed command left to do; None when there is no journal.

    Raises:
        StateError: the journal is damaged, or a file was edited since (all of them are told).
    """
    text = world.journal.read()
    if text is None:
        return None
    where = world.journal.where
    work = parse_journal(text, where)
    edited = [
        Problem(
            f"{change.path} was edited after a command was interrupted that was to change it",
            Where(change.path),
            f"undo the edit to complete that command, or delete {where} to abandon it",
        )
        for change in work.changes
        if not change.fits(world.files.read(change.path))
    ]
    StateError.raise_any(edited)
    return work


def complete(work: Work | None, world: World) -> None:
    """Finish what a killed command began; the lock is held.

    Every change is made again: what was done may not be durable yet. A commit that was made
    leaves nothing to commit, and is not made again.

    Raises:
        StateError: a file cannot be changed (all of them are told).
        CommandError: the files could not be committed; they are written.
    """
    if work is not None:
        paths = [change.path for change in work.changes]
        StateError.raise_any(_cannot(world.files.refusals(paths)))
        world.files.prepare(_edits(work.changes))()
        _end(work.commits, world, lambda _: None)


def _begin(
    edits: Sequence[WriteFile | DeleteFile],
    commits: tuple[CommitFiles, ...],
    world: World,
    seen: _Texts,
) -> Callable[[], None]:
    """Write the journal, and each content beside its file; what is returned makes the edits."""
    changes = _checked(edits, world.files, seen)
    try:
        world.journal.write(render_journal(Work(changes, commits)))
        return world.files.prepare(_edits(changes))
    except BaseException:  # an interrupt, too: nothing has changed yet
        with suppress(StateError):
            world.journal.delete()
        raise


def _end(commits: Sequence[CommitFiles], world: World, say: Callable[[Action], None]) -> None:
    """Commit what is written, and drop the journal.

    It goes also when git refuses: that is told once, and the commit is then made by hand.
    """
    try:
        for commit in commits:
            if world.commit_files(commit.paths, commit.message):
                say(commit)
    except CommandError:
        world.journal.delete()
        raise
    world.journal.delete()


def _checked(
    edits: Sequence[WriteFile | DeleteFile], files: WritableFiles, seen: _Texts
) -> tuple[Change, ...]:
    """The changes that `edits` make to the files as they are now."""
    refused = files.refusals([edit.path for edit in edits])
    found = {edit.path: files.read(edit.path) for edit in edits if edit.path not in refused}
    problems = _cannot(refused) + [
        Problem(f"{path} changed while this command was at work", Where(path), "run it again")
        for path, text in found.items()
        if seen.get(path, text) != text
    ]
    StateError.raise_any(problems)
    return tuple(change_of(edit, found[edit.path]) for edit in edits)


def _cannot(refused: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(f"`{path}` cannot be changed: {why}", Where(path)) for path, why in refused.items()
    ]


def _edits(changes: Sequence[Change]) -> dict[str, str | None]:
    return {change.path: change.after for change in changes}


def _performed_elsewhere(action: Action, world: World) -> bool:
    """Perform an action that is no change of the tree; whether there was anything to perform."""
    match action:
        case WriteFile() | DeleteFile() | CommitFiles():
            return False
        case ExportFile():
            world.exports.write(action.path, action.text)
        case CopyFile():
            world.blobs.copy(action.path, action.to)
        case ConfirmLocks():
            world.confirm_locks(action.manifests)
        case OpenFile():
            world.open_file(action.path)
        case SetOutput() if world.outputs is not None:
            world.outputs.set(action.name, action.value)
        case _:
            # Where nothing goes further than this clone, nothing of that is needed: start-up.
            from release.apply.remote import performed_remotely  # noqa: PLC0415  as said

            return performed_remotely(action, world)
    return True
