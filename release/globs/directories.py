"""Patterns over directories, as tinyglobby has them, and globby 11 before it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from release.globs import Matcher, compile_glob

_STATIC = re.compile(r"[^\\?\[\]{}()*!]*")
_NOT_BELOW = ("**/node_modules",)  # manypkg's


class _Glob(NamedTuple):
    """One pattern over directories, as a whole and by segments."""

    matches: Matcher
    parts: tuple[str, ...]

    @classmethod
    def of(cls, pattern: str) -> _Glob:
        return cls(compile_glob(pattern), tuple(_split(pattern)))

    def reaches(self, segments: Sequence[str]) -> int:
        """How far below this directory the pattern can match: -1 not even here, 0 only here."""
        for part, segment in zip(self.parts, segments, strict=False):
            if "/" in part:
                return 1
            if not compile_glob(part)(segment):
                return -1
            if part == "**":
                return 1
        return max(-1, len(self.parts) - len(segments))


def expand(
    patterns: Sequence[str], subdirectories: Callable[[str], Iterable[str]]
) -> tuple[str, ...]:
    """The directories that `patterns` mean, the root being `""`, in no particular order.

    Only what can match is listed. What a pattern with `!` names is left out with all that is
    in it, and so is every `node_modules`, unless a pattern spells its way into one.

    Args:
        patterns: as `workspaces` has them: `packages/*`, `!packages/old`, `./apps/*/`, `.`.
        subdirectories: the names of the directories in a directory.
    """
    wanted = [_normalise(each) for each in patterns if each and not _is_negation(each)]
    globs = [_Glob.of(pattern) for pattern in wanted]
    refused = [_normalise(each[1:]) for each in patterns if _is_negation(each)]
    unwanted = [compile_glob(pattern) for pattern in (*_NOT_BELOW, *refused)]

    def is_refused(path: str) -> bool:
        return any(refuses(path or ".") for refuses in unwanted)

    def reach(segments: Sequence[str]) -> int:
        return max(glob.reaches(segments) for glob in globs)

    def walk(segments: tuple[str, ...], far: int) -> Iterator[str]:
        path = "/".join(segments)
        if any(glob.matches(path or ".") for glob in globs) and not is_refused(path):
            yield path
        if far <= 0:
            return
        for name in subdirectories(path):
            below = (*segments, name)
            far_below = reach(below)
            if far_below >= 0 and not is_refused("/".join(below)):
                yield from walk(below, far_below)

    if not globs:
        return ()
    start = _common_directory(globs)
    return tuple(walk(start, reach(start)))


def expand_in_turn(
    patterns: Sequence[str], subdirectories: Callable[[str], Iterable[str]]
) -> tuple[str, ...]:
    """The directories that `patterns` mean, as globby 11 has them for Changesets 2.

    It differs from `expand` in that a pattern with `!` leaves the patterns after it alone.
    """
    found: dict[str, None] = {}
    for place, pattern in enumerate(patterns):
        if pattern and not _is_negation(pattern):
            refusing = [later for later in patterns[place:] if _is_negation(later)]
            found.update(dict.fromkeys(expand([pattern, *refusing], subdirectories)))
    return tuple(found)


def leads_out(pattern: str) -> bool:
    """Whether a directory pattern points outside the root."""
    return not _is_negation(pattern) and _normalise(pattern).startswith(("/", "../", ".."))


def _is_negation(pattern: str) -> bool:
    return pattern.startswith("!") and not pattern.startswith("!(")


def _normalise(pattern: str) -> str:
    return posixpath.normpath(pattern)


def _common_directory(globs: Sequence[_Glob]) -> tuple[str, ...]:
    """The directory that all patterns begin with, where tinyglobby's walk begins too.

    What leads there is not held against the patterns with `!`.
    """
    common: tuple[str, ...] = globs[0].parts
    for glob in globs:
        common = tuple(_shared(common, glob.parts))
    return common


def _shared(common: Sequence[str], parts: Sequence[str]) -> Iterator[str]:
    for index, (part, other) in enumerate(zip(parts, common, strict=False)):
        is_open = list(parts[index + 1 :]) in ([], ["**"])  # `a/**` matches `a` itself
        if is_open or part != other or not _STATIC.fullmatch(part):
            return
        yield part


def _split(pattern: str) -> Iterator[str]:
    """The segments; a slash in brackets, braces or parentheses does not divide."""
    part, depth = "", 0
    for character in pattern:
        depth += (character in "[{(") - (character in "]})")
        if character == "/" and depth <= 0:
            yield part
            part = ""
        else:
            part += character
    yield part
