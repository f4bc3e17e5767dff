"""The files under a root, on the disk. Every write is atomic and durable.

A file is written beside its target, flushed, and renamed over it, so that a reader, or the
next command after a power cut, finds the old content or the new one and never a mixture.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from release.errors import StateError, Where
from release.world import Entry

_HINTS = {
    errno.ENOSPC: "free some space on the disk, then run the same command again",
    errno.EDQUOT: "free some of this user's disk quota, then run the same command again",
    errno.EROFS: "mount the file system writable, or work on a copy of the repository",
    errno.EACCES: "give this user the rights to it",
    errno.EPERM: "give this user the rights to it",
}
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
_READING = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_WRITE_BITS = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Disk:
    """`WritableFiles` on the disk; nothing outside `root` is ever written."""

    root: Path

    def read(self, path: str) -> str | None:
        """The file's text, line ends and undecodable bytes kept; None when there is no file."""
        try:
            data = _content(f"{self.root}/{path}")
        except ValueError:  # a NUL in the name
            return None
        except OSError as error:
            # Windows opens no directory, and calls that a denial.
            if error.errno in _ABSENT or (self.root / path).is_dir():
                return None
            raise _state_error(path, "read", error) from error
        return None if data is None else data.decode("utf-8", "surrogateescape")

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """The directory's entries in byte order of their names; empty when it is absent."""
        if not stat.S_ISDIR(_mode(self.root / directory, directory)):
            return ()
        with _told(directory or ".", "listed"), os.scandir(self.root / directory) as found:
            entries = [Entry(each.name, each.is_dir(follow_symlinks=False)) for each in found]
        return tuple(sorted(entries, key=lambda entry: os.fsencode(entry.name)))

    def exists(self, path: str) -> bool:
        """Whether a regular file, or a link to one, is there."""
        return stat.S_ISREG(_mode(self.root / path, path))

    def refuse(self, path: str) -> str | None:
        """Why `path` cannot be written or deleted, or None when it can.

        A file without write permission is refused even where the user may override it: it
        says that it wants to be left alone.
        """
        try:
            target = self._target(path)
            return _why_outside(self.root / path, target, self._base) or _why_fixed(target)
        except (OSError, ValueError) as error:
            return _reason(error)

    def write(self, path: str, text: str) -> None:
        """Replace the file's content, or create the file and the directories above it.

        The mode stays; a symbolic link stays and its target is replaced.

        Raises:
            StateError: the file cannot be written; what was there is unharmed.
        """
        self._check(path)
        with _told(path, "written"):
            _replace(self._target(path), text.encode("utf-8", "surrogateescape"))

    def delete(self, path: str) -> None:
        """Remove the file (of a symbolic link: the link); nothing happens when it is absent.

        Raises:
            StateError: the file cannot be removed.
        """
        place = self.root / path
        if not os.path.lexists(place):
            return
        self._check(path)
        with _told(path, "deleted"):
            place.unlink()
            _flush(place.parent)

    @property
    def _base(self) -> Path:
        return Path(os.path.realpath(self.root))

    def _target(self, path: str) -> Path:
        """Where the content is, every symbolic link on the way followed."""
        return Path(os.path.realpath(self.root / path))

    def _check(self, path: str) -> None:
        reason = self.refuse(path)
        if reason is not None:
            raise StateError(f"`{path}` cannot be changed: {reason}", Where(path))


@dataclass(frozen=True, slots=True)
class Exports:
    """`Exports` on the disk; relative names start at `cwd`."""

    cwd: Path

    def write(self, path: str, text: str) -> None:
        """Create or replace the file; its directory must be there.

        Raises:
            StateError: it cannot be written.
        """
        data = text.encode("utf-8", "surrogateescape")
        with _told(path, "written"):
            target = Path(os.path.realpath(self.cwd / path))
            if not target.parent.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            if target.exists() and not target.is_file():
                target.write_bytes(data)  # a pipe or /dev/stdout: there is nothing to rename over
            else:
                _replace(target, data)


