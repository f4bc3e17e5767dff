"""Characters that move a cursor, change a colour or turn the direction of what is read."""

from __future__ import annotations

import re

_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"


def without_controls(text: str, mark: str) -> str:
    """`text` with `mark` in the place of each of them; new line and tab stay."""
    if text.isprintable():  # none of them is; nearly all texts are, and need no pattern compiled
        return text
    return re.sub(_CONTROL, mark, text)


_SURROGATE = "[\ud800-\udfff]"  # an undecodable byte, which no encoding and no JSON can hold
_MARK = "\N{REPLACEMENT CHARACTER}"


def readable(text: str) -> str:
    """`text` with a mark in the place of what cannot be read: controls, and undecodable bytes."""
    if text.isprintable():
        return text
    return re.sub(_SURROGATE, _MARK, without_controls(text, _MARK))


_SEQUENCE = (
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours, and where the cursor goes
    r"|\x1b[]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # titles, links
    r"|\x1b[ -/]*[0-~]"
)


def as_shown(line: str) -> str:
    """What a terminal would show of a program's line, without its colours.

    Of a bar that is drawn again and again it is the last one.
    """
    if line.isprintable():
        return line
    plain = re.sub(_SEQUENCE, "", line)
    return plain.rstrip("\r\n").rpartition("\r")[2]
