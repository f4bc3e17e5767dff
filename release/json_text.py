"""JSON as text: where each value stands, so that an edit touches nothing else.

Strict JSON is what `JSON.parse` accepts (RFC 8259) and is read at the speed of the standard
library's C scanner. Relaxed JSON is JSON5 (https://spec.json5.org), which contains JSONC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


class Malformed(Exception):  # noqa: N818  what the caller tells the user, not our failure
    """The text is not what its format says. `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True, order=True)
class Span:
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
        return _Reader(text, 0).document() if relaxed else _DECODER.decode(text)
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
    found: dict[str, Span] = {}
    try:
        pairs = _Reader(text, start).members() if relaxed else _strict_members(text, start)
        for key, _, span in pairs:
            found.setdefault(key, span)
    except (ValueError, RecursionError) as error:
        raise _malformed(error, text, start) from None
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


# Strict

_INT_DIGITS = 4000  # Python refuses to convert more than 4300; JSON.parse has no limit
_SPACE = re.compile(r"[ \t\n\r]*")
_LEADING = re.compile(r"\ufeff?[ \t\n\r]*")
_NOT_A_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)')


class _ConstantError(ValueError):
    """`NaN` or `Infinity`, which Python reads and JSON lacks."""


def _constant(name: str) -> object:
    raise _ConstantError(f"`{name}` is not JSON")


def _integer(digits: str) -> float:
    return int(digits) if len(digits) < _INT_DIGITS else float(digits)


_DECODER = json.JSONDecoder(parse_int=_integer, parse_constant=_constant)


def _strict_members(text: str, start: int) -> Iterator[tuple[str, object, Span]]:
    place = _after(text, "{", _skip(_LEADING, text, start), "expecting an object")
    if text.startswith("}", place):
        return
    while True:
        if not text.startswith('"', place):
            raise json.JSONDecodeError("expecting a name in double quotes", text, place)
        key, place = _DECODER.raw_decode(text, place)
        place = _after(text, ":", _skip(_SPACE, text, place), "expecting `:`")
        value, end = _DECODER.raw_decode(text, place)
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


# Relaxed

_ENDS = "\n\r\u2028\u2029"
_BLANK = re.compile(
    r"(?:[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
    rf"|//[^{_ENDS}]*|/\*.*?\*/)*",
    re.DOTALL,
)
_HEX = "[0-9a-fA-F]"
_NAME = re.compile(rf"(?:[^\W\d]|[$_]|\\u{_HEX}{{4}})(?:[\w$\u200c\u200d]|\\u{_HEX}{{4}})*")
_STRING = re.compile(
    r"""'((?:[^'\\\n\r]|\\(?:\r\n|.))*)'|"((?:[^"\\\n\r]|\\(?:\r\n|.))*)\"""", re.DOTALL
)
_NUMBER = re.compile(
    rf"[+-]?(?:(?P<hex>0[xX]{_HEX}+)|(?P<integer>0|[1-9][0-9]*)(?![0-9.eExX])"
    r"|Infinity|NaN|(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?![\w$.])"
)
_ESCAPE = re.compile(
    rf"\\(?:u({_HEX}{{4}})|x({_HEX}{{2}})|(\r\n|[{_ENDS}])|(0)(?![0-9])|([^0-9ux])|.)", re.DOTALL
)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_WORDS = {"true": True, "false": False, "null": None}


class _Reader:
    """Reads JSON5 from `place` on."""

    def __init__(self, text: str, place: int) -> None:
        self.text = text
        self.place = place

    def document(self) -> object:
        value = self.value()
        if self.next_sign():
            raise self.error("expecting the end of the file")
        return value

    def members(self) -> Iterator[tuple[str, object, Span]]:
        self.take("{", "expecting an object")
        while not self.taken("}"):
            key = self.key()
            self.take(":", "expecting `:`")
            self.next_sign()
            start = self.place
            value = self.value()
            yield key, value, Span(start, self.place)
            if not self.taken(","):
                self.take("}", "expecting `,` or `}`")
                return

    def items(self) -> Iterator[object]:
        self.take("[", "expecting an array")
        while not self.taken("]"):
            yield self.value()
            if not self.taken(","):
                self.take("]", "expecting `,` or `]`")
                return

    def value(self) -> object:
        sign = self.next_sign()
        if sign in {"{", "["}:
            return self.container(sign)
        if sign in {"'", '"'}:
            return self.string()
        number = self.matched(_NUMBER)
        return self.word() if number is None else _number(number)

    def container(self, sign: str) -> object:
        # Most of a large file (bun.lock) is strict JSON, which the C scanner reads 20 times faster.
        try:
            value, self.place = _DECODER.raw_decode(self.text, self.place)
        except ValueError:
            is_object = sign == "{"
            return (
                {key: value for key, value, _ in self.members()} if is_object else [*self.items()]
            )
        return value

    def word(self) -> object:
        start = self.place
        name = self.matched(_NAME)
        if name is None or name[0] not in _WORDS:
            self.place = start
            raise self.error("expecting a value")
        return _WORDS[name[0]]

    def key(self) -> str:
        if self.next_sign() in {"'", '"'}:
            return self.string()
        name = self.matched(_NAME)
        if name is None:
            raise self.error("expecting a name")
        return self.unescaped(name[0])

    def string(self) -> str:
        match = self.matched(_STRING)
        if match is None:
            raise self.error("the string has no end on its line")
        return self.unescaped(match[1] if match[1] is not None else match[2])

    def unescaped(self, raw: str) -> str:
        if "\\" not in raw:
            return raw
        value = _ESCAPE.sub(self.escape, raw)
        # Two escapes can spell one character: join the halves, keep a half that is alone.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")

    def escape(self, match: re.Match[str]) -> str:
        code, continued, null, other = match[1] or match[2], match[3], match[4], match[5]
        if code:
            return chr(int(code, 16))
        if not (continued or null or other):
            raise self.error(f"`{match[0]}` is not an escape")
        return _ESCAPED.get(other, other) if other else "\0" * bool(null)

    def matched(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.place)
        if match:
            self.place = match.end()
        return match

    def next_sign(self) -> str:
        """The next character that is not blank; empty at the end."""
        self.matched(_BLANK)
        return self.text[self.place : self.place + 1]

    def taken(self, sign: str) -> bool:
        found = self.next_sign() == sign
        self.place += found
        return found

    def take(self, sign: str, message: str) -> None:
        if not self.taken(sign):
            raise self.error(message)

    def error(self, message: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(message, self.text, self.place)


def _number(match: re.Match[str]) -> float:
    sign = -1 if match[0].startswith("-") else 1
    if match["hex"]:
        return sign * int(match["hex"], 16)
    return _integer(match[0]) if match["integer"] else float(match[0])
