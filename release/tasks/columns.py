"""Names with what they mean, and paragraphs, as wide as the terminal is."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence

from release.tasks.streams import columns as columns_of

WIDEST = 96
"""Columns; longer lines are hard to read."""

INDENT = "  "
_NARROWEST = 24
_SIDE_BY_SIDE = 60  # columns; on fewer a meaning stands below its name


def width() -> int:
    """Columns of the terminal, as many as are used; 80 where there is none."""
    return max(_NARROWEST, min(columns_of(sys.stdout), WIDEST))


def columns(pairs: Sequence[tuple[str, str]], wide: int) -> Iterator[str]:
    """Names, each with what it means beside it, or below it where there is little room."""
    names = max((len(name) for name, _ in pairs), default=0)
    room = wide - len(INDENT) - names - 3
    if wide < _SIDE_BY_SIDE or room < wide // 2:
        for name, means in pairs:
            yield from filled(name, wide, INDENT, INDENT * 2)
            yield from filled(means, wide, INDENT * 3)
        return
    for name, means in pairs:
        first, *others = filled(means, room, "") or [""]
        yield f"{INDENT}{name:<{names}}   {first}".rstrip()
        yield from (" " * (wide - room) + line for line in others)


def filled(text: str, wide: int, indent: str, deeper: str | None = None) -> list[str]:
    """A paragraph, its further lines indented by `deeper`, or as the first one is."""
    return textwrap.wrap(
        text,
        wide,
        initial_indent=indent,
        subsequent_indent=indent if deeper is None else deeper,
        break_on_hyphens=False,
    )
