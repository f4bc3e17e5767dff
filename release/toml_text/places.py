"""Strings in a TOML text that get another content, and where they stand."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping

from release.spans import Span, splice
from release.toml_text import BOM, NOT_LITERAL, KeyPath, basic, is_the_same, loads, value_at

_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_QUOTES = re.compile("\"\"\"|'''|\"|'")


def spans(text: str, paths: Iterable[KeyPath]) -> dict[KeyPath, Span]:
    """Where string values stand, their quotes included.

    Args:
        text: a well-formed document.
        paths: keys from the top down; an index picks from an array or an array of tables.

    Returns:
        The span of each of `paths`.

    Raises:
        KeyError: there is no string at one of `paths`.
        Malformed: the document is not TOML.
    """
    wanted = list(dict.fromkeys(paths))
    document = loads(text)
    for path in wanted:
        if not isinstance(value_at(document, path), str):
            raise KeyError(path)
    return _located(text, wanted) if wanted else {}


def replace(text: str, values: Mapping[KeyPath, str]) -> str:
    """Give string values a new content; their quotes and all other bytes stay.

    A value that is so already is left as it is written.

    Raises:
        KeyError: there is no string at one of the paths.
        Malformed: the document is not TOML.
        AssertionError: the result would not differ in exactly these values, which is our fault.
    """
    document = loads(text)
    changes = {path: new for path, new in values.items() if value_at(document, path) != new}
    if not changes:
        return text
    wanted = copy.deepcopy(document)
    for path, new in changes.items():
        value_at(wanted, path[:-1])[path[-1]] = new
    for find in (_guessed, spans):
        places = find(text, changes)
        edits = [(span, _written(changes[path], span.of(text))) for path, span in places.items()]
        new_text = splice(text, edits)
        if is_the_same(new_text, wanted):
            return new_text
    raise AssertionError(f"an edit of {sorted(map(str, changes))} changed something else")


def _guessed(text: str, paths: Iterable[KeyPath]) -> dict[KeyPath, Span]:
    """Where the values stand if they are written as nearly all are: `key = "..."` under `[table]`.

    A guess, for `replace` to prove; it spares most commands tomlkit.
    """
    found: dict[KeyPath, Span] = {}
    for path in paths:
        header = re.escape(".".join(map(str, path[:-1])))
        line = re.compile(
            rf"^\[{header}\][^\n]*\n(?:(?!\[)[^\n]*\n)*?{re.escape(str(path[-1]))} *= *",
            re.MULTILINE,
        )
        place = line.search(text)
        string = _STRING.match(text, place.end()) if place else None
        if string:
            found[path] = Span(*string.span())
    return found


def _located(text: str, paths: list[KeyPath]) -> dict[KeyPath, Span]:
    """Put a mark at each path, and compare what lies between the marks with the original."""
    mark = "@@@"
    while mark in text:
        mark += "@"
    pieces = re.split(f'"{mark}([0-9]+){mark}"', _marked(text.removeprefix(BOM), paths, mark))
    start = len(BOM) if text.startswith(BOM) else 0
    found: dict[KeyPath, Span] = {}
    for before, index in zip(pieces[::2], [*pieces[1::2], None], strict=True):
        end = start + len(before)
        if text[start:end] != before or (index is None and end != len(text)):
            raise AssertionError(f"tomlkit wrote something else after character {start}")
        if index is not None and (string := _STRING.match(text, end)):
            start = string.end()
            found[paths[int(index)]] = Span(end, start)
    if len(found) != len(paths):
        raise AssertionError(f"tomlkit placed {len(found)} of {len(paths)} values")
    return {path: found[path] for path in paths}


def _marked(text: str, paths: list[KeyPath], mark: str) -> str:
    import tomlkit  # noqa: PLC0415  imported where used: start-up

    document = tomlkit.parse(text)
    for index, path in enumerate(paths):
        value_at(document, path[:-1])[path[-1]] = f"{mark}{index}{mark}"
    return tomlkit.dumps(document)


def _written(value: str, old: str) -> str:
    """`value` in the quotes that `old` has; in double ones where single ones cannot hold it."""
    match = _QUOTES.match(old)
    quote = match[0] if match else '"'
    if quote.startswith("'") and not NOT_LITERAL.search(value):
        return f"{quote}{value}{quote}"
    double = '"' if quote.startswith("'") else quote
    return f"{double}{basic(value)[1:-1]}{double}"
