"""Cargo's version requirements: does one admit a version, and which one would.

The default operator is the caret; a list means all of it; `1.*` is a wildcard. A prerelease is
admitted only by a comparator that names a prerelease of the same `major.minor.patch`.
Format: https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from semver import Version

_NUMBER = "(?:0|[1-9][0-9]{0,19})"  # as many digits as 64 bits have
_WILDCARDS = {"*", "x", "X"}
_COMPARATOR = re.compile(
    rf"""\s*(?P<operator>[=~^]|[<>]=?)?\s*
    (?P<major>{_NUMBER})
    (?:\.(?P<minor>{_NUMBER}|[*xX])(?:\.(?P<patch>{_NUMBER}|[*xX])
        (?:-(?P<pre>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?
    )?)?\s*""",
    re.VERBOSE,
)
_LEADING = re.compile(r"\s*(=|~|\^|>=|)\s*")  # operators that can begin a range at a version


class _Comparator(NamedTuple):
    """One part of a list: `lower <= version < upper`, where None is no bound."""

    lower: Version | None
    upper: Version | None
    prerelease_of: Version | None

    def admits(self, version: Version) -> bool:
        above = self.lower is None or self.lower <= version
        return above and (self.upper is None or version < self.upper)


def admits(requirement: str, version: str) -> bool:
    """Whether Cargo would take `version` for `requirement`; see `Requirements`."""
    return _admits(requirement, Version.parse(version))


def requirement_for(requirement: str, new_version: str) -> str:
    """The same operator with the new version; see `Requirements`.

    A list and an upper bound become the default (caret) range, because the bound that was
    meant cannot be guessed.
    """
    version = Version.parse(new_version)
    if _parse(requirement) is None or _admits(requirement, version):
        return requirement
    written = str(version.replace(build=None))  # a requirement has no use for build metadata
    for candidate in (_with_wildcard(requirement, version), _with_operator(requirement, written)):
        if candidate and _admits(candidate, version):
            return candidate
    return written


def as_read(version: str) -> str:
    """The same: Cargo's versions are semantic ones; see `Requirements`."""
    return version


def _admits(requirement: str, version: Version) -> bool:
    comparators = _parse(requirement)
    version = version.replace(build=None)
    if comparators is None or not all(found.admits(version) for found in comparators):
        return False
    core = version.finalize_version()
    return not version.prerelease or any(core == found.prerelease_of for found in comparators)


def _with_operator(requirement: str, written: str) -> str | None:
    match = _LEADING.match(requirement)
    return f"{match[0]}{written}" if match and "," not in requirement else None


def _with_wildcard(requirement: str, version: Version) -> str | None:
    """`1.*` moves to `2.*`: the same number of numbers."""
    match = re.fullmatch(rf"{_NUMBER}(\.{_NUMBER})?\.([*xX])", requirement.strip())
    if not match:
        return None
    numbers = [version.major, version.minor] if match[1] else [version.major]
    return ".".join([*map(str, numbers), match[2]])


def _parse(requirement: str) -> list[_Comparator] | None:
    if requirement.strip() in _WILDCARDS:
        return [_Comparator(None, None, None)]
    matches = [_COMPARATOR.fullmatch(part) for part in requirement.split(",")]
    return [_comparator(match) for match in matches if match] if all(matches) else None


def _comparator(match: re.Match[str]) -> _Comparator:
    parts = match.group("major", "minor", "patch")
    numbers = [int(part) for part in takewhile(_is_number, parts)]
    wildcard = any(part in _WILDCARDS for part in parts)
    operator = match["operator"] or ("=" if wildcard else "^")
    first = _padded(numbers).replace(prerelease=match["pre"])
    lower, upper = _bounds(operator, numbers, first)
    return _Comparator(lower, upper, first.finalize_version() if first.prerelease else None)


def _is_number(part: str | None) -> bool:
    return part is not None and part.isdigit()


def _bounds(
    operator: str, numbers: list[int], first: Version
) -> tuple[Version | None, Version | None]:
    whole = len(numbers) == 3  # noqa: PLR2004  major, minor, patch
    after = _just_after(first) if whole else _below(numbers, len(numbers) - 1)
    return {
        "=": (first, after),
        ">": (after, None),
        ">=": (first, None),
        "<": (None, first if whole else _below_prereleases(first)),
        "<=": (None, after),
        "~": (first, _below(numbers, min(1, len(numbers) - 1))),
        "^": (first, _below(numbers, _caret_place(numbers))),
    }[operator]


def _caret_place(numbers: list[int]) -> int:
    """The leftmost number that is not 0 may not change; of zeros only, the last."""
    nonzero = (place for place, number in enumerate(numbers) if number)
    return next(nonzero, len(numbers) - 1)


def _below(numbers: list[int], place: int) -> Version:
    """The lowest version in which the number at `place` is one higher."""
    return _below_prereleases(_padded([*numbers[:place], numbers[place] + 1]))


def _padded(numbers: list[int]) -> Version:
    major, minor, patch = [*numbers, 0, 0][:3]
    return Version(major, minor, patch)


def _below_prereleases(version: Version) -> Version:
    return version.replace(prerelease="0")


def _just_after(version: Version) -> Version:
    """The lowest version above this one: `1.0.0-a` is followed by `1.0.0-a.0`."""
    if version.prerelease:
        return version.replace(prerelease=f"{version.prerelease}.0")
    return _below_prereleases(version.bump_patch())
