"""A stream that is printed to, and what it can show: columns, letters, styles."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO

BOLD, DIM, RED, YELLOW = "1", "2", "1;31", "33"
"""Styles, by their numbers in ECMA-48."""

_USUAL = 80  # columns

PLAIN = {
    "🟢": "+",
    "✓": "+",
    "🟡": "!",
    "⚠": "!",
    "🔴": "x",
    "✗": "x",
    "⚪": "-",
    "⏳": "~",
    "…": "...",
    "\N{VARIATION SELECTOR-16}": "",
}
"""What stands for a sign where a console has no such letter."""


def columns(stream: TextIO) -> int:
    """How wide a terminal is; 80 where there is none, or it does not know."""
    with suppress(ValueError):
        if (told := int(os.environ.get("COLUMNS", ""))) > 0:
            return told
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    return _USUAL


def is_utf8(stream: TextIO) -> bool:
    """Whether a stream has letters for all signs."""
    return (stream.encoding or "").replace("-", "").lower() == "utf8"


def can_move(stream: TextIO) -> bool:
    """Whether a line can be drawn over where a stream goes."""
    if os.environ.get("GITHUB_ACTIONS") == "true" or not stream.isatty():
        return False
    return os.environ.get("TERM", "dumb") != "dumb" and is_utf8(stream)


def has_styles(stream: TextIO) -> bool:
    """Whether what stands out, or has a colour, can be shown and is wanted.

    Old consoles of Windows show the sequences for that as they are; the newer one says who it is.
    """
    if "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return sys.platform != "win32" or "WT_SESSION" in os.environ


def emphasized(text: str, style: str, stream: TextIO) -> str:
    """`text` in a style, where `stream` is a terminal that has such."""
    return f"\x1b[{style}m{text}\x1b[0m" if has_styles(stream) else text


def spoken(stream: TextIO, text: str) -> None:
    """Print, with plain letters for signs that the stream's encoding does not have.

    A reader who has left, as `head` does, or a terminal that has gone, ends the talk and not the
    work.
    """
    try:
        stream.write(encodable(text, stream.encoding or "utf-8"))
        stream.flush()
    except OSError as error:
        if error.errno not in {errno.EPIPE, errno.EIO}:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def encodable(text: str, encoding: str) -> str:
    """`text` in letters that an encoding has: plain ones for signs, escapes for what is left."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = "".join(each if _has(encoding, each) else PLAIN.get(each, each) for each in text)
        return plain.encode(encoding, "backslashreplace").decode(encoding)
    return text


def _has(encoding: str, letter: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
