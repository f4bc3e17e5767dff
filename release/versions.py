"""Semantic versions as npm reads, orders and increments them; their tags and Python's spelling.

The syntax is SemVer 2.0.0 with what npm's `semver` 7 adds when it is not loose: space around
the version, one leading `v`, at most 256 characters, no number above 2**53 - 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from release.ecmascript import trim
from release.model import Bump

MAX_CHARACTERS = 256
MAX_NUMBER = 2**53 - 1  # above it, JavaScript's numbers skip integers

_CORE = r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
# The limits are npm's; a version is too short to meet them, a range is not.
_IDENTIFIER = r"(?:[0-9]{0,256}[A-Za-z-][0-9A-Za-z-]{0,250}|0|[1-9][0-9]{0,256})"
PRERELEASE = rf"-({_IDENTIFIER}(?:\.{_IDENTIFIER})*)"
BUILD = r"\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)"
_SEMVER = re.compile(rf"{_CORE}(?:{PRERELEASE})?(?:{BUILD})?")
# What few commands need is a text, which `re` compiles when it is first asked for: start-up.
_PLACEHOLDER = r"\{(name|version)\}"
_PYTHON_SERIES = r"(?i)(a|alpha|b|beta|rc)(?:[.-]?([0-9]+))?"
_PYTHON = r"""(?ix)v?(?P<release>[0-9]+(?:\.[0-9]+){0,2})
    (?:[._-]?(?P<series>alpha|beta|preview|pre|rc|a|b|c)[._-]?(?P<number>[0-9]*)
    |[._-]?(?P<dev>dev)[._-]?(?P<build>[0-9]*))?"""
_SERIES = {"a": "alpha", "alpha": "alpha", "b": "beta", "beta": "beta"}
_NUMBER = r"[0-9]+"
_LONE_NUMBER = r"(?<![0-9A-Za-z])[0-9]+(?![0-9A-Za-z])"
_TIME = 13  # digits of milliseconds since 1970, one fewer than of a date and time to the second

Precedence = tuple[int, int, int, bool, tuple[tuple[bool, float, str], ...]]


class Version(NamedTuple):
    """The parts of a version, which `precedence` puts in order."""

    major: int
    minor: int
    patch: int
    prerelease: str | None = None
    build: str | None = None

    @property
    def core(self) -> tuple[int, int, int]:
        """The three numbers."""
        return self[:3]

    def __str__(self) -> str:
        prerelease = f"-{self.prerelease}" if self.prerelease else ""
        build = f"+{self.build}" if self.build else ""
        return f"{self.major}.{self.minor}.{self.patch}{prerelease}{build}"


@lru_cache(maxsize=4096)
def parse(text: str) -> Version | None:
    """Read a version as `new SemVer(text)` of npm does; None when it would throw.

    The length counts before trimming, and `v` is the only prefix: `=1.0.0` is a range.
    """
    if len(text) > MAX_CHARACTERS:
        return None
    found = _SEMVER.fullmatch(trim(text).removeprefix("v"))
    if found is None:
        return None
    major, minor, patch = (int(number) for number in found.group(1, 2, 3))
    if max(major, minor, patch) > MAX_NUMBER:
        return None
    return Version(major, minor, patch, found[4], found[5])


def precedence(version: Version) -> Precedence:
    """A sort key: `1.0.0-2` < `1.0.0-10` < `1.0.0-a` < `1.0.0-a.1` < `1.0.0`; builds are equal.

    Source: SemVer 2.0.0, section 11.
    """
    identifiers = version.prerelease.split(".") if version.prerelease else []
    return (
        version.major,
        version.minor,
        version.patch,
        not identifiers,
        tuple(_identifier_key(each) for each in identifiers),
    )


def _identifier_key(identifier: str) -> tuple[bool, float, str]:
    if identifier.isdigit():
        # npm compares numbers as doubles: above 2**53, neighbours are equal.
        return (False, float(identifier), "")
    return (True, 0.0, identifier)


def is_below(one: str, other: str) -> bool:
    """Whether one version comes before another; False where either is none."""
    first, second = parse(one), parse(other)
    return first is not None and second is not None and precedence(first) < precedence(second)


def highest(versions: Iterable[str]) -> str | None:
    """The greatest of `versions` as it was written, the first of equals.

    Texts that are no version are passed over; None when nothing is left.
    """
    known = [(text, version) for text in versions if (version := parse(text)) is not None]
    if not known:
        return None
    return max(known, key=lambda each: precedence(each[1]))[0]


@lru_cache(maxsize=4096)
def increment(version: str, bump: Bump) -> str | None:
    """The version after `version`, as `semver.inc` of npm gives it; None when it is invalid.

    A prerelease becomes the release that it leads to when that is far enough (`1.0.1-a.0` by
    PATCH is `1.0.1`, by MINOR `1.1.0`). Build metadata is dropped. 0.x has no rule of its own.
    NONE gives the text back unchanged, whatever it says.
    """
    if bump is Bump.NONE:
        return version
    parsed = parse(version)
    if parsed is None:
        return None
    major, minor, patch = parsed.core
    if bump is Bump.MAJOR:
        is_on_the_way = parsed.prerelease and not minor and not patch
        return f"{major if is_on_the_way else major + 1}.0.0"
    if bump is Bump.MINOR:
        is_on_the_way = parsed.prerelease and not patch
        return f"{major}.{minor if is_on_the_way else minor + 1}.0"
    return f"{major}.{minor}.{patch if parsed.prerelease else patch + 1}"


def tag_name(template: str, name: str, version: str) -> str:
    """The tag of a release: `{name}` and `{version}` of `template` filled in."""
    values = {"name": name, "version": version}
    return re.sub(_PLACEHOLDER, lambda found: values[found[1]], template)


def version_of_tag(template: str, name: str, tag: str) -> str | None:
    """The version for which `tag_name` gives `tag`; None for any other tag.

    Only a bare version counts: `v1.0.0` is a tag of `v{version}`, not one of `{version}`.
    """
    # Split at the placeholders; every second part is a placeholder's name.
    parts = re.split(_PLACEHOLDER, template)
    values = {"name": re.escape(name), "version": "(.+)"}
    pattern = "".join(
        values[part] if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
    found = re.fullmatch(pattern, tag)
    if found is None or not found.groups():
        return None
    version = found[1]
    return version if str(parse(version)) == version and set(found.groups()) == {version} else None


def pep440(version: str) -> str:
    """A semantic version in Python's spelling, for a pyproject.toml.

    `alpha.N`, `beta.N` and `rc.N` become `aN`, `bN` and `rcN`, also as `a`, `b`, in capitals, and
    with `-` or nothing for the dot; without a number N is 0. Any other prerelease becomes `.devN`,
    where N is its last number that stands alone, or else its last digits, or else 0: a snapshot
    keeps its time also in front of a commit's hash. Growing numbers keep their order in a series.

    Build metadata is dropped: it has no precedence in SemVer, but would gain one as
    Python's local version, which indexes refuse as well.

    Raises:
        ValueError: `version` is not a semantic version.
    """
    parsed = parse(version)
    if parsed is None:
        raise ValueError(f"`{version}` is not a semantic version")
    release = f"{parsed.major}.{parsed.minor}.{parsed.patch}"
    return release + _python_suffix(parsed.prerelease) if parsed.prerelease else release


def from_pep440(version: str) -> str | None:
    """A Python version as the semantic version that `pep440` spells in this way.

    `1.2` is `1.2.0`, `1.2.0rc1` is `1.2.0-rc.1`, `aN`, `bN` and `.devN` are `alpha.N`, `beta.N` and
    `dev.N`, in every spelling that PEP 440 allows.

    Returns:
        None for what SemVer cannot say: an epoch, a fourth number, a post-release, a local
        version, a development release of a prerelease, and for more characters than npm reads.
    """
    found = re.fullmatch(_PYTHON, version.strip()) if len(version) <= MAX_CHARACTERS else None
    if found is None:
        return None
    numbers = [int(number) for number in found["release"].split(".")]
    release = ".".join(map(str, [*numbers, 0, 0][:3]))
    series, number = found["series"] or found["dev"], found["number"] or found["build"]
    suffix = f"-{_semver_series(series)}.{int(number or 0)}" if series else ""
    parsed = parse(release + suffix)
    return str(parsed) if parsed else None


def is_spelt(written: str, version: str) -> bool:
    """Whether what is written in Python's spelling already means `version`."""
    return version in {written, from_pep440(written)}


def _semver_series(series: str) -> str:
    name = series.lower()
    return "dev" if name == "dev" else _SERIES.get(name, "rc")


def _python_suffix(prerelease: str) -> str:
    series = re.fullmatch(_PYTHON_SERIES, prerelease)
    if series is None:
        numbers = re.findall(_LONE_NUMBER, prerelease) or re.findall(_NUMBER, prerelease)
        times = [number for number in numbers if len(number) >= _TIME]
        return f".dev{int((times or numbers)[-1]) if numbers else 0}"
    letter = "rc" if series[1].lower() == "rc" else series[1][0].lower()
    return f"{letter}{int(series[2] or 0)}"
