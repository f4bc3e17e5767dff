"""Which of a member's requirements a lockfile repeats at some place."""

from __future__ import annotations

from collections.abc import Iterable

from release.model import Member

RUNTIME = ("devDependencies", "optionalDependencies", "dependencies")
"""Sections of what is installed, the one that npm and Yarn prefer first."""

PEER = "peerDependencies"


def names_of(members: Iterable[Member]) -> frozenset[str]:
    """The packages whose requirements may have moved: other ones are for the tool to resolve."""
    return frozenset(member.name for member in members)


def requirement(member: Member, name: str, locked: str, sections: Iterable[str]) -> str:
    """What the manifest requires of `name` now, where the lockfile says `locked`.

    Args:
        member: the package that requires it.
        name: the package that is required.
        locked: the lockfile's text.
        sections: where the manifest may say it; the first that does counts.

    Returns:
        `locked` when one of the sections still says so, when none names the package, and when
        the protocol is another one: then an override stands there, not the requirement.
    """
    said = [
        dependency.requirement
        for section in sections
        for dependency in member.dependencies
        if dependency.section == section and dependency.name == name
    ]
    if not said or locked in said or _protocol(locked) != _protocol(said[0]):
        return locked
    return said[0]


def _protocol(requirement: str) -> str:
    return requirement.partition(":")[0] if ":" in requirement else ""
