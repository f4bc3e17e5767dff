"""Files that the user names, anywhere on the disk."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from release.adapters.places import Place
from release.adapters.replace import Content, Replacement, told


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
        with told(path, "written"):
            target = Path(os.path.realpath(self.cwd / path))
            if not target.parent.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
            status = target.stat() if target.exists() else None
            if status is not None and not target.is_file():
                target.write_bytes(data)  # a pipe or /dev/stdout: there is nothing to rename over
                return
            place = Place(path, str(target), str(target), status)
            mark = str(os.getpid())  # no lock is held: two commands may write the same file
            replacement = Replacement([Content(place, data, mark)])
            replacement.stage()
            replacement.put()
