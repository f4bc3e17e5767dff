"""TOML as text: what it says, and how values and keys are written.

Values are read with the standard library, which is strict and starts fast. `places` splices
other strings into a text, and `adding` puts new ones there; tomlkit finds the places that are not
where nearly all are. Format: https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from release.json_text import quoted
from release.spans import Malformed

KeyPath = tuple[str | int, ...]  # table names, and indexes into arrays

BOM = "\ufeff"
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
NOT_LITERAL = re.compile("['\x00-\x08\x0a-\x1f\x7f]")
"""What a literal string cannot hold."""


@lru_cache(maxsize=32)
def loads(text: str) -> dict[str, Any]:
    """Parse a document; a BOM is white space.

    Asking again for the same text gives the same value: it is for reading only.

    Raises:
        Malformed: with the line of the mistake.
    """
    import tomllib  # noqa: PLC0415  many repositories have no TOML: start-up

    try:
        return tomllib.loads(text.removeprefix(BOM))
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _LINE.search(message)
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        message = _LINE.sub("", message)
        raise Malformed(message[0].lower() + message[1:], line) from None
    except RecursionError:
        raise Malformed("values are nested too deeply", 1) from None
    except ValueError:
        raise Malformed("a number has more digits than anybody reads", 1) from None


def dumps(value: Mapping[str, Any]) -> str:
    """A new document with these values."""
    import tomlkit  # noqa: PLC0415  only a rehearsal writes whole documents

    return tomlkit.dumps(value)


def without(text: str, keys: Sequence[str]) -> str:
    """A document without the table that these keys lead to, which is in it.

    Raises:
        Malformed: the document is not TOML.
        KeyError: there is no such table.
    """
    import tomlkit  # noqa: PLC0415  imported where used: start-up

    value_at(loads(text), tuple(keys))
    document = tomlkit.parse(text.removeprefix(BOM))
    *above, last = keys
    del value_at(document, tuple(above))[last]
    # What set the table off from what was above it has nothing to set off at the end.
    return re.sub(r"(\r?\n){2,}\Z", r"\1", tomlkit.dumps(document))


def key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else basic(name)


def inline(value: object) -> str:
    """A value on one line; lists and tables too.

    Raises:
        TypeError: TOML has no such value.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        # A pattern is easier to read as it is.
        return f"'{value}'" if "\\" in value and not NOT_LITERAL.search(value) else basic(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key(name)} = {inline(each)}" for name, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    raise TypeError(value)


def basic(value: str) -> str:
    """A string in double quotes."""
    return quoted(value).replace("\x7f", "\\u007f")


def is_the_same(text: str, wanted: object) -> bool:
    """Whether a text is well-formed and says this."""
    try:
        return repr(loads(text)) == repr(wanted)  # repr: `nan` differs from itself
    except Malformed:
        return False


def value_at(document: Any, path: KeyPath) -> Any:
    """The value that a path leads to in a document.

    Raises:
        KeyError: there is none.
    """
    for key in path:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            raise KeyError(path) from None
    return document
