"""What the value of an option may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from typing import NamedTuple

from release.errors import Problem
from release.phrases import first


class Kind(NamedTuple):
    """A test of a value, and the words for what passes it."""

    admits: Callable[[object], bool]
    words: str


def one_of(*values: str | int) -> Kind:
    """Exactly one of `values`; 0 is not false."""
    words = [f"`{str(value).lower() if isinstance(value, bool) else value}`" for value in values]
    return Kind(
        lambda found: any(found == value and type(found) is type(value) for value in values),
        ", ".join(words[:-1]) + f" or {words[-1]}",
    )


def _is_list_of(kind: Kind, found: object) -> bool:
    return isinstance(found, list) and all(kind.admits(item) for item in found)


def list_of(kind: Kind, words: str) -> Kind:
    """A list in which every item is of one kind."""
    return Kind(lambda found: _is_list_of(kind, found), words)


BOOLEAN = Kind(lambda found: isinstance(found, bool), "true or false")
STRING = Kind(lambda found: isinstance(found, str), "a string")
FILLED = Kind(lambda found: isinstance(found, str) and found != "", "a string that is not empty")
STRINGS = list_of(FILLED, "a list of strings that are not empty")
TABLE = Kind(lambda found: isinstance(found, dict), "a table")
LIST_OF_TABLES = list_of(TABLE, "a list of tables")
COUNT = Kind(lambda found: type(found) is int and found > 0, "a number above 0")
SECONDS = Kind(
    lambda found: (
        isinstance(found, int | float) and not isinstance(found, bool) and 0 < found < inf
    ),
    "a number of seconds above 0",
)


_MOST_LISTED = 8  # more than fits a line helps nobody


def listed(names: Iterable[str]) -> str:
    """`names` in backticks, the first few of them."""
    return first([f"`{name}`" for name in names], _MOST_LISTED)


def by_line(problem: Problem) -> int:
    """The line of a problem, to sort by; those without one come first."""
    return (problem.where and problem.where.line) or 0
