"""The top of a changelog, which both lines of Changesets treat alike."""

from __future__ import annotations

from release.ecmascript import trim


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
