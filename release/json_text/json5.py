"""JSON5, which contains JSONC: comments, trailing commas, bare names, single quotes.

Format: https://spec.json5.org
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from release.json_text.strict import DECODER, integer
from release.spans import Span

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


def loads(text: str) -> object:
    """The value of a whole document; ValueError when it is malformed."""
    return _Reader(text, 0).loads()


def members(text: str, start: int) -> Iterator[tuple[str, object, Span]]:
    """Key, value and place of each member of the object at `start`; ValueError as above."""
    return _Reader(text, start).members()


class _Reader:
    """Reads JSON5 from `place` on."""

    def __init__(self, text: str, place: int) -> None:
        self.text = text
        self.place = place

    def loads(self) -> object:
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
            value, self.place = DECODER.raw_decode(self.text, self.place)
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
    return integer(match[0]) if match["integer"] else float(match[0])
