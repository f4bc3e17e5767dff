"""Read `git log -z --raw --no-renames --format=%H`: which files left a folder, and with what.

The log names contents by their hash; `git cat-file --batch` gives them all in one answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from release.world import Removal

Pair = tuple[str, str]


class Removed:
    """One commit: the hashes of contents before and after, by path."""

    __slots__ = ("added", "changed", "removed")

    def __init__(self) -> None:
        self.removed: dict[str, str] = {}
        self.added: set[str] = set()
        self.changed: dict[str, Pair] = {}

    @property
    def hashes(self) -> Iterator[str]:
        """Every content that is asked for."""
        yield from self.removed.values()
        for pair in self.changed.values():
            yield from pair

    def with_texts(self, texts: Mapping[str, str]) -> Removal:
        """The same with the contents in place of their hashes."""
        return Removal(
            {path: texts[each] for path, each in self.removed.items()},
            frozenset(self.added),
            {path: (texts[old], texts[new]) for path, (old, new) in self.changed.items()},
        )


def parse_removals(log: str, folder: str, names: Collection[str]) -> tuple[Removed, ...]:
    """The commits of the log that removed something from `folder`, in the log's order.

    Args:
        log: what git said.
        folder: what is removed and added counts below it.
        names: what is changed counts when the file has one of these names.
    """
    commits: list[Removed] = []
    tokens = iter(log.split("\0"))
    for token in tokens:
        entry = token.removeprefix("\n")  # git puts one between a commit and its first file
        if entry.startswith(":"):
            _, _, old, new, status = entry.split(" ")
            path = next(tokens)
            if path.startswith(f"{folder}/"):
                _count(commits[-1], status, path, old)
            elif status == "M" and path.rpartition("/")[2] in names:
                commits[-1].changed[path] = (old, new)
        elif entry:
            commits.append(Removed())
    return tuple(commit for commit in commits if commit.removed)


def _count(commit: Removed, status: str, path: str, old: str) -> None:
    if status == "D":
        commit.removed[path] = old
    elif status == "A":
        commit.added.add(path)


def parse_contents(answer: str, hashes: Iterable[str]) -> dict[str, str]:
    """The contents out of what `git cat-file --batch` said when it was asked for `hashes`."""
    data = answer.encode("utf-8", "surrogateescape")
    found = {}
    at = 0
    for each in hashes:
        end = data.index(b"\n", at)
        size = int(data[at:end].rpartition(b" ")[2])
        found[each] = data[end + 1 : end + 1 + size].decode("utf-8", "surrogateescape")
        at = end + 1 + size + 1  # a newline follows each content
    return found
