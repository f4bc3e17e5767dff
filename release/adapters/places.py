"""Where a path of the tree leads on the disk, and why what is there cannot be changed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from release.adapters.refused import RefusedError, reason

_ABSENT = (errno.ENOENT, errno.ENOTDIR)
_WRITE_BITS = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class Place(NamedTuple):
    """A file that is to change.

    `name` is where it is called so, `target` where its content is, symbolic links followed, and
    `status` what is there now.
    """

    path: str
    name: str
    target: str
    status: os.stat_result | None


@dataclass(frozen=True, slots=True)
class Places:
    """The places under `root`; each directory is looked at once, however many files it has."""

    root: str
    _real: dict[str, str] = field(default_factory=dict)
    _checked: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def under(cls, root: os.PathLike[str]) -> Places:
        """The places under a directory, symbolic links above it followed."""
        real = os.path.realpath(root)
        return cls(real, {"": real})

    def find(self, path: str) -> Place:
        """The place of a file that is to be written or removed.

        Raises:
            RefusedError: it cannot be.
            OSError: the system does not let us look.
            ValueError: there can be no such name.
        """
        name = self._inside(self._named(path))
        target, status = name, _look(name)
        if status is not None and stat.S_ISLNK(status.st_mode):
            target = self._inside(os.path.realpath(name))
            status = _look(target)
            if status is None or stat.S_ISLNK(status.st_mode):
                raise RefusedError("it is a broken symbolic link")
        self._refuse_fixed(target, status)
        return Place(path, name, target, status)

    def refusals(self, paths: Iterable[str]) -> dict[str, str]:
        """Why files cannot be written or removed, by path; empty when all can."""
        found = {}
        for path in paths:
            try:
                self.find(path)
            except (OSError, ValueError, RefusedError) as error:
                found[path] = reason(error)
        return found

    def _named(self, path: str) -> str:
        """The name on the disk, symbolic links before its last part followed."""
        if os.path.isabs(path):
            return path
        directory, _, name = path.rpartition("/")
        above = self._directory(directory)
        return os.path.normpath(os.path.join(above, name))

    def _directory(self, path: str) -> str:
        """Where a directory of the tree is, symbolic links on the way followed."""
        if path not in self._real:
            above, _, name = path.rpartition("/")
            place = os.path.join(self._directory(above), name)
            status = _look(place)
            plain = status is None or stat.S_ISDIR(status.st_mode)
            self._real[path] = place if plain and name != ".." else os.path.realpath(place)
        return self._real[path]

    def _inside(self, place: str) -> str:
        if place == self.root:
            raise RefusedError("it is the repository itself")
        if not place.startswith(self.root.rstrip(os.sep) + os.sep):
            raise RefusedError("it leads outside the repository")
        return place

    def _refuse_fixed(self, place: str, status: os.stat_result | None) -> None:
        """Refuse what cannot be replaced, for its own mode or its directory's.

        A file without write permission is refused even where the user may override it: it says
        that it wants to be left alone.
        """
        if status is not None and stat.S_ISDIR(status.st_mode):
            raise RefusedError("a directory is in the way")
        if status is not None and not _is_writable(place, status):
            raise RefusedError("it is read-only")
        directory = os.path.dirname(place)
        if directory not in self._checked:
            self._checked[directory] = _why_closed(directory)
        if (why := self._checked[directory]) is not None:
            raise RefusedError(why)


def _look(place: str) -> os.stat_result | None:
    """What is at `place`, a symbolic link not followed; None when nothing is."""
    try:
        return os.lstat(place)
    except OSError as error:
        if error.errno in _ABSENT:
            return None
        raise


def _why_closed(directory: str) -> str | None:
    """Why no name can change in a directory, which may be still to be made."""
    while (status := _look(directory)) is None:
        directory = os.path.dirname(directory)
    name = os.path.basename(directory)
    if not os.path.isdir(directory):
        return f"`{name}` is not a directory"
    if not _is_writable(directory, status):
        return f"its directory `{name}` is read-only"
    return None


def _is_writable(place: str, status: os.stat_result) -> bool:
    return bool(status.st_mode & _WRITE_BITS) and os.access(place, os.W_OK)
