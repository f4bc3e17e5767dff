"""npm's version ranges, as its `semver` 7.8 reads them (neither loose nor includePrerelease).

A range is alternatives between `||`; an alternative is a hyphen range, or words between spaces.
Every word stands for bounds (`~1.2` for `>=1.2.0 <1.3.0-0`), and a version must meet them all.
Upper bounds end in `-0`, the lowest prerelease: `^1.2` is not to admit `2.0.0-beta`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from release.ecmascript import WHITESPACE, trim
from release.versions import BUILD, PRERELEASE, Precedence, Version, parse, precedence

# Patterns are texts: `re` compiles each when a range first needs it, and remembers it.
_NUMBERS = 3  # major, minor, patch
_NOTHING = "<0.0.0-0"  # there is no lower version

_ID = r"(0|[1-9][0-9]{0,256}|[xX*])"
_PARTIAL = rf"([v= ]*+{_ID}(?:\.{_ID}(?:\.{_ID}(?:{PRERELEASE})?)?)?)"
_SPACES = f"[{WHITESPACE}]+"
_BLANK = frozenset(WHITESPACE)
_BUILD = BUILD
_HYPHEN = f" ?{_PARTIAL} - {_PARTIAL} ?"
# The last branch eats prefixes that no version follows, so that a long row is read only once.
_SPACED_OPERATOR = f"( ?[<>]?=?) ?{_PARTIAL}|([v= ]+)"
_SPACED_TILDE = "~>? "
_WORD = rf"(\^|~>?|[<>]?=?){_PARTIAL}"
_STAR = r"[<>]?=?\*"
_BOUND = "([<>]?=?)([^<>=]+)"

_COMPARISONS: dict[str, Callable[[Precedence, Precedence], bool]] = {
    "": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Comparator(NamedTuple):
    """One bound: an operator (`""` for equality) and a version, or None where any will do."""

    operator: str
    version: Version | None

    def __str__(self) -> str:
        return "" if self.version is None else f"{self.operator}{self.version}"

    def admits(self, key: Precedence) -> bool:
        """Whether a version of precedence `key` is on the right side of the bound."""
        if self.version is None:
            return True
        return _COMPARISONS[self.operator](key, precedence(self.version))

    def names_prerelease_of(self, release: tuple[int, int, int]) -> bool:
        """Whether the bound is a prerelease of this very x.y.z."""
        if self.version is None or not self.version.prerelease:
            return False
        return self.version.core == release


ANY = Comparator("", None)


@lru_cache(maxsize=65536)
def satisfies(version: str, requirement: str) -> bool:
    """Whether `requirement` admits `version`; False when either is invalid.

    A prerelease is admitted only beside a bound that is a prerelease of the same x.y.z.
    """
    parsed = parse(version)
    return parsed is not None and any(_admit(each, parsed) for each in comparators(requirement))


@lru_cache(maxsize=4096)
def normalise(requirement: str) -> str | None:
    """The range as npm prints it: "" when it admits any release, None when it is invalid."""
    sets = comparators(requirement)
    return "||".join(" ".join(map(str, each)) for each in sets) if sets else None


@lru_cache(maxsize=4096)
def comparators(requirement: str) -> tuple[tuple[Comparator, ...], ...]:
    """The alternatives as bounds, simplified as npm does; empty when the range is invalid.

    One invalid alternative spoils them all. Those that admit nothing go, if others stay; one
    that admits any release stands for all.
    """
    text = trim(requirement)
    if not _BLANK.isdisjoint(text):
        text = re.sub(_SPACES, " ", text)
    sets = [_alternative(trim(each)) for each in text.split("||")]
    if not all(sets):
        return ()
    possible = [each for each in sets if str(each[0]) != _NOTHING] or sets[:1]
    return ((ANY,),) if (ANY,) in possible else tuple(possible)


def _admit(bounds: Sequence[Comparator], version: Version) -> bool:
    key = precedence(version)
    if not all(bound.admits(key) for bound in bounds):
        return False
    if not version.prerelease:
        return True
    return any(bound.names_prerelease_of(version.core) for bound in bounds)


def _alternative(text: str) -> tuple[Comparator, ...]:
    """The bounds of one alternative without duplicates; empty when one of them is invalid."""
    bounds: dict[str, Comparator] = {}
    for word in _words(text):
        for bound in _bounds(word):
            comparator = _comparator(bound)
            if comparator is None:
                return ()
            bounds[str(comparator)] = comparator
    if _NOTHING in bounds:
        return (bounds[_NOTHING],)
    if len(bounds) > 1:
        bounds.pop("", None)
    return tuple(bounds.values())


def _comparator(bound: str) -> Comparator | None:
    # By its text, as npm does: `>=v0.0.0` stays a bound.
    if bound in ("", ">=0.0.0"):
        return ANY
    found = re.fullmatch(_BOUND, bound)
    version = parse(found[2]) if found else None
    if found is None or version is None:
        return None
    # A star taken out may have joined build metadata again: `1.0.0+*b`.
    return Comparator("" if found[1] == "=" else found[1], version._replace(build=None))


def _words(text: str) -> list[str]:
    """The words of an alternative: hyphen range written out, operators next to their versions.

    Only the space right after an operator may go: `> = 1` is invalid, `> =1` is `>=1`.
    """
    if " " not in text and "+" not in text:  # one word, as in nearly all ranges
        return [text]
    text = re.sub(_BUILD, "", text)
    hyphen = re.fullmatch(_HYPHEN, text)
    if hyphen is not None:
        text = _between(_Partial(*hyphen.groups()[:5]), _Partial(*hyphen.groups()[5:]))
    text = re.sub(_SPACED_OPERATOR, r"\1\2\7", text)
    return re.sub(_SPACED_TILDE, "~", text).replace("^ ", "^").split(" ")


class _Partial(NamedTuple):
    """A version as written in a range, any of its numbers missing or a wildcard."""

    text: str
    major: str
    minor: str | None
    patch: str | None
    prerelease: str | None

    @property
    def core(self) -> tuple[int, ...]:
        """The numbers in front of the first wildcard or gap."""
        given = (self.major, self.minor, self.patch)
        return tuple(int(each) for each in takewhile(_is_number, given) if each)

    @property
    def is_full(self) -> bool:
        return len(self.core) == _NUMBERS

    @property
    def is_ordered(self) -> bool:
        """Whether no number follows a wildcard."""
        given = (self.major, self.minor, self.patch)
        return not any(_is_number(each) for each in given[len(self.core) :])

    @property
    def lowest(self) -> str:
        """The first version that it means; a prerelease counts only in a full version."""
        suffix = f"-{self.prerelease}" if self.is_full and self.prerelease else ""
        return _render(self.core) + suffix


def _is_number(identifier: str | None) -> bool:
    return identifier is not None and identifier.isdigit()


def _render(core: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in (*core, 0, 0, 0)[:_NUMBERS])


def _after(core: tuple[int, ...]) -> str:
    """The first release beyond all that begin with `core`: 1.3.0 for (1, 2)."""
    return _render((*core[:-1], core[-1] + 1))


def _between(first: _Partial, last: _Partial) -> str:
    """A hyphen range as bounds. Full versions stay as written, for their syntax to be judged."""
    lower = upper = ""
    if first.core:
        lower = f">={first.text if first.is_full else first.lowest}"
    if last.is_full:
        upper = f"<={last.lowest if last.prerelease else last.text}"
    elif last.core:
        upper = f"<{_after(last.core)}-0"
    return trim(f"{lower} {upper}")


def _bounds(word: str) -> tuple[str, ...]:
    """The bounds that a word stands for, as texts which may yet be invalid."""
    found = re.fullmatch(_WORD, word)
    if found is not None:
        sign, partial = found[1], _Partial(*found.groups()[1:])
        if sign == "^":
            return _caret(partial)
        if sign.startswith("~"):
            return _tilde(partial)
        if not partial.is_full and partial.is_ordered:
            return _wildcard(sign, partial.core)
    # npm takes one star out of what is left: `*1.2.3` is `1.2.3` to it.
    return (re.sub(_STAR, "", word, count=1),)


def _caret(partial: _Partial) -> tuple[str, ...]:
    """Everything that keeps the first number which is not zero, or the last one given."""
    core = partial.core
    if not core:
        return ("",)
    kept = next((index for index, number in enumerate(core) if number), len(core) - 1)
    return (f">={partial.lowest}", f"<{_after(core[: kept + 1])}-0")


def _tilde(partial: _Partial) -> tuple[str, ...]:
    """Everything that keeps the minor version, or the major one if it is the only one given."""
    if not partial.core:
        return ("",)
    return (f">={partial.lowest}", f"<{_after(partial.core[:2])}-0")


def _wildcard(sign: str, core: tuple[int, ...]) -> tuple[str, ...]:
    """A comparison with everything that begins with `core`."""
    if not core:
        return (_NOTHING if sign in ("<", ">") else "",)
    lowest, beyond = _render(core), _after(core)
    if sign in ("", "="):
        return (f">={lowest}", f"<{beyond}-0")
    return {
        ">": (f">={beyond}",),
        ">=": (f">={lowest}",),
        "<": (f"<{lowest}-0",),
        "<=": (f"<{beyond}-0",),
    }[sign]
