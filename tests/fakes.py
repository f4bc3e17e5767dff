"""Stand-ins that hold state, as the ports promise it; nothing is scripted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from release.errors import ConfigError
from release.own_code import OwnCode
from release.world import Entry, Files, Git, View


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


class FakeCode:
    """`LoadCode` out of a dictionary of what the repository's own names lead to.

    `loaded` tells what was asked for: the name, the options, the functions.
    """

    def __init__(self, own: Mapping[str, OwnCode] | None = None) -> None:
        self.own = dict(own or {})
        self.loaded: list[tuple[str, object, tuple[str, ...]]] = []

    def __call__(self, name: str, options: object, functions: Sequence[str]) -> OwnCode:
        self.loaded.append((name, options, tuple(functions)))
        if name not in self.own:
            raise ConfigError(f"`{name}`: there is no such module")
        return self.own[name]


def a_view(files: Files, git: Git) -> View:
    """The world around a step: these files, this git, and nothing else of interest."""
    return View(files, git, FakeCode())
