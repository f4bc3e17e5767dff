"""Stand-ins that hold state, as the ports promise it; nothing is scripted."""

from __future__ import annotations

from collections.abc import Mapping

from release.world import Entry


class MemoryFiles:
    """`WritableFiles` in a dictionary. `reads` and `listings` tell what was looked at."""

    def __init__(self, files: Mapping[str, str] | None = None) -> None:
        self.files = dict(files or {})
        self.reads: list[str] = []
        self.listings: list[str] = []

    def read(self, path: str) -> str | None:
        self.reads.append(path)
        return self.files.get(path)

    def entries(self, directory: str) -> tuple[Entry, ...]:
        self.listings.append(directory)
        prefix = f"{directory}/" if directory else ""
        found: dict[str, bool] = {}
        for path in self.files:
            if path.startswith(prefix):
                name, slash, _ = path.removeprefix(prefix).partition("/")
                found[name] = bool(slash)
        return tuple(Entry(name, found[name]) for name in sorted(found, key=str.encode))

    def exists(self, path: str) -> bool:
        return path in self.files

    def refuse(self, path: str) -> str | None:
        inside = any(other.startswith(f"{path}/") for other in self.files)
        return f"{path} is a directory" if inside else None

    def write(self, path: str, text: str) -> None:
        self.files[path] = text

    def delete(self, path: str) -> None:
        self.files.pop(path, None)
