"""The glob dialect of the JavaScript tools: picomatch 4 on strings, tinyglobby on directories.

Patterns of names, `*` and `**` (nearly all that people write) become a regular expression
here; braces, classes and extended globs go to wcmatch. tests/contracts/test_globs_real.py holds
both against picomatch and tinyglobby themselves.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

Matcher = Callable[[str], bool]

_MAGIC = re.compile(r'[\\?\[\]{}()"]')
_NAME = re.compile(r"@?\w[\w.-]*(?:/\w[\w.-]*)?")  # what it matches is itself alone
_STATIC = re.compile(r"[^\\?\[\]{}()*!]*")
_ANYTHING = r"(?!\.)(?:(?!/\.).)*?"  # `**` stops at names that begin with a dot
_LEADING_NEGATIONS = re.compile(r"(?:!(?!\())*")
# What few patterns need is a text, which `re` compiles when it is first asked for: start-up.
_GROUP = r"(?<![?*+@!\\])\((?!\?)"
_ONE_OF = r"@\(([^(){},]*)\)"
_ALL_BUT = r"!\(([^()]*)\)"
_NOT_BELOW = ("**/node_modules",)  # manypkg's


def matches_any(name: str, patterns: Iterable[str]) -> bool:
    """Whether `name` passes `patterns`, as Changesets applies them: from left to right.

    A pattern lets a name in; a later one with `!` takes it out again, and a still later one can
    let it in once more. Patterns with `!` alone let nothing in.

    Raises:
        ValueError: a pattern is empty.
    """
    passed = False
    for pattern in patterns:
        negated, positive = split_negation(pattern)
        if passed == negated and compile_glob(positive)(name):
            passed = not negated
    return passed


def select(names: Iterable[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """Those of `names` that pass `patterns`, in the order of `names`; see `matches_any`."""
    every = tuple(names)
    known = frozenset(every)
    passed: set[str] = set()
    for pattern in patterns:
        negated, positive = split_negation(pattern)
        if negated:
            passed -= set(_matching(passed, passed, positive))
        else:
            left = (name for name in every if name not in passed)
            passed.update(_matching(left, known, positive))
    return tuple(name for name in every if name in passed)


def select_by_pattern(names: Iterable[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """Those of `names` that pass `patterns`, as micromatch 4 has them for Changesets 2.

    They come in the order of the patterns that let them in. Patterns with `!` alone take out of
    all names; otherwise they take out what no later pattern lets in again.

    Raises:
        ValueError: a pattern is empty.
    """
    every = tuple(names)
    known = frozenset(every)
    passed: dict[str, None] = {}
    refused: set[str] = set()
    bare = bool(patterns)
    for pattern in patterns:
        negated, positive = split_negation(pattern)
        bare &= negated
        found = _matching(every, known, positive)
        if negated:
            refused.update(found)
        else:
            refused.difference_update(found)
            passed.update(dict.fromkeys(found))
    return tuple(name for name in (every if bare else passed) if name not in refused)


def _matching(names: Iterable[str], known: Collection[str], pattern: str) -> list[str]:
    """Those of `names` that `pattern` matches; one that is a name itself is looked up in `known`.

    A group of ten thousand may be written out, name by name.
    """
    if _NAME.fullmatch(pattern):
        return [pattern] if pattern in known else []
    return [name for name in names if compile_glob(pattern)(name)]


def split_negation(pattern: str) -> tuple[bool, str]:
    """Whether `!` negates the pattern, and the pattern without it: `!!a` is `a`.

    The `!` of the extended glob `!(a)` is no negation.
    """
    found = _LEADING_NEGATIONS.match(pattern)
    count = found.end() if found else 0
    return count % 2 == 1, pattern[count:]


@cache
def compile_glob(pattern: str) -> Matcher:
    """A predicate on `/`-separated names; every pattern also matches itself, letter by letter.

    Raises:
        ValueError: the pattern is empty.
    """
    if not pattern:
        raise ValueError("the pattern is empty")
    bare = pattern.removeprefix("./")
    found = _compile_magic(bare) if _MAGIC.search(bare) else _compile_plain(bare)
    return lambda name: name == pattern or found(name)


def _compile_plain(pattern: str) -> Matcher:
    regex = re.compile("".join(_plain_pieces(pattern.split("/"))), re.DOTALL)
    return lambda name: regex.fullmatch(name) is not None


def _plain_pieces(segments: Sequence[str]) -> Iterator[str]:
    """The expression, segment by segment; a `**` takes its separator along."""
    if set(segments) == {"**"}:
        yield _ANYTHING
        return
    before = ""
    for index, segment in enumerate(segments):
        separator = "/" if before else ""
        if segment != "**":
            yield separator + _segment(segment)
        elif not before:
            yield f"(?:{_ANYTHING}/)?"
            continue
        elif index == len(segments) - 1 and before.endswith("*"):
            yield f"/{_ANYTHING}"
        else:
            yield f"(?:/{_ANYTHING})?"
        before = segment if segment != "**" else before


def _segment(segment: str) -> str:
    names = "[^/]*?".join(re.escape(name) for name in re.split(r"\*+", segment))
    if segment.startswith("*"):
        return rf"(?![./]|$){names}"
    return rf"(?!\.(?:/|$)){names}" if segment.startswith(".*") else names


def _compile_magic(pattern: str) -> Matcher:
    negation = re.fullmatch(_ALL_BUT, pattern)
    if negation:
        inner = compile_glob(f"@({negation[1]})")
        outer = compile_glob("**") if "/" in negation[1] else _is_one_name
        return lambda name: outer(name) and not inner(name)
    from wcmatch import glob  # noqa: PLC0415  imported where used: start-up

    flags = glob.GLOBSTAR | glob.BRACE | glob.EXTGLOB | glob.FORCEUNIX | glob.CASE
    either = [*_dialect_of_wcmatch(pattern)]
    return lambda name: bool(glob.globmatch(name, either, flags=flags))


def _is_one_name(name: str) -> bool:
    return "/" not in name


def _dialect_of_wcmatch(pattern: str) -> Iterator[str]:
    """The pattern for wcmatch, which differs.

    picomatch drops double quotes, takes bare parentheses for a group, lets a group hold a `/`,
    and lets `a/**` match `a` (though not `a*/**`).
    """
    written = re.sub(_GROUP, "@(", pattern.replace('"', ""))
    written = re.sub(_ONE_OF, _braces, written)
    yield written
    if written.endswith("/**") and not written.endswith("*/**"):
        yield written.removesuffix("/**")


def _braces(group: re.Match[str]) -> str:
    choices: str = group[1]
    return "{" + choices.replace("|", ",") + "}" if "|" in choices else choices


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
