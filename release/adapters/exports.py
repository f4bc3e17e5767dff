"""Files that the user names, anywhere on the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from release.adapters.refused import told


class Exports:
    """`Exports` on the disk; relative names start at `cwd`."""

    __slots__ = ("cwd",)

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd

    def write(self, path: str, text: str) -> None:
        """Create or replace the file; its directory must be there.

        Raises:
            StateError: it cannot be written.
        """
        from release.adapters.places import Place  # noqa: PLC0415  few commands export: start-up
        from release.adapters.replace import Content, Replacement  # noqa: PLC0415  as above

        data = text.encode("utf-8", "surrogateescape")
        with told(path, "written"):
            name = self.cwd / path
            if name.exists() and not name.is_file():
                # A pipe or /dev/stdout: what it leads to has no name to rename over.
                name.write_bytes(data)
                return
            target = Path(os.path.realpath(name))
            if not target.parent.is_dir():
                number = errno.ENOTDIR if target.parent.exists() else errno.ENOENT
                raise OSError(number, os.strerror(number))
            status = target.stat() if target.exists() else None
            place = Place(path, str(target), str(target), status)
            mark = str(os.getpid())  # no lock is held: two commands may write the same file
            replacement = Replacement([Content(place, data, mark)])
            replacement.stage()
            replacement.put()
