"""What two sides made of a thing, and what that makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")

MergeLines = Callable[[str, str, str], str | None]
"""Merges texts line by line, the base before ours and theirs; None when they conflict."""


class Sides(NamedTuple):
    """The texts of one file, None where there is none: of old, in ours, and in theirs."""

    base: str | None
    ours: str | None
    theirs: str | None


class UnsettledError(Exception):
    """Both sides have changed it, each in a way of its own: somebody has to decide."""


def settled(bases: Iterable[_T], ours: _T, theirs: _T) -> _T:
    """What is left when one side changes a thing and the other does not.

    Args:
        bases: what it was, in each commit that both sides come from.
        ours: what our side has.
        theirs: what their side has.

    Raises:
        UnsettledError: both changed it; or both have it as one of several bases had.
    """
    bases = list(bases)
    if ours == theirs:
        return ours
    if (ours in bases) == (theirs in bases):
        raise UnsettledError
    return theirs if ours in bases else ours
