"""What is said in many rooms: how many there are, the first of them, how one begins, how long."""

from __future__ import annotations

from collections.abc import Sequence

UNITS = (("d", 86400), ("h", 3600), ("min", 60))
"""Units of time, each with its seconds, the longest first."""


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def first(names: Sequence[str], most: int = 5) -> str:
    """Names, and of many the first ones: `a, b and 3 more`."""
    more = len(names) - most
    told = ", ".join(names[:most])
    return f"{told} and {more} more" if more > 0 else told


def cut(text: str, longest: int) -> str:
    """A text of so many characters at the most; of a longer one, how it begins."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
