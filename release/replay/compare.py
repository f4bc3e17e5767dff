"""What was released, and what would be: version by version, and file by file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from posixpath import commonprefix
from types import MappingProxyType
from typing import Literal, NamedTuple

from release.ledger import LEDGER
from release.ledger.attributes import ATTRIBUTES
from release.lockfiles import LOCKFILES
from release.manifests import format_of
from release.phrases import cut, first
from release.replay.past import Past
from release.world import Files

Kind = Literal["version", "changeset", "manifest", "changelog", "lockfile", "file"]
_ORDER: tuple[Kind, ...] = ("version", "changeset", "manifest", "changelog", "lockfile", "file")
_RECORDS = {LEDGER, ATTRIBUTES}
_WIDEST = 60  # characters of a line that is told
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
    def released(self) -> tuple[Moved, ...]:
        """The packages that the release of then moved."""
        return tuple(each for each in self.moved if each.theirs != each.before)

    @property
    def head(self) -> tuple[str, str, str]:
        """The first cells of a row about it: the commit, its day, and what it released."""
        packages = [f"{each.package} {each.theirs}" for each in self.released]
        return (self.past.short, self.past.date, first(packages, 1))

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
    if path in _RECORDS:
        return "file"
    if path.startswith(".changeset/"):
        return "changeset"
    if name == "CHANGELOG.md":
        return "changelog"
    if name in LOCKFILES:
        return "lockfile"
    return "manifest" if format_of(path) else "file"


def _versions(moved: Moved) -> str:
    if moved.ours == moved.before:
        return f"{moved.theirs} then, left at {moved.before} today"
    if moved.theirs == moved.before:
        return f"left at {moved.before} then, {moved.ours} today"
    return f"{moved.theirs} then, {moved.ours} today"


def _told(path: str, theirs: str | None, ours: str | None) -> str:
    """How a file differs, in words; empty where nothing but the layout of a changelog does."""
    if theirs is None or ours is None:
        return "it would be gone today" if ours is None else "it was gone then"
    is_prose = _kind(path) == "changelog"
    if is_prose and _words(theirs) == _words(ours):
        return ""
    number, *lines = _first_that_differs(theirs, ours, is_prose=is_prose)
    one, other = ("" if line is None else line.strip() for line in lines)
    if one == other:
        return f"line {number}: it differs in white space alone"
    told = [f"`{line}`" if line else "nothing" for line in _excerpts(one, other)]
    return f"line {number}: {told[0]} then, {told[1]} today"


def _first_that_differs(
    theirs: str, ours: str, *, is_prose: bool
) -> tuple[int, str | None, str | None]:
    """The first line that differs, with its number; of prose, the first in its words."""
    lines = [
        [
            (number, line)
            for number, line in enumerate(text.split("\n"), 1)
            if _counts(line, is_prose)
        ]
        for text in (theirs, ours)
    ]
    return next(
        (one[0] or other[0], one[1], other[1])
        for one, other in zip_longest(*lines, fillvalue=(0, None))
        if one[1] != other[1] and not (is_prose and _words(one[1]) == _words(other[1]))
    )


def _counts(line: str, is_prose: bool) -> bool:
    return not is_prose or bool(_words(line))


def _words(text: str | None) -> list[str]:
    """What counts of prose, however it is laid out."""
    return re.findall(r"[^\W_]+", text or "")


def _excerpts(one: str, other: str) -> tuple[str, str]:
    """Two lines from shortly before the place on where they differ, as far as there is room."""
    start = max(0, len(commonprefix((one, other))) - _WIDEST // 2)
    lead = "…" if start else ""
    return lead + cut(one[start:], _WIDEST), lead + cut(other[start:], _WIDEST)
