"""What a changelog tells of one version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from release.versions import parse

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_AROUND = re.compile(r"[\[\]()]")  # `## [1.1.0](https://...)`, as others write it


def section_of(text: str, version: str) -> str | None:
    """What stands below the heading of `version`; None when there is no such heading.

    It ends where the next version begins, or another heading of the same level. Only a heading at
    the beginning of its line counts, and none in a fence that begins at one: what people wrote
    into an entry is indented.

    Args:
        text: the changelog; line ends of any kind.
        version: without a `v`, though the heading may have one.
    """
    level, found = 0, []
    for line, heading in with_headings(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        told = heading and _version(heading[2])
        if level:
            if heading and (told or len(heading[1]) <= level):
                break
            found.append(line)
        elif heading and told == version:
            level = len(heading[1])
    return "\n".join(found).strip("\n") if level else None


def with_headings(lines: Iterable[str]) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Each line, and the match of its signs and its text when it is a heading."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not mark[2].strip()
            fence = "" if closes else fence
            yield line, None
        else:
            fence = mark[1] if mark else ""
            yield line, _HEADING.match(line)


def _version(heading: str) -> str | None:
    """The version that a heading begins with."""
    words = _AROUND.sub(" ", heading).split()
    word = words[0].removeprefix("v") if words else ""
    return word if parse(word) else None
