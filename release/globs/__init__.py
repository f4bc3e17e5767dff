"""The glob dialect of the JavaScript tools, which is that of picomatch 4.

Patterns of names, `*` and `**` (nearly all that people write) become a regular expression
here; braces, classes and extended globs go to wcmatch. tests/contracts/test_globs_real.py holds
them against picomatch itself, and `directories` against tinyglobby.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache

Matcher = Callable[[str], bool]

_MAGIC = re.compile(r'[\\?\[\]{}()"]')
_NAME = re.compile(r"@?\w[\w.-]*(?:/\w[\w.-]*)?")  # what it matches is itself alone
_ANYTHING = r"(?!\.)(?:(?!/\.).)*?"  # `**` stops at names that begin with a dot
_LEADING_NEGATIONS = re.compile(r"(?:!(?!\())*")
# What few patterns need is a text, which `re` compiles when it is first asked for: start-up.
_GROUP = r"(?<![?*+@!\\])\((?!\?)"
_ONE_OF = r"@\(([^(){},]*)\)"
_ALL_BUT = r"!\(([^()]*)\)"


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
