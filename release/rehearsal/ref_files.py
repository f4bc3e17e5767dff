"""The refs of a repository, out of its files, for git would take a process to read them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class RefFiles:
    """The refs of the repository at `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pack: tuple[tuple[int, ...], dict[str, str]] | None = None

    def all(self) -> dict[str, str]:
        """Every ref and what it names."""
        return self._packed() | dict(_loose(self._folder))

    def get(self, name: str) -> str | None:
        """What the ref `name` (from `refs/` on) names."""
        if ".." in name:  # no ref has that in its name, and some files do not lie below here
            return None
        return _loose_ref(self._folder / name) or self._packed().get(name)

    def note(self, name: str, sha: str) -> None:
        """Point a ref that nobody else may move to a commit; git need not be asked."""
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_suffix(".lock")
        fresh.write_text(f"{sha}\n", "utf-8")
        fresh.replace(place)

    def _packed(self) -> dict[str, str]:
        """The refs that git has put into one file, read anew when that is another file."""
        place = self._folder / "packed-refs"
        try:
            found = place.stat()
        except FileNotFoundError:
            return {}
        state = (found.st_ino, found.st_size, found.st_mtime_ns)
        if self._pack is None or self._pack[0] != state:
            self._pack = (state, dict(_parse_packed(place.read_text("utf-8"))))
        return self._pack[1]


def _parse_packed(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if line[:1] not in {"#", "^", ""}:
            sha, _, name = line.partition(" ")
            yield name, sha


def _loose(folder: Path) -> Iterator[tuple[str, str]]:
    top = len(str(folder)) + 1
    for place, _, files in os.walk(folder / "refs"):
        for file in files:
            path = Path(place, file)
            if not file.endswith(".lock") and (sha := _loose_ref(path)):
                yield str(path)[top:].replace(os.sep, "/"), sha


def _loose_ref(path: Path) -> str | None:
    """What a ref's own file says; None without one, or when it names another ref."""
    try:
        text = path.read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    return text if _ID.fullmatch(text) else None
