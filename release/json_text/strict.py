"""Strict JSON at the speed of the standard library's C scanner (RFC 8259, `JSON.parse`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from release.spans import Span

_INT_DIGITS = 4000  # Python refuses to convert more than 4300; JSON.parse has no limit
_SPACE = re.compile(r"[ \t\n\r]*")
_LEADING = re.compile(r"\ufeff?[ \t\n\r]*")


class _ConstantError(ValueError):
    """`NaN` or `Infinity`, which Python reads and JSON lacks."""


def _constant(name: str) -> object:
    raise _ConstantError(f"`{name}` is not JSON")


def integer(digits: str) -> float:
    """A JSON integer, however long."""
    return int(digits) if len(digits) < _INT_DIGITS else float(digits)


DECODER = json.JSONDecoder(parse_int=integer, parse_constant=_constant)


def members(text: str, start: int) -> Iterator[tuple[str, object, Span]]:
    """Key, value and place of each member of the object at `start`; ValueError when malformed."""
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
