"""What the front desk knows: the world around the user, and the environment.

Programs and files that few commands need are prepared when a command asks for them.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from release.adapters.backstage import JournalFile, backstage
from release.adapters.blobs import DiskBlobs
from release.adapters.disk import Disk
from release.adapters.exports import Exports
from release.adapters.git.repository import GitRepository
from release.adapters.lock import CommandLock
from release.read.workspace import find_root
from release.world import Bookkeeping, Outputs, View, World

if TYPE_CHECKING:
    from datetime import datetime

    from invoke.context import Context

    from release.adapters.editor import Editor
    from release.credits import Credits
    from release.deployment.records import WritableRecords
    from release.events import PullEvent
    from release.forge import WritableForge
    from release.own_code import OwnCode
    from release.remote import Objects, WritableRemote


class Desk(NamedTuple):
    """One command's surroundings.

    `view` is the world to look at; it shows an interrupted command as if it were completed.
    `only_looks`: `--dry-run` or `--check` was given. `edit` has the user edit a text. `base` is
    what a pull request goes to in GitHub Actions, or a merge queue puts it on; `event` is the pull
    request itself where a job is for one. `summarize` adds Markdown to the page of the job, the
    first of several versions that there is room for. `to_the_end` closes what stays open until all
    is told, errors too. `context` is Invoke's, for functions of the repository's own.
    """

    root: Path
    world: World
    view: View
    only_looks: bool
    edit: Callable[[str], str]
    base: Callable[[], str | None]
    event: Callable[[], PullEvent | None]
    summarize: Callable[[Iterable[str]], None]
    to_the_end: ExitStack
    context: Context | None = None


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        from release.errors import StateError

        raise StateError(
            "the current directory is gone", hint="change to the repository, and run it again"
        ) from None


def open_desk(*, only_looks: bool = False, starts_workflows: bool = False) -> Desk:
    """The desk for the repository around the current directory.

    Args:
        only_looks: nothing will be changed.
        starts_workflows: what is done at the forge must start workflows.

    Raises:
        ConfigError: there is no manifest of a package here or above.
        StateError: the current directory is gone.
    """
    cwd = _here()
    root, _ = find_root(cwd, Disk)
    behind = backstage(root)
    lock = behind.file("lock")
    world = World(
        files=Disk(root),
        journal=JournalFile(behind),
        lock=CommandLock(lock, behind.shown(lock), _command()),
        git=GitRepository(root),
        load_code=partial(_load_code, root),
        clock=_now,
        credits=partial(_credits, root),
        forge=cache(lambda: _forge(root, starts_workflows=starts_workflows)),
        remote=cache(lambda: _remote(root, starts_workflows=starts_workflows)),
        objects=cache(lambda: _objects(root)),
        records=cache(partial(_records, root)),
        blobs=DiskBlobs(root),
        exports=Exports(cwd),
        confirm_locks=lambda manifests: _confirm_locks(root, manifests),
        commit_files=lambda paths, message: _commit_files(root, paths, message),
        open_file=lambda path: _editor(cwd).open(root / path),
        outputs=_outputs(),
        formatting=_RepositoryFormatter(root),
    )
    return Desk(
        root=root,
        world=world,
        view=world.view,
        only_looks=only_looks,
        edit=lambda text: _editor(cwd).edit(text),
        base=_base,
        event=_event,
        summarize=_summarize,
        to_the_end=ExitStack(),
    )


def _command() -> str:
    """What was typed, for whoever has to wait for us."""
    program, *words = sys.argv
    return shlex.join([Path(program).name, *words])


def _now() -> datetime:
    from release.adapters.clock import now

    return now()


def _event() -> PullEvent | None:
    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path:
        return None
    from release.events import parse_event

    return parse_event(_text_of_event(path), path)


def _base() -> str | None:
    branch = os.environ.get("GITHUB_BASE_REF")
    if branch:
        return f"origin/{branch}"
    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path or os.environ.get("GITHUB_EVENT_NAME") != "merge_group":
        return None
    from release.events import parse_queued

    return parse_queued(_text_of_event(path), path)


def _text_of_event(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, ValueError):
        return ""


def _outputs() -> Outputs | None:
    path = os.environ.get("GITHUB_OUTPUT")
    if not path:
        return None
    from release.adapters.runner import RunnerOutputs

    return RunnerOutputs(Path(path))


def _summarize(versions: Iterable[str]) -> None:
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        from release.adapters.runner import RunnerSummary

        RunnerSummary(Path(path)).add(versions)


def _editor(cwd: Path) -> Editor:
    from release.adapters.editor import Editor

    return Editor(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi", cwd)


def _confirm_locks(root: Path, manifests: Sequence[str]) -> None:
    from release.adapters.cargo import verify

    verify(root, manifests)


def _commit_files(root: Path, paths: Sequence[str], message: str) -> bool:
    from release.adapters.git.commit import commit_files

    return commit_files(root, paths, message)


class _RepositoryFormatter:
    """`Formatting` by the repository's own programs, loaded when something is formatted."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def format(self, choice: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        """The texts as the repository's formatter leaves them."""
        from release.adapters.formatters import Formatters

        return Formatters(self._root, os.environ).format(choice, texts)


def _load_code(root: Path, name: str, options: object, functions: Sequence[str]) -> OwnCode:
    from release.adapters.python_code import load

    return load(root, name, options, functions)


def _forge(root: Path, *, starts_workflows: bool) -> WritableForge:
    from release.tasks.hosting import hosting

    return hosting(root, os.environ, starts_workflows=starts_workflows)


def _remote(root: Path, *, starts_workflows: bool) -> WritableRemote:
    from release.tasks.hosting import remote

    return remote(root, os.environ, starts_workflows=starts_workflows)


def _records(root: Path, place: Bookkeeping) -> WritableRecords:
    from release.tasks.hosting import records

    return records(root, os.environ, place)


def _objects(root: Path) -> Objects:
    from release.adapters.git.objects import git_objects

    return git_objects(root, os.environ)


def _credits(root: Path) -> Credits:
    from release.tasks.hosting import credited

    return credited(root, os.environ)
