"""The tree as it would be after some edits, to read: later steps see what earlier ones planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from release.actions import Action, DeleteFile, WriteFile
from release.world import Entry, Files


class Overlay:
    """`files` with some paths replaced (a text) or removed (None)."""

    def __init__(self, files: Files, edits: Mapping[str, str | None]) -> None:
        self._files = files
        self._edits = dict(edits)
        self._by_directory: dict[str, list[str]] = {}
        for path in self._edits:
            directory, _, name = path.rpartition("/")
            self._by_directory.setdefault(directory, []).append(name)

    def read(self, path: str) -> str | None:
        """As `Files.read`."""
        return self._edits[path] if path in self._edits else self._files.read(path)

    def exists(self, path: str) -> bool:
        """As `Files.exists`."""
        if path in self._edits:
            return self._edits[path] is not None
        return self._files.exists(path)

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """As `Files.entries`."""
        names = self._by_directory.get(directory)
        if names is None:
            return self._files.entries(directory)
        found = {entry.name: entry for entry in self._files.entries(directory)}
        for name in names:
            if self.exists(f"{directory}/{name}" if directory else name):
                found[name] = Entry(name, is_directory=False)
            else:
                found.pop(name, None)
        return tuple(sorted(found.values(), key=lambda entry: entry.name.encode()))


def tree_after(files: Files, actions: Iterable[Action]) -> Overlay:
    """The tree as `actions` would leave it."""
    edits: dict[str, str | None] = {}
    for action in actions:
        if isinstance(action, WriteFile):
            edits[action.path] = action.text
        elif isinstance(action, DeleteFile):
            edits[action.path] = None
    return Overlay(files, edits)
