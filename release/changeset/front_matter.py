"""The map between the fences, in the shape that everyone writes: a plain line a package.

Everything else is read as YAML, by `yaml_front_matter`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# What few files need is a text, which `re` compiles when it is first asked for: start-up.
_FIRST_LINE = r"[ \t]*(?: #[\t -~]*)?"
_BLANK_LINE = r"[ \t]*|[ ]*#[\t -~]*"
_ENTRY_LINE = re.compile(
    r"""
    (?: "(?P<double>[ !#-\[\]-~]{1,200})"
      | '(?P<single>[ -&(-~]{1,200})'
      | (?P<plain>(?!(?i:null|true|false)\b)[A-Za-z_][A-Za-z0-9_./-]{0,200})
    )
    [ \t]*:[ \t]+
    (?P<quote>["']?)(?P<bump>major|minor|patch|none)(?P=quote)
    (?:[ \t]+(?:\#[\t -~]*)?)?
    """,
    re.VERBOSE,
)


class Node(NamedTuple):
    """A value: what JavaScript's `typeof` would say of it, and what `String` would make of it.

    `kind` is string, number, boolean, null, map or list. `line` counts from 0.
    """

    kind: str
    text: str
    line: int
    is_alias: bool = False


class Entry(NamedTuple):
    """A pair of the map."""

    name: Node
    bump: Node


def common_entries(text: str) -> tuple[Entry, ...] | None:
    """The entries of a front matter with one plain line for each; None when there is more to it.

    What it accepts, `yaml_entries` would read the same, and a hundred times slower.
    """
    first, *lines = text.replace("\r\n", "\n").split("\n")
    if first and not re.fullmatch(_FIRST_LINE, first):
        return None
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        match = _ENTRY_LINE.fullmatch(line)
        if match is None:
            if re.fullmatch(_BLANK_LINE, line):
                continue
            return None
        name = match["double"] or match["single"] or match["plain"]
        entries.append(Entry(Node("string", name, number), Node("string", match["bump"], number)))
    return tuple(entries)
