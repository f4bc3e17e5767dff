"""A page of the manual, as wide as the terminal is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from release.tasks.columns import INDENT, columns, filled
from release.tasks.manual import Flag, Page
from release.tasks.streams import BOLD, emphasized


def drawn(page: Page, program: str, wide: int) -> Iterator[str]:
    """The lines of a page; those without indent are headings.

    Args:
        page: of the manual.
        program: what it is called by.
        wide: columns.
    """
    yield from filled(f"{program} {page.name}: {page.summary}", wide, "")
    for paragraph in page.about:
        yield ""
        yield from filled(paragraph, wide, INDENT)
    yield from _section("Usage", filled(f"{program} {page.usage}", wide, INDENT, INDENT * 3))
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
        yield INDENT + command
        yield from filled(means, wide, INDENT * 3)


def _listed(texts: Iterable[str], wide: int) -> Iterator[str]:
    for text in texts:
        yield from filled(text, wide, INDENT, INDENT * 2)