def _content(place: str) -> bytes | None:
    """The bytes of a regular file, links followed; None for anything else.

    It is opened first and looked at then, because commands read thousands of files, and without
    waiting, because a pipe would have us wait for somebody who writes to it.
    """
    descriptor = os.open(place, os.O_RDONLY | _READING)
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123  a descriptor has no path
        return file.readall() if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


def _mode(place: Path, path: str) -> int:
    """The mode of what is at `place`, links followed; 0 when nothing is."""
    try:
        return place.stat().st_mode
    except ValueError:  # a NUL in the name
        return 0
    except OSError as error:
        if error.errno in _ABSENT:
            return 0
        raise _state_error(path, "read", error) from error


def _why_outside(place: Path, target: Path, base: Path) -> str | None:
    if target == base:
        return "it is the repository itself"
    if not target.is_relative_to(base) or not _parent(place).is_relative_to(base):
        return "it leads outside the repository"
    if place.is_symlink() and not target.exists():
        return "it is a broken symbolic link"
    return None


def _why_fixed(target: Path) -> str | None:
    """Why the file at `target` cannot be replaced, by its own mode and its directory's."""
    if target.is_dir():
        return "a directory is in the way"
    if target.exists() and not _is_writable(target):
        return "it is read-only"
    above = next(each for each in target.parents if os.path.lexists(each))
    if not above.is_dir():
        return f"`{above.name}` is not a directory"
    if not _is_writable(above):
        return f"its directory `{above.name}` is read-only"
    return None


def _is_writable(place: Path) -> bool:
    return bool(place.stat().st_mode & _WRITE_BITS) and os.access(place, os.W_OK)


def _parent(place: Path) -> Path:
    return Path(os.path.realpath(place.parent))


def _replace(target: Path, data: bytes) -> None:
    """Give `target` the content `data`, or leave it as it is."""
    _make_directories(target.parent)
    # One name a target, so that a command that was killed leaves nothing that the same
    # command, run again, does not use up.
    temporary = target.with_name(f".{_short(target.name)}.release-tmp")
    descriptor = _claim(temporary)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with suppress(FileNotFoundError):
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if sys.platform == "win32":
                file.close()  # Windows renames no open file, and holds no lock on it
            temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _flush(target.parent)


def _short(name: str) -> str:
    """`name` cut so that it can carry a suffix: systems allow 255 bytes."""
    return os.fsdecode(os.fsencode(name)[:200])


def _claim(temporary: Path) -> int:
    """Open the temporary file, empty and ours alone.

    A leftover of a killed command is used again; its lock died with it. The mode is what the
    user's mask leaves of 0666, as for any new file.
    """
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        _lock(descriptor, temporary)
        os.ftruncate(descriptor, 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _lock(descriptor: int, temporary: Path) -> None:
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415  Windows has none

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    # Between opening and locking, another command may have put the file in its place.
    if not temporary.exists() or not os.path.samestat(os.fstat(descriptor), temporary.stat()):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def _make_directories(directory: Path) -> None:
    if directory.is_dir():
        return
    _make_directories(directory.parent)
    directory.mkdir(exist_ok=True)
    _flush(directory.parent)


def _flush(directory: Path) -> None:
    """Make the names in `directory` durable, where the system lets a directory be opened."""
    if sys.platform != "win32":
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _told(path: str, done: str) -> Iterator[None]:
    """Turn what the system refuses into an error that names the file."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise _state_error(path, done, error) from error


def _state_error(path: str, done: str, error: OSError | ValueError) -> StateError:
    hint = _HINTS.get(error.errno or 0) if isinstance(error, OSError) else None
    return StateError(f"`{path}` cannot be {done}: {_reason(error)}", Where(path), hint)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, BlockingIOError):
        return "another command is writing it"
    if isinstance(error, UnicodeError):
        return "it holds characters that are not Unicode"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return "its name holds a NUL character"
