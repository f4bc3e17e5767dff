"""JSON as text: where each value stands, so that an edit touches nothing else.

Strict JSON is what `JSON.parse` accepts (RFC 8259) and is read at the speed of the standard
library's C scanner. Relaxed JSON is JSON5 (https://spec.json5.org), which contains JSONC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from types import ModuleType
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


def loads(text: str, *, relaxed: bool = False) -> object:
    """Parse a document. Of a duplicate key the last value wins, as in `JSON.parse`.

    Args:
        text: strict JSON, where a BOM is an error, or JSON5, where it is white space.
        relaxed: read JSON5.

    Raises:
        Malformed: with the line of the first mistake.
    """
    try:
        return DECODER.decode(text)  # JSON5 contains JSON, which is read faster
    except (ValueError, RecursionError) as error:
        if not relaxed:
            raise _malformed(error, text, 0) from None
    try:
        return _json5().document(text)
    except (ValueError, RecursionError) as error:
        raise _malformed(error, text, 0) from None


def members(text: str, start: int = 0, *, relaxed: bool = False) -> dict[str, Span]:
    """Where the values of an object's members stand.

    Args:
        text: the whole document.
        start: where the object begins; white space and a BOM may precede it.
        relaxed: read JSON5.

    Returns:
        The span of each value by key, in order; of a duplicate key the first.

    Raises:
        Malformed: there is no object, or it is not well-formed.
    """
    try:
        return _first_of_each(_strict_members(text, start))
    except (ValueError, RecursionError) as error:
        if not relaxed:
            raise _malformed(error, text, start) from None
    try:
        return _first_of_each(_json5().pairs(text, start))
    except (ValueError, RecursionError) as error:
        raise _malformed(error, text, start) from None


def _first_of_each(members: Iterable[tuple[str, object, Span]]) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for key, _, span in members:
        found.setdefault(key, span)
    return found


def splice(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    """Replace each span by its text. Spans may come in any order but must not overlap."""
    pieces: list[str] = []
    done = 0
    for span, new in sorted(edits, key=lambda edit: edit[0]):
        if span.start < done:
            raise AssertionError(f"edits overlap at {span.start}")
        pieces += text[done : span.start], new
        done = span.end
    return "".join([*pieces, text[done:]])


def quoted(value: str) -> str:
    """`value` as `JSON.stringify` writes it: non-ASCII stays, a lone surrogate is escaped."""
    written = json.dumps(value, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", written)


def _json5() -> ModuleType:
    from release import json5_text  # noqa: PLC0415  few files are JSON5: start-up

    return json5_text


_INT_DIGITS = 4000  # Python refuses to convert more than 4300; JSON.parse has no limit
_SPACE = re.compile(r"[ \t\n\r]*")
_LEADING = re.compile(r"\ufeff?[ \t\n\r]*")
_NOT_A_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)')


class _ConstantError(ValueError):
    """`NaN` or `Infinity`, which Python reads and JSON lacks."""


def _constant(name: str) -> object:
    raise _ConstantError(f"`{name}` is not JSON")


def integer(digits: str) -> float:
    """A JSON integer, however long."""
    return int(digits) if len(digits) < _INT_DIGITS else float(digits)


DECODER = json.JSONDecoder(parse_int=integer, parse_constant=_constant)


def _strict_members(text: str, start: int) -> Iterator[tuple[str, object, Span]]:
    place = _after(text, "{", _skip(_LEADING, text, start), "expecting an object")
    if text.startswith("}", place):
        return
    while True:
        if not text.startswith('"', place):
            raise json.JSONDecodeError("expecting a name in double quotes", text, place)
        key, place = DECODER.raw_decode(text, place)
        place = _after(text, ":", _skip(_SPACE, text, place), "expecting `:`")
        value, end = DECODER.raw_decode(text, place)
        yield key, value, Span(place, end)
        place = _skip(_SPACE, text, end)
        if text.startswith("}", place):
            return
        place = _after(text, ",", place, "expecting `,` or `}`")


def _skip(space: re.Pattern[str], text: str, place: int) -> int:
    match = space.match(text, place)
    return match.end() if match else place


def _after(text: str, sign: str, place: int, message: str) -> int:
    """Where the token after `sign`, which must be here, begins."""
    if not text.startswith(sign, place):
        raise json.JSONDecodeError(message, text, place)
    return _skip(_SPACE, text, place + len(sign))


def _malformed(error: ValueError | RecursionError, text: str, start: int) -> Malformed:
    if isinstance(error, json.JSONDecodeError):
        return Malformed(error.msg[0].lower() + error.msg[1:], error.lineno)
    if isinstance(error, RecursionError):
        return Malformed("values are nested too deeply", 1)
    # The scanner does not tell where a constant stands; the first one outside a string it is.
    places = (match.start() for match in _NOT_A_NUMBER.finditer(text, start) if match[1])
    return Malformed(str(error), text.count("\n", 0, next(places, start)) + 1)
