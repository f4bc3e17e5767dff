"""What `git merge-tree -z` says of a merge: its tree, and what nobody but people can merge."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from release.adapters.git.tree import LINK, SUBMODULE
from release.remote import Clash, Merged

Shown = Callable[[str], str]
"""A path of the repository as it is told."""


def parse_merge(answer: str, shown: Shown) -> Merged:
    """Read what git says of a merge, be it clean or not."""
    tree, _, rest = answer.partition("\0")
    # An empty row stands between the two parts, and alone before the second without a first.
    rows, _, told = f"\0{rest}".partition("\0\0")
    return Merged(tree, tuple(_clashes(rows, shown)), tuple(_puzzles(told, shown)))


def _clashes(rows: str, shown: Shown) -> Iterator[Clash]:
    """The conflicts out of lines such as `100644 <blob> 2<TAB>path`."""
    stages: dict[str, dict[str, str]] = {}
    for row in filter(None, rows.split("\0")):
        entry, _, path = row.partition("\t")
        mode, blob, stage = entry.split(" ")
        found = stages.setdefault(path, {})
        if mode not in {LINK, SUBMODULE}:
            found[stage] = blob
    for path, found in stages.items():
        yield Clash(shown(path), found.get("1"), found.get("2"), found.get("3"))


def _puzzles(told: str, shown: Shown) -> Iterator[tuple[str, ...]]:
    """The paths of each message about a conflict: a number, so many paths, a kind, a text."""
    words = iter(told.split("\0"))
    for number in words:
        if not number.isdecimal():  # advice about submodules, for people
            return
        paths = [next(words) for _ in range(int(number))]
        kind, _ = next(words), next(words)
        if kind.startswith("CONFLICT"):
            yield tuple(shown(path) for path in paths)
