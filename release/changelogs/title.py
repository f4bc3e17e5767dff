"""What both lines of Changesets do alike: the top of a changelog, and the order of an entry."""

from __future__ import annotations

from release.ecmascript import trim
from release.model import Bump

SECTIONS = (Bump.MAJOR, Bump.MINOR, Bump.PATCH)
"""The sections of an entry, in their order."""


def below_title(text: str | None, name: str, entry: str) -> str:
    """The changelog of the package `name` with `entry` below its first line.

    Args:
        text: the changelog; None when there is none.
        name: what a new changelog has for its title.
        entry: a version's heading and what is told of it.
    """
    block = f"\n\n{trim(entry)}\n"
    if not text:
        return f"# {name}{block}"
    first, newline, rest = text.partition("\n")
    return first + block + rest if newline else text + block
