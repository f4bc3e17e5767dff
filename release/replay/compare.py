"""What was released, and what would be: version by version, and file by file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from types import MappingProxyType
from typing import Literal, NamedTuple

from release.ledger import LEDGER
from release.ledger.attributes import ATTRIBUTES
from release.lockfiles import LOCKFILES
from release.manifests import format_of
from release.phrases import cut
from release.replay.past import Past
from release.world import Files

Kind = Literal["version", "changeset", "manifest", "changelog", "lockfile", "file"]
_ORDER: tuple[Kind, ...] = ("version", "changeset", "manifest", "changelog", "lockfile", "file")
_RECORDS = {LEDGER, ATTRIBUTES}
_WIDEST = 100  # characters of a line that is told
_NONE: Mapping[str, str] = MappingProxyType({})


class Moved(NamedTuple):
    """A package that either release moved: its version before, theirs after, and ours after."""

    package: str
    before: str | None
    theirs: str | None
    ours: str | None

    @property
    def is_same(self) -> bool:
        """Whether both came to one version."""
        return self.theirs == self.ours


class Difference(NamedTuple):
    """One thing that is not as they made it. `subject` is a package or a path."""

    kind: Kind
    subject: str
    told: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.told}"


class Compared(NamedTuple):
    """A release of the past beside ours.

    `differences` are in the order of what weighs most. `same` counts the files that both have
    alike, byte for byte; `laid_out` are the changelogs with the same words in another layout, for
    their formatter is not run here. `trouble` is why there is nothing to compare, else empty.
    """

    past: Past
    moved: tuple[Moved, ...] = ()
    differences: tuple[Difference, ...] = ()
    same: int = 0
    laid_out: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def is_same(self) -> bool:
        """Whether ours is theirs, but for the layout of changelogs."""
        return not self.trouble and not self.differences

    @property
    def has_same_versions(self) -> bool:
        """Whether the same packages came to the same versions."""
        return not self.trouble and all(each.is_same for each in self.moved)


def compare(
    past: Past,
    ours: Files,
    written: Iterable[str],
    moved: Iterable[Moved],
    judged: Mapping[str, str] = _NONE,
) -> Compared:
    """Compare what they made of the tree before with what we would.

    Args:
        past: the release.
        ours: the tree as we would leave it.
        written: the files that we would write or delete.
        moved: the packages that either moved.
        judged: changelogs that are compared by what they tell, and not by their words: why each
            differs, by its path; empty when it does not.
    """
    moved = tuple(moved)
    paths = sorted(_counting({*written, *past.changed}, past))
    pairs = {path: (past.after.read(path), ours.read(path)) for path in paths}
    differing = {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}
    told = {path: judged.get(path, _told(path, *pair)) for path, pair in differing.items()}
    found = [Difference("version", each.package, _versions(each)) for each in moved]
    found = [each for each, pair in zip(found, moved, strict=True) if not pair.is_same]
    found += [Difference(_kind(path), path, words) for path, words in told.items() if words]
    found.sort(key=lambda each: _ORDER.index(each.kind))
    laid_out = tuple(path for path, words in told.items() if not words)
    return Compared(past, moved, tuple(found), len(pairs) - len(differing), laid_out)


def _counting(paths: Iterable[str], past: Past) -> Iterator[str]:
    """The files that can differ: our own records do not, where they had none."""
    return (path for path in paths if path not in _RECORDS or path in past.changed)


def _kind(path: str) -> Kind:
    name = path.rpartition("/")[2]
    if path.startswith(".changeset/"):
        return "changeset"
    if name == "CHANGELOG.md":
        return "changelog"
    if name in LOCKFILES:
        return "lockfile"
    return "manifest" if format_of(path) else "file"


def _versions(moved: Moved) -> str:
    if moved.ours == moved.before:
        return f"they released {moved.theirs}, and we would leave it at {moved.before}"
    if moved.theirs == moved.before:
        return f"they left it at {moved.before}, and we would release {moved.ours}"
    return f"they released {moved.theirs}, and we would release {moved.ours}"


def _told(path: str, theirs: str | None, ours: str | None) -> str:
    """How a file differs, in words; empty where nothing but the layout of a changelog does."""
    if theirs is None or ours is None:
        return "only they have it" if ours is None else "only we would have it"
    is_prose = _kind(path) == "changelog"
    number, their_line, our_line = _first_that_differs(theirs, ours, is_prose=is_prose)
    if their_line == our_line:
        return ""
    told = (
        f"`{cut(line.strip(), _WIDEST)}`" if line else "nothing" for line in (their_line, our_line)
    )
    return "line {}: they have {}, we would have {}".format(number, *told)


def _first_that_differs(theirs: str, ours: str, *, is_prose: bool) -> tuple[int, str, str]:
    """The first line that differs, as theirs and as ours; of prose, the first in its words."""
    lines = [
        [
            (number, line)
            for number, line in enumerate(text.split("\n"), 1)
            if _weight(line, is_prose)
        ]
        for text in (theirs, ours)
    ]
    for one, other in zip_longest(*lines, fillvalue=(0, "")):
        if _weight(one[1], is_prose) != _weight(other[1], is_prose):
            return one[0] or other[0], one[1], other[1]
    return 0, "", ""


def _weight(line: str, is_prose: bool) -> object:
    """What of a line counts."""
    return re.findall(r"[^\W_]+", line) if is_prose else [line]
