"""The tree, and what was seen of it: whoever writes later can tell whether it is still so."""

from __future__ import annotations

from release.world import Entry, Files


class Remembered:
    """`files`; `seen` has what each path held when it was first read (None: no file)."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.seen: dict[str, str | None] = {}

    def read(self, path: str) -> str | None:
        """As `Files.read`."""
        text = self._files.read(path)
        self.seen.setdefault(path, text)
        return text

    def exists(self, path: str) -> bool:
        """As `Files.exists`."""
        return self._files.exists(path)

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """As `Files.entries`."""
        return self._files.entries(directory)
