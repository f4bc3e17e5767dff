"""New contents for many files, so that a reader or a power cut finds old ones or new ones.

A content is written beside its target and made durable there; only then is it renamed over it.
One directory for all of them would be no faster: Linux makes one rename at a time of those that
lead from one directory to another.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from release.adapters.places import Place
from release.adapters.refused import told

_T = TypeVar("_T")

WORKERS = 32
"""Threads that wait for the disk: it takes many orders at once, and each file waits for its own.

Where a file system has a journal, all that wait at a time are written to it together: 1,700 files
took 2.9 s one after the other, 0.5 s with 16 threads and 0.26 s with 32; more saved no more.
`os.sync` is as fast on an idle machine, but it waits for what everybody else wrote, hangs on a
dead network mount, and tells no error.
"""
SHARE = 16
"""Files that a thread is handed at a time: one by one, handing took as long as the work."""
FEW = 24
"""So few files are written one after the other: threads would cost more than they save."""


class Content(NamedTuple):
    """What a place is to hold."""

    place: Place
    data: bytes
    mark: str = "release"

    @property
    def temporary(self) -> str:
        """Where the content waits.

        One name a target and mark, so that a command that was killed leaves nothing that
        completing it does not use up.
        """
        directory, name = os.path.split(self.place.target)
        return os.path.join(directory, f".{_short(name)}.{self.mark}-tmp")


@dataclass(frozen=True, slots=True)
class Replacement:
    """Files that change together: `contents` are written and `gone` are removed."""

    contents: Sequence[Content]
    gone: Sequence[Place] = ()
    _made: list[str] = field(default_factory=list)

    def stage(self) -> None:
        """Write every content beside its target; when one cannot be, nothing stays.

        Raises:
            StateError: the disk is full, or fails.
        """
        try:
            for content in self.contents:
                with told(content.place.path, "written"):
                    self._make(os.path.dirname(content.place.target))
            _each(_stage, self.contents)
        except BaseException:
            self._withdraw()
            raise

    def put(self) -> None:
        """Bring what was staged to its targets, and make it durable that it is there.

        Raises:
            StateError: the disk fails; some files are new, some old, and none is both.
        """
        _each(_put, self.contents)
        _each(_remove, self.gone)
        written = [content.place for content in self.contents]
        directories = {os.path.dirname(place.target): place.path for place in written}
        directories |= {os.path.dirname(place.name): place.path for place in self.gone}
        for made in self._made:
            directories.setdefault(os.path.dirname(made), made)
        _each(_flush_told, list(directories.items()))

    def _make(self, directory: str) -> None:
        if not os.path.isdir(directory):
            self._make(os.path.dirname(directory))
            os.mkdir(directory)
            self._made.append(directory)

    def _withdraw(self) -> None:
        for content in self.contents:
            with suppress(OSError):
                os.unlink(content.temporary)
        for directory in reversed(self._made):
            with suppress(OSError):
                os.rmdir(directory)


def _stage(content: Content) -> None:
    place, temporary = content.place, content.temporary
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with (
        told(place.path, "written"),
        # The mode of a new file is what the user's mask leaves of 0666, as everywhere.
        os.fdopen(os.open(temporary, flags, 0o666), "wb", buffering=0) as file,
    ):
        if place.status is not None:
            _keep(place.status, temporary)
        rest = memoryview(content.data)
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())


def _put(content: Content) -> None:
    with told(content.place.path, "written"):
        os.replace(content.temporary, content.place.target)


def _remove(place: Place) -> None:
    with told(place.path, "deleted"), suppress(FileNotFoundError):
        os.unlink(place.name)


def _keep(status: os.stat_result, temporary: str) -> None:
    """Give a new file the mode of the one that it replaces, and where we may its owner."""
    if sys.platform != "win32" and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(PermissionError):
            os.chown(temporary, status.st_uid, status.st_gid)
    os.chmod(temporary, stat.S_IMODE(status.st_mode))


def _flush_told(directory: tuple[str, str]) -> None:
    place, path = directory
    with told(path, "made durable"), suppress(FileNotFoundError):  # nothing was there to remove
        _flush(place)


def _flush(directory: str) -> None:
    """Make the names in `directory` durable, where the system lets a directory be opened."""
    if sys.platform != "win32":
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _each(work: Callable[[_T], None], things: Sequence[_T]) -> None:
    """Do `work` to each, several at a time when they are many.

    Raises:
        StateError: the first that failed; a share that had not begun is not begun.
    """

    def do(share: Sequence[_T]) -> None:
        for thing in share:
            work(thing)

    if len(things) <= FEW:
        do(things)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  few commands write many

    size = min(SHARE, len(things) // WORKERS + 1)
    shares = [things[start : start + size] for start in range(0, len(things), size)]
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in pool.map(do, shares):
            pass


def _short(name: str) -> str:
    """`name` cut so that it can carry a suffix: systems allow 255 bytes."""
    return os.fsdecode(os.fsencode(name)[:200])
