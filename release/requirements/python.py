"""Python's requirements: PEP 440 specifiers, and the caret and tilde that Poetry adds to them.

A prerelease is admitted only when the specifier names one, as pip decides. Poetry's caret and
tilde mean what Cargo's do.
Format: https://packaging.python.org/en/latest/specifications/version-specifiers/,
https://python-poetry.org/docs/dependency-specification/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from release.requirements import cargo
from release.versions import from_pep440, parse, pep440

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_CLAUSE = re.compile(r"(?P<operator>===|~=|==|!=|<=|>=|<|>)(?P<space>\s*)(?P<version>[^\s,]+)")
_ENDLESS = re.compile(r"[0-9]{1000}")  # Python stops reading numbers at 4300 digits
_POETRY = re.compile(r"\^|~(?!=)")


def admits(requirement: str, version: str) -> bool:
    """Whether pip, uv or Poetry would take `version`; see `Requirements`."""
    if _POETRY.match(requirement):
        return cargo.admits(requirement, version)
    specifiers = _parsed(requirement)
    return specifiers is not None and specifiers.contains(
        pep440(version), prereleases=bool(specifiers.prereleases)
    )


def requirement_for(requirement: str, new_version: str) -> str:
    """The same operators around the new version; see `Requirements`.

    `>=1.0,<2` becomes `>=2.0.0,<3`: an upper bound goes as far beyond the version as it went
    before. When no clause can be moved so, the version and everything above it is admitted.
    """
    if _POETRY.match(requirement):
        return cargo.requirement_for(requirement, new_version)
    if _parsed(requirement) is None or admits(requirement, new_version):
        return requirement
    moved = _CLAUSE.sub(lambda clause: _moved(clause, new_version), requirement)
    return moved if admits(moved, new_version) else f">={pep440(new_version)}"


def as_read(version: str) -> str:
    """`1.0.0-next.1` is written `1.0.0.dev1`, which reads `1.0.0-dev.1`; see `Requirements`."""
    return from_pep440(pep440(version)) or version


def _parsed(requirement: str) -> SpecifierSet | None:
    from packaging.specifiers import (  # noqa: PLC0415  only Python's packages need it: start-up
        InvalidSpecifier,
        SpecifierSet,
    )

    if _ENDLESS.search(requirement):
        return None
    try:
        return SpecifierSet("" if requirement.strip() == "*" else requirement)
    except InvalidSpecifier:
        return None


def _moved(clause: re.Match[str], new_version: str) -> str:
    operator, old = clause["operator"], clause["version"]
    match operator:
        case "!=" | ">":
            return clause[0]  # neither shuts out what is newer
        case "<":
            new = old if admits(f"<{old}", new_version) else _upper_bound(old, new_version)
        case "==" if old.endswith(".*"):
            new = _shortened(new_version, old.count(".")) + ".*"
        case "~=" if "-" not in new_version:
            new = _shortened(new_version, old.count(".") + 1)
        case _:
            new = pep440(new_version)
    return f"{operator}{clause['space']}{new}"


def _shortened(version: str, count: int) -> str:
    """The first `count` numbers of a release."""
    return ".".join(pep440(version).split(".")[:count])


def _upper_bound(old: str, new_version: str) -> str:
    """The bound above `new_version` whose last number that counts is the one of `old`."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", old)][:3]
    place = max((place for place, number in enumerate(numbers) if number), default=0)
    version = parse(new_version)
    if version is None:
        return old
    released = [version.major, version.minor, version.patch]
    bound = [*released[:place], released[place] + 1, 0, 0]
    return ".".join(map(str, bound[: len(numbers)]))
