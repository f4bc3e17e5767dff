r"""The corners of JavaScript that decide bytes in Changesets: what is blank, how a number is spelt.

Python's `str.strip` and `\s` cut elsewhere: they take U+0085 and U+001C to U+001F, which
ECMAScript keeps, and leave U+FEFF, which ECMAScript takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import filterfalse
from math import isinf, isnan

# ECMA-262, WhiteSpace and LineTerminator: what `trim` removes and `\s` matches.
WHITESPACE = (
    "\t\n\v\f\r \u00a0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
LINE_ENDS = "\n\r\u2028\u2029"  # after these, `^` matches in a multi-line pattern

_LAST_ARRAY_INDEX = 2**32 - 2
_EXPONENT_FROM, _EXPONENT_BELOW = 1e21, 1e-6


def trim(text: str) -> str:
    """`String.prototype.trim`."""
    return text.strip(WHITESPACE)


def trim_end(text: str) -> str:
    """`String.prototype.trimEnd`."""
    return text.rstrip(WHITESPACE)


def is_array_index(key: str) -> bool:
    """Whether an object lists `key` among the numbers, which come before all other keys."""
    return (
        key.isascii()
        and key.isdecimal()
        and len(key) <= len(str(_LAST_ARRAY_INDEX))
        and str(int(key)) == key
        and int(key) <= _LAST_ARRAY_INDEX
    )


def object_order(keys: Iterable[str]) -> list[str]:
    """The keys of an object in the order in which it lists them: array indices first."""
    every = list(dict.fromkeys(keys))
    return [*sorted(filter(is_array_index, every), key=int), *filterfalse(is_array_index, every)]


def number_text(number: float) -> str:
    """`String(number)`: `1.0` is `1`, and an exponent appears from 1e21 up and below 1e-6."""
    if isnan(number):
        return "NaN"
    if isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if not number:
        return "0"
    if _EXPONENT_BELOW <= abs(number) < _EXPONENT_FROM:
        from decimal import Decimal  # noqa: PLC0415  few names are numbers: start-up

        digits = format(Decimal(repr(number)), "f")
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    mantissa, _, exponent = repr(number).partition("e")
    return f"{mantissa}e{int(exponent):+d}"
