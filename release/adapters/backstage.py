"""Where commands keep what concerns nobody else: the journal, and the lock.

In git's own directory, of the work tree if there are several: there it is in nobody's way, is
committed by nobody, and a clone does not bring it. Without git, at the root.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from release.adapters.refused import told

if TYPE_CHECKING:
    from release.adapters.places import Place

_NAME = "monorepo-release"


class Backstage(NamedTuple):
    """The files of one workspace. `folder` is where they are, `stem` how their names begin."""

    root: Path
    folder: Path
    stem: str

    def file(self, name: str) -> Path:
        """The file for `name`."""
        return self.folder / f"{self.stem}.{name}"

    def shown(self, file: Path) -> str:
        """A file's path, seen from the root, for people."""
        return Path(os.path.relpath(file, self.root)).as_posix()


def backstage(root: Path) -> Backstage:
    """What belongs to the workspace at `root`.

    Two workspaces of one repository do not get in each other's way.
    """
    real = Path(os.path.realpath(root))
    for top in (real, *real.parents):
        folder = _git_directory(top / ".git")
        if folder is not None:
            below = real.relative_to(top).as_posix()
            return Backstage(real, folder, _NAME if below == "." else f"{_NAME}-{_short(below)}")
    return Backstage(real, real, f".{_NAME}")


class JournalFile:
    """`Journal` on the disk."""

    __slots__ = ("place",)

    def __init__(self, place: Backstage) -> None:
        self.place = place

    @property
    def where(self) -> str:
        """Its path, seen from the root."""
        return self.place.shown(self._file)

    def read(self) -> str | None:
        """The text, if there is one.

        Raises:
            StateError: it cannot be read.
        """
        with told(self.where, "read"):
            try:
                return self._file.read_bytes().decode("utf-8", "surrogateescape")
            except FileNotFoundError:
                return None

    def write(self, text: str) -> None:
        """Keep `text`.

        Raises:
            StateError: it cannot be kept.
        """
        from release.adapters.replace import (  # noqa: PLC0415  for what writes: start-up
            Content,
            Replacement,
        )

        with told(self.where, "written"):
            content = Content(self._place(), text.encode("utf-8", "surrogateescape"))
        replacement = Replacement([content])
        replacement.stage()
        replacement.put()

    def delete(self) -> None:
        """Drop the text.

        Raises:
            StateError: it cannot be dropped.
        """
        from release.adapters.replace import Replacement  # noqa: PLC0415  see `write`

        with told(self.where, "deleted"):
            gone = self._place()
        Replacement([], [gone]).put()

    def _place(self) -> Place:
        """Where it is on the disk, under the path that people know it by."""
        from release.adapters.places import Places  # noqa: PLC0415  see `write`

        return Places.under(self.place.folder).find(self._file.name)._replace(path=self.where)

    @property
    def _file(self) -> Path:
        return self.place.file("journal")


def _git_directory(place: Path) -> Path | None:
    """Git's directory: `.git`, or in a linked work tree what it names; None when neither is."""
    folder = place
    try:
        if place.is_file():
            said = place.read_text("utf-8", "surrogateescape")
            folder = place.parent / said.removeprefix("gitdir:").strip()
        return folder if os.path.lexists(folder / "HEAD") else None
    except (OSError, ValueError):
        return None


def _short(path: str) -> str:
    """A name for a path, which may be longer than a name can be."""
    from hashlib import sha256  # noqa: PLC0415  most workspaces are whole repositories: start-up

    return sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:12]
