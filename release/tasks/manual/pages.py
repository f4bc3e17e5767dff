"""A page of the manual, and lists of names with what they mean, as wide as the terminal."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from release.tasks.manual import Flag, Page
from release.tasks.terminal import BOLD, emphasized
from release.tasks.terminal import columns as terminal_columns

WIDEST = 96
"""Columns; longer lines are hard to read."""

_NARROWEST = 24
_SIDE_BY_SIDE = 60  # columns; on fewer a meaning stands below its name
_INDENT = "  "


def width() -> int:
    """Columns of the terminal, as many as are used; 80 where there is none."""
    return max(_NARROWEST, min(terminal_columns(sys.stdout), WIDEST))


def columns(pairs: Sequence[tuple[str, str]], wide: int) -> Iterator[str]:
    """Names, each with what it means beside it, or below it where there is little room."""
    names = max((len(name) for name, _ in pairs), default=0)
    room = wide - len(_INDENT) - names - 3
    if wide < _SIDE_BY_SIDE or room < wide // 2:
        for name, means in pairs:
            yield from _filled(name, wide, _INDENT, _INDENT * 2)
            yield from _filled(means, wide, _INDENT * 3)
        return
    for name, means in pairs:
        first, *others = _filled(means, room, "") or [""]
        yield f"{_INDENT}{name:<{names}}   {first}".rstrip()
        yield from (" " * (wide - room) + line for line in others)


def drawn(page: Page, program: str, wide: int) -> Iterator[str]:
    """The lines of a page; those without indent are headings.

    Args:
        page: of the manual.
        program: what it is called by.
        wide: columns.
    """
    yield from _filled(f"{program} {page.name}: {page.summary}", wide, "")
    for paragraph in page.about:
        yield ""
        yield from _filled(paragraph, wide, _INDENT)
    yield from _section("Usage", _filled(f"{program} {page.usage}", wide, _INDENT, _INDENT * 3))
    examples = [(f"{program} {command}", means) for command, means in page.examples]
    yield from _section("Examples", _stacked(examples, wide))
    yield from _section("Flags", columns([_spelled(each) for each in page.flags], wide))
    yield from _section("Flags of every task", columns([_spelled(e) for e in page.common], wide))
    yield from _section("Reads", _listed(page.reads, wide))
    yield from _section("Writes", _listed(page.writes, wide))
    yield from _section("Exit codes", columns(page.exits, wide))
    yield from _section("Environment", columns(page.environment, wide))
    see = [each if each.startswith("docs/") else f"{program} --help {each}" for each in page.see]
    yield from _section("See also", _listed(see, wide))


def shown(lines: Iterable[str]) -> str:
    """The lines as they are printed: headings stand out on a terminal."""
    return "".join(
        f"{emphasized(line, BOLD, sys.stdout) if line[:1].strip() else line}\n" for line in lines
    )


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", title, *found)


def _spelled(flag: Flag) -> tuple[str, str]:
    short = f"{flag.short}, " if flag.short else ""
    return f"{short}{flag.spelled} {flag.value}".rstrip(), flag.means


def _stacked(pairs: Iterable[tuple[str, str]], wide: int) -> Iterator[str]:
    """Commands, which are not broken: they are copied."""
    for command, means in pairs:
        yield _INDENT + command
        yield from _filled(means, wide, _INDENT * 3)


def _listed(texts: Iterable[str], wide: int) -> Iterator[str]:
    for text in texts:
        yield from _filled(text, wide, _INDENT, _INDENT * 2)


def _filled(text: str, wide: int, indent: str, deeper: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        wide,
        initial_indent=indent,
        subsequent_indent=indent if deeper is None else deeper,
        break_on_hyphens=False,
    )
