"""Which branch is released from, and which one work goes to."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

STAGINGS = ("staging", "develop", "next")
"""How the branch that work goes to is usually called, the surest name first."""

_MAINS = ("main", "master")
_WORK = {*STAGINGS, "dev", "development"}


class Branches(NamedTuple):
    """What a clone knows: the branch that is checked out, `origin`'s own choice, and all names."""

    current: str | None = None
    default: str | None = None
    names: frozenset[str] = frozenset()


class Choice(NamedTuple):
    """A branch, why it is this one, and whether it is there."""

    name: str
    why: str
    exists: bool = True


def choose_main(branches: Branches) -> Choice:
    """The branch that releases are made from.

    It is the one that `origin` shows first, unless that is where work goes and a main branch is
    there as well; without an `origin` a branch of such a name, or the one that is checked out.
    """
    there = next((name for name in _MAINS if name in branches.names), None)
    if branches.default and not (branches.default in _WORK and there):
        return Choice(branches.default, "the default branch of `origin`")
    if there:
        return Choice(there, "its name")
    if branches.current:
        return Choice(branches.current, "it is checked out", branches.current in branches.names)
    return Choice(_MAINS[0], "the default", exists=False)


def choose_staging(branches: Branches, main: str) -> Choice:
    """The branch that work goes to, and that releases are merged back into."""
    if branches.default and branches.default in _WORK - {main}:
        return Choice(branches.default, "the default branch of `origin`")
    found = next((name for name in STAGINGS if name in branches.names and name != main), None)
    if found:
        return Choice(found, "its name")
    name = STAGINGS[0] if main != STAGINGS[0] else STAGINGS[1]
    return Choice(name, "there is none yet", exists=False)


def named(name: str, names: Collection[str]) -> Choice:
    """A branch that the user names."""
    return Choice(name, "as you say", name in names)
