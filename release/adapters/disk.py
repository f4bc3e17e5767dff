"""The files under a root, on the disk. Every write is atomic and durable."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from release.adapters.refused import told
from release.world import Entry

_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
_READING = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Disk:
    """`WritableFiles` on the disk; nothing outside `root` is ever written."""

    __slots__ = ("root",)

    def __init__(self, root: Path) -> None:
        self.root = root

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
            with told(path, "read"):
                raise
        return None if data is None else data.decode("utf-8", "surrogateescape")

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """The directory's entries in byte order of their names; empty when it is absent."""
        if not stat.S_ISDIR(self._mode(directory)):
            return ()
        with told(directory or ".", "listed"), os.scandir(self.root / directory) as found:
            entries = [Entry(each.name, each.is_dir(follow_symlinks=False)) for each in found]
        return tuple(sorted(entries, key=lambda entry: os.fsencode(entry.name)))

    def exists(self, path: str) -> bool:
        """Whether a regular file, or a link to one, is there."""
        return stat.S_ISREG(self._mode(path))

    def refusals(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Why files cannot be written or removed, by path; empty when all can."""
        from release.adapters.places import Places  # noqa: PLC0415  for what writes: start-up

        return Places.under(self.root).refusals(paths)

    def prepare(self, edits: Mapping[str, str | None]) -> Callable[[], None]:
        """Write the new contents beside their files; what is returned puts them in their places.

        The mode stays, and where we may its owner; a symbolic link stays and its target is
        replaced (of one that is removed, the link goes). Directories are made.

        Raises:
            StateError: a file cannot be changed; nothing was.
        """
        from release.adapters.places import Place, Places  # noqa: PLC0415  see `refusals`
        from release.adapters.replace import Content, Replacement  # noqa: PLC0415  as above

        places = Places.under(self.root)
        gone: list[Place] = []
        contents: list[Content] = []
        for path, text in edits.items():
            with told(path, "changed"):
                place = places.find(path)
            if text is None:
                gone.append(place)
            else:
                with told(path, "written"):
                    contents.append(Content(place, text.encode("utf-8", "surrogateescape")))
        replacement = Replacement(contents, gone)
        replacement.stage()
        return replacement.put

    def _mode(self, path: str) -> int:
        """The mode of what is at `path`, links followed; 0 when nothing is."""
        try:
            return os.stat(os.path.join(self.root, path)).st_mode
        except ValueError:  # a NUL in the name
            return 0
        except OSError as error:
            if error.errno in _ABSENT:
                return 0
            with told(path, "read"):
                raise


def _content(place: str) -> bytes | None:
    """The bytes of a regular file, links followed; None for anything else.

    It is opened first and looked at then, because commands read thousands of files, and without
    waiting, because a pipe would have us wait for somebody who writes to it.
    """
    descriptor = os.open(place, os.O_RDONLY | _READING)
    with open(descriptor, "rb", buffering=0) as file:
        return file.readall() if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
