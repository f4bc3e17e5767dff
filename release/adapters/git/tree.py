"""The files of a tree that git keeps: how it lists them, and to read them without a work tree."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from release.errors import StateError, Where
from release.world import Entry

FILE, LINK, SUBMODULE = "100644", "120000", "160000"
_MOST_LINKS = 40  # as Linux follows


class TreeEntry(NamedTuple):
    """A file of a tree: its mode and its blob."""

    mode: str
    blob: str


def parse_entries(listing: str) -> Iterator[tuple[str, TreeEntry]]:
    """The files, by their paths, out of `git ls-tree -r -z --full-tree`."""
    for row in filter(None, listing.split("\0")):
        entry, _, path = row.partition("\t")
        mode, _, blob = entry.split(" ")
        yield path, TreeEntry(mode, blob)


def real_path(path: str, links: Mapping[str, str]) -> str:
    """Where a path of a tree leads, symbolic links followed.

    Args:
        path: seen from the top.
        links: what each symbolic link of the tree holds.

    Raises:
        StateError: a link leads out of the repository, or round in a circle.
    """
    for _ in range(_MOST_LINKS):
        parts = path.split("/")
        heads = ("/".join(parts[:number]) for number in range(1, len(parts) + 1))
        link = next((head for head in heads if head in links), None)
        if link is None:
            return path
        rest = path[len(link) :]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(link), links[link]) + rest)
        if path.startswith(("../", "/")) or path == "..":
            raise StateError(
                f"the symbolic link {link} leads out of the repository", Where(link), _LINKS
            )
    raise StateError(f"the symbolic link {path} leads nowhere", Where(path), _LINKS)


_LINKS = "have it lead to a file of the repository, or delete it"


class TreeFiles:
    """`Files` out of a tree, texts as git keeps them, whatever a checkout makes of line ends.

    Contents come in handfuls, for each is a question to git: with a file come all of its name,
    such as every package.json, and what of its kind lies beside it, such as every changeset.
    """

    def __init__(
        self,
        entries: Mapping[str, TreeEntry],
        texts: Callable[[Sequence[str]], Mapping[str, str]],
        prefix: str = "",
    ) -> None:
        """Read a tree.

        Args:
            entries: its files, by their paths from the top of the repository.
            texts: gives the contents of blobs.
            prefix: where the workspace's root is, empty or with a slash at its end.
        """
        self._entries = entries
        self._texts = texts
        self._prefix = prefix
        self._read: dict[str, str] = {}
        self._folders: dict[str, dict[str, bool]] = {"": {}}
        self._namesakes: dict[str, list[str]] = {}
        for path, entry in entries.items():
            self._namesakes.setdefault(posixpath.basename(path), []).append(path)
            self._note(path, is_directory=entry.mode == SUBMODULE)
        links = {path: entry.blob for path, entry in entries.items() if entry.mode == LINK}
        targets = texts(list(links.values()))
        self._links = {path: targets[blob] for path, blob in links.items()}

    def read(self, path: str) -> str | None:
        """The file's text, or None when there is no such file."""
        real = self._file(path)
        if real is None:
            return None
        if real not in self._read:
            wanted = {each: self._entries[each].blob for each in self._handful(real)}
            texts = self._texts(list(wanted.values()))
            self._read.update((each, texts[blob]) for each, blob in wanted.items())
        return self._read[real]

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """The directory's entries in byte order of their names; empty when it is absent."""
        real = self._real(directory)
        found = self._folders.get(real, {}) if real is not None else {}
        return tuple(Entry(name, found[name]) for name in sorted(found, key=os.fsencode))

    def exists(self, path: str) -> bool:
        """Whether a file (not a directory) is there."""
        return self._file(path) is not None

    def _note(self, path: str, *, is_directory: bool) -> None:
        """Enter a path into its folder, and that into its own."""
        folder, name = posixpath.split(path)
        is_new = folder not in self._folders
        self._folders.setdefault(folder, {})[name] = is_directory
        if is_new:
            self._note(folder, is_directory=True)

    def _file(self, path: str) -> str | None:
        """Where the file is, symbolic links followed; None when there is none."""
        real = self._real(path)
        entry = self._entries.get(real) if real is not None else None
        return real if entry is not None and entry.mode != SUBMODULE else None

    def _real(self, path: str) -> str | None:
        """Where a path leads, from the top; None when it leads out of the tree."""
        whole = posixpath.normpath(self._prefix + path)
        try:
            real = real_path("" if whole == "." else whole, self._links)
        except StateError:
            return None
        if real.startswith(("../", "/")) or real == "..":
            return None
        return "" if real == "." else real

    def _handful(self, path: str) -> Iterable[str]:
        """The files that are read together with this one."""
        folder, name = posixpath.split(path)
        kind = posixpath.splitext(name)[1]
        beside = [
            posixpath.join(folder, each)
            for each, is_directory in self._folders[folder].items()
            if not is_directory and kind and each.endswith(kind)
        ]
        together = {path, *self._namesakes[name], *beside}
        return [each for each in together if self._entries[each].mode not in {LINK, SUBMODULE}]
