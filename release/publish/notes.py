"""The text of a release: what its changelog tells of it, as long as GitHub takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from release.changelogs.section import with_headings
from release.controls import without_controls

LIMIT = 124_900
"""UTF-16 code units. GitHub's limit is 125,000 characters; our draft begins with a marker."""

_MARK = "\N{REPLACEMENT CHARACTER}"
_ENTRY = re.compile(r"[-*+][ \t]")
_FENCE = re.compile(r"(?P<indent>(?:[-*+][ \t]+)?[ \t]*)(?P<fence>`{3,}|~{3,})(?P<rest>.*)")
_LONGEST_END = 200  # code units for the end of a fence, and for what little else is added


def length(text: str) -> int:
    """How long GitHub may find a text: never less than it counts, in whatever unit that is."""
    return len(text.encode("utf-16-le")) // 2


def release_notes(section: str, changelog: str) -> str:
    """What a changelog tells of a version, its Markdown kept, as the text of a release.

    What is too long ends between two entries, with a link to the rest.

    Args:
        section: as the changelog has it; undecodable bytes may be in it.
        changelog: the address of the whole changelog.
    """
    readable = section.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = without_controls(readable, _MARK).strip("\n")
    if length(text) <= LIMIT:
        return text
    entries = list(_entries(text))
    *before, last = _fitting(entries, LIMIT - length(_end(len(entries), changelog)) - _LONGEST_END)
    more = sum(not _is_heading(each) for each in entries[len(before) + 1 :])
    return "".join(before) + _closed(last.rstrip("\n")) + _end(more, changelog)


def _end(more: int, changelog: str) -> str:
    rest = f"{more} more entries are" if more > 1 else "The rest is"
    return f"\n\n{rest} in [the full changelog]({changelog}).\n"


def _fitting(entries: list[str], room: int) -> list[str]:
    """The first entries that fit, and of the very first, if it does not, what does."""
    kept: list[str] = []
    for entry in entries:
        if length(entry) > room:
            if all(map(_is_heading, kept)):
                return [*kept, _beginning(entry, room)]
            break
        kept.append(entry)
        room -= length(entry)
    while _is_heading(kept[-1]):
        kept.pop()
    return kept


def _beginning(entry: str, room: int) -> str:
    """The first lines that fit; of a single long line, the first letters."""
    start = entry.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    line_end = start.rfind("\n")
    return start[:line_end] if line_end > 0 else start


def _entries(text: str) -> Iterator[str]:
    """The headings and the items of the outermost lists, each with what belongs to it."""
    found = ""
    for line, heading in with_headings(text.splitlines(keepends=True)):
        if found and (heading or _is_heading(found) or _ENTRY.match(line)) and line.strip():
            yield found
            found = ""
        found += line
    yield found


def _is_heading(entry: str) -> bool:
    return entry.startswith("#")


def _closed(entry: str) -> str:
    """The entry with the end of the fence that is open at its end."""
    indent = fence = ""
    for line in entry.split("\n"):
        found = _FENCE.match(line)
        if found is None:
            continue
        if not fence:
            indent, fence = " " * len(found["indent"]), found["fence"]
        elif found["fence"].startswith(fence) and not found["rest"].strip():
            fence = ""
    return f"{entry}\n{indent}{fence}" if fence else entry
