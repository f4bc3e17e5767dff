"""Two branches that meet: what each has, and what git makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.backmerge.three_way import Sides
from release.remote import Merged, Objects
from release.world import Files


class Meeting(NamedTuple):
    """Two branches that meet: what each has, what they come from, and what git made of it.

    `clashes` are the texts of what git could not merge, `puzzles` the paths of each of its
    conflicts.
    """

    bases: tuple[Files, ...]
    ours: Files
    theirs: Files
    by_git: Files
    clashes: Mapping[str, Sides]
    puzzles: tuple[tuple[str, ...], ...]

    def sides(self, path: str) -> Sides:
        """The texts of one file."""
        if path in self.clashes:
            return self.clashes[path]
        return Sides(self.bases[0].read(path), self.ours.read(path), self.theirs.read(path))


def meet(objects: Objects, heads: tuple[str, str], bases: Sequence[str], merged: Merged) -> Meeting:
    """Two branches that meet, with what they come from and what git makes of it.

    Args:
        objects: has both.
        heads: the commits of ours and of theirs.
        bases: the newest that both have.
        merged: git's merge of them.
    """
    ours, theirs = heads
    blobs = [blob for clash in merged.clashes for blob in clash[1:] if blob is not None]
    texts = objects.texts(blobs)

    def sides(*found: str | None) -> Sides:
        return Sides(*(None if blob is None else texts[blob] for blob in found))

    return Meeting(
        bases=tuple(objects.files(base) for base in bases),
        ours=objects.files(ours),
        theirs=objects.files(theirs),
        by_git=objects.files(merged.tree),
        clashes={clash.path: sides(*clash[1:]) for clash in merged.clashes},
        puzzles=merged.puzzles,
    )
