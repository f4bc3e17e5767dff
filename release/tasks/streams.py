"""A stream that is printed to, and what it can show: columns, letters, styles."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from release.errors import StateError

BOLD, DIM, RED, YELLOW = "1", "2", "1;31", "33"
"""Styles, by their numbers in ECMA-48."""

_USUAL = 80  # columns
_LEFT = frozenset({errno.EPIPE, errno.EIO})  # of a reader, or a terminal, that has gone

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


def in_actions() -> bool:
    """Whether GitHub Actions reads what we print."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


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
    if in_actions() or not stream.isatty():
        return False
    return os.environ.get("TERM", "dumb") != "dumb" and is_utf8(stream)


def no_colours() -> bool:
    """Whether colours are unwanted: https://no-color.org has an empty value mean nothing."""
    return bool(os.environ.get("NO_COLOR"))


def has_styles(stream: TextIO) -> bool:
    """Whether what stands out, or has a colour, can be shown and is wanted.

    Old consoles of Windows show the sequences for that as they are; the newer one says who it is.
    """
    if no_colours() or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return sys.platform != "win32" or "WT_SESSION" in os.environ


def emphasized(text: str, style: str, stream: TextIO) -> str:
    """`text` in a style, where `stream` is a terminal that has such."""
    return f"\x1b[{style}m{text}\x1b[0m" if has_styles(stream) else text


def spoken(stream: TextIO, text: str) -> None:
    """Print, with plain letters for signs that the stream's encoding does not have."""
    with printing(stream):
        stream.write(encodable(text, stream.encoding or "utf-8"))


@contextmanager
def printing(stream: TextIO) -> Iterator[None]:
    """Have all that is printed meanwhile arrive, or be gone without a word.

    Nothing that happens to a stream ends the work. What is lost on stderr is talk, and whoever has
    left, as `head` does, has read enough; all else that is lost `lost` tells of.
    """
    try:
        yield
        stream.flush()
    except OSError as error:
        if stream is not sys.stderr and error.errno not in _LEFT:
            _Lost.why = error.strerror or str(error)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # else Python tries again as it ends, and complains
        os.close(nowhere)


class _Lost:
    """Why data of this process could not be written; empty as long as all could."""

    why = ""


def lost() -> StateError | None:
    """That data could not be written since this was asked last: stdout is full, or closed."""
    why, _Lost.why = _Lost.why, ""
    if not why:
        return None
    from release.errors import StateError

    return StateError(
        f"what was found could not be written: {why}",
        hint="look at where stdout goes; nothing else was changed by that",
    )


def open_closed() -> None:
    """Give streams to a process that was started without some of them.

    Nothing can be read from stdin then, stderr takes all, and stdout refuses as a closed one does.
    Python has None for each of these; and what is opened next would get the free number, and what
    is meant for the stream.
    """
    if sys.stdin is None:
        sys.stdin = _nowhere(os.O_RDONLY, "r")
    if sys.stdout is None:
        sys.stdout = _nowhere(os.O_RDONLY, "w")
    if sys.stderr is None:
        sys.stderr = _nowhere(os.O_WRONLY, "w")


def _nowhere(access: int, mode: Literal["r", "w"]) -> TextIO:
    return os.fdopen(os.open(os.devnull, access), mode, encoding="utf-8", closefd=False)


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
