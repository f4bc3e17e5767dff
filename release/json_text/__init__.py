"""JSON as text: where each value stands, so that an edit touches nothing else.

Strict JSON is what `JSON.parse` accepts; relaxed JSON is JSON5, which contains JSONC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from types import ModuleType

from release.json_text import strict
from release.spans import Malformed, Span, line_at

_NOT_A_NUMBER = r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)'


def loads(text: str, *, relaxed: bool = False) -> object:
    """Parse a document. Of a duplicate key the last value wins, as in `JSON.parse`.

    Args:
        text: strict JSON, where a BOM is an error, or JSON5, where it is white space.
        relaxed: read JSON5.

    Raises:
        Malformed: with the line of the first mistake.
    """
    try:
        return strict.DECODER.decode(text)  # JSON5 contains JSON, which is read faster
    except (ValueError, RecursionError) as error:
        if not relaxed:
            raise _malformed(error, text, 0) from None
    try:
        return _json5().loads(text)
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
        return _first_of_each(strict.members(text, start))
    except (ValueError, RecursionError) as error:
        if not relaxed:
            raise _malformed(error, text, start) from None
    try:
        return _first_of_each(_json5().members(text, start))
    except (ValueError, RecursionError) as error:
        raise _malformed(error, text, start) from None


def span_at(text: str, keys: Iterable[str]) -> Span:
    """Where the value at `keys`, from the top down, stands in JSON5; of a duplicate key the first.

    Raises:
        KeyError: there is none.
        Malformed: something on the way is no object, or not well-formed.
    """
    span = Span(0, len(text))
    for key in keys:
        span = members(text, span.start, relaxed=True)[key]
    return span


def requoted(value: str, old: str) -> str:
    """A string of `value` in the quotes that `old` has, for what neither kind escapes."""
    return f"{old[0]}{quoted(value)[1:-1]}{old[0]}"


def quoted(value: str) -> str:
    """`value` as `JSON.stringify` writes it: non-ASCII stays, a lone surrogate is escaped."""
    written = json.dumps(value, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", written)


def _first_of_each(members: Iterable[tuple[str, object, Span]]) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for key, _, span in members:
        found.setdefault(key, span)
    return found


def _json5() -> ModuleType:
    from release.json_text import json5  # noqa: PLC0415  few files are JSON5: start-up

    return json5


def _malformed(error: ValueError | RecursionError, text: str, start: int) -> Malformed:
    if isinstance(error, json.JSONDecodeError):
        return _mistake(error)
    if isinstance(error, RecursionError):
        return Malformed("values are nested too deeply", 1)
    # The scanner does not tell where a constant stands; the first one outside a string it is.
    constants = re.compile(_NOT_A_NUMBER).finditer(text, start)
    places = (match.start() for match in constants if match[1])
    return Malformed(str(error), line_at(text, next(places, start)))


def _mistake(error: json.JSONDecodeError) -> Malformed:
    before = error.doc[: error.pos].rstrip()
    at_comma = error.msg.startswith("Illegal trailing comma")  # as Python 3.13 tells it
    if at_comma or (before.endswith(",") and error.doc[error.pos : error.pos + 1] in ("}", "]")):
        line = error.lineno if at_comma else before.count("\n") + 1
        return Malformed("illegal trailing comma", line)
    return Malformed(error.msg[0].lower() + error.msg[1:], error.lineno)
