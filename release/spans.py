"""The one span editor: places in a text, and edits at them.

Every format says where its values stand (`json_text`, `toml_text`, `yaml_text`, a pattern);
what lies outside of those spans is never written again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple


class Malformed(Exception):  # noqa: N818  what the caller tells the user, not our failure
    """The text is not what its format says. `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` in this range."""
        return text[self.start : self.end]


Edit = tuple[Span, str]
"""A place, and what is to stand there."""


def lines_of(text: str) -> list[str]:
    """The lines with their ends; only a new line ends one, unlike in `splitlines`."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def line_at(text: str, place: int) -> int:
    """The line of `text`, from 1, on which the character at `place` stands."""
    return text.count("\n", 0, place) + 1


def splice(text: str, edits: Iterable[Edit]) -> str:
    """Replace each span by its text. Spans may come in any order but must not overlap."""
    pieces: list[str] = []
    done = 0
    for span, new in sorted(edits, key=lambda edit: edit[0]):
        if span.start < done:
            raise AssertionError(f"edits overlap at {span.start}")
        pieces += text[done : span.start], new
        done = span.end
    return "".join([*pieces, text[done:]])
