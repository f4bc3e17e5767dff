"""One command at a time changes files: a file that is locked while one does.

The system drops the lock when its holder dies, however it dies, so that no lock is left behind.
What the file says is for people: which command holds it, and, by its own time, since when.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from release.adapters.refused import told
from release.errors import StateError, Where

_BUSY = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)  # the last two are Windows's
_BEHIND = 1 << 30  # Windows lets nobody read what is locked: lock a byte behind the text
_TRIES, _PAUSE = 50, 0.002  # seconds; a holder says who it is right after it took the lock


class CommandLock:
    """The lock in `file`; `command` is what we are, and `shown` the file's path for people."""

    def __init__(self, file: Path, shown: str, command: str) -> None:
        self.file = file
        self.shown = shown
        self.command = command
        self._depth = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Be the only command that changes files; inside itself it does nothing more.

        Raises:
            StateError: another command is at it, or the lock cannot be had.
        """
        if self._depth:
            yield
            return
        descriptor = self._take()
        self._depth = 1
        try:
            yield
        finally:
            self._depth = 0
            self._leave(descriptor)

    def _take(self) -> int:
        for _ in range(_TRIES):
            with told(self.shown, "locked"):
                descriptor = self._try()
            if descriptor is not None:
                return descriptor
            if holder := self._holder():
                raise self._refusal(holder)
            time.sleep(_PAUSE)  # it has just been taken or left
        raise self._refusal("another command, which has not said who it is,")

    def _try(self) -> int | None:
        """Take the lock if it is free, and say in it who we are."""
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o666)
        if not (locked(descriptor) and self._is_still(descriptor)):
            os.close(descriptor)
            return None
        try:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, self._about_us())
        except BaseException:
            self._leave(descriptor)
            raise
        return descriptor

    def _is_still(self, descriptor: int) -> bool:
        """Whether the file that we locked is the one of that name: its last holder removed it."""
        try:
            return os.path.samestat(os.fstat(descriptor), self.file.stat())
        except FileNotFoundError:
            return False

    def _leave(self, descriptor: int) -> None:
        # Windows removes no open file. There the lock's file stays, which locks nobody out.
        if sys.platform != "win32":
            with suppress(OSError):
                self.file.unlink()
        os.close(descriptor)

    def _about_us(self) -> bytes:
        import socket  # noqa: PLC0415  commands that only look need it not: start-up

        us = {"pid": os.getpid(), "host": socket.gethostname(), "command": self.command}
        return json.dumps(us).encode()

    def _holder(self) -> str | None:
        """Who holds the lock, and since when; None when nobody says so."""
        try:
            with self.file.open(encoding="utf-8") as file:
                said = json.load(file)
                since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
            return (
                f"`{said['command']}` (process {said['pid']} on {said['host']}, "
                f"since {since:%Y-%m-%d %H:%M:%S} UTC)"
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _refusal(self, holder: str) -> StateError:
        return StateError(
            f"{holder} is changing this repository",
            Where(self.shown),
            "run it again when it has ended; its lock ends with it",
        )


def locked(descriptor: int) -> bool:
    """Whether the file could be locked. The lock ends when it is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  only Windows has it

            os.lseek(descriptor, _BEHIND, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415  Windows has none

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            return False
        raise
    return True
