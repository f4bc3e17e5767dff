"""TOML as text: where a value stands is found, and the original text is spliced there.

Values are read with the standard library, which is strict and starts fast; tomlkit finds the
places that are not where nearly all are. Format: https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from release.json_text import quoted
from release.spans import Malformed, Span, splice

KeyPath = tuple[str | int, ...]  # table names, and indexes into arrays

_BOM = "\ufeff"
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_QUOTES = re.compile("\"\"\"|'''|\"|'")
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_NOT_LITERAL = re.compile("['\x00-\x08\x0a-\x1f\x7f]")  # what a literal string cannot hold


@lru_cache(maxsize=32)
def loads(text: str) -> dict[str, Any]:
    """Parse a document; a BOM is white space.

    Asking again for the same text gives the same value: it is for reading only.

    Raises:
        Malformed: with the line of the mistake.
    """
    import tomllib  # noqa: PLC0415  many repositories have no TOML: start-up

    try:
        return tomllib.loads(text.removeprefix(_BOM))
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

    _value(loads(text), tuple(keys))
    document = tomlkit.parse(text.removeprefix(_BOM))
    *above, last = keys
    del _value(document, tuple(above))[last]
    # What set the table off from what was above it has nothing to set off at the end.
    return re.sub(r"(\r?\n){2,}\Z", r"\1", tomlkit.dumps(document))


def key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else _basic(name)


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
        return f"'{value}'" if "\\" in value and not _NOT_LITERAL.search(value) else _basic(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key(name)} = {inline(each)}" for name, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    raise TypeError(value)


def _basic(value: str) -> str:
    return quoted(value).replace("\x7f", "\\u007f")


def put(text: str, table: Sequence[str], values: Mapping[str, str]) -> str:
    """Add strings to a table, which is made when it is not there; all bytes that are there stay.

    Args:
        text: a well-formed document.
        table: the keys that lead to it.
        values: by keys that it does not have.

    Raises:
        Malformed: the document is not TOML, or has something else in the way.
        AssertionError: the result would differ in something else, which is our fault.
    """
    if not values:
        return text
    wanted = copy.deepcopy(loads(text))
    _made(wanted, table).update(values)
    for add in (_added, _appended):
        new_text = add(text, table, values)
        if _is_the_same(new_text, wanted) and _has_all_of(new_text, text):
            return new_text
    raise AssertionError(f"`{'.'.join(table)}` could not be added to")


def _made(document: Any, table: Sequence[str]) -> dict[str, Any]:
    for name in table:
        document = document.setdefault(name, {})
        if not isinstance(document, dict):
            raise Malformed(f"`{'.'.join(table)}` is not a table", 1)
    found: dict[str, Any] = document
    return found


def _added(text: str, table: Sequence[str], values: Mapping[str, str]) -> str:
    """The values where tomlkit puts them: beside what the table has, or below its parent."""
    import tomlkit  # noqa: PLC0415  imported where used: start-up
    from tomlkit.items import InlineTable  # noqa: PLC0415  as above

    document: Any = tomlkit.parse(text.removeprefix(_BOM))
    place = document
    for name in table:
        if name not in place:
            is_inline = isinstance(place, InlineTable)
            place[name] = tomlkit.inline_table() if is_inline else tomlkit.table(name != table[-1])
        place = place[name]
    for name, value in values.items():
        place[name] = value
    return _spaced(text, text[: text.startswith(_BOM)] + tomlkit.dumps(document))


def _spaced(old: str, new: str) -> str:
    """`new` with a blank line behind a table that it has between two others of `old`."""
    before, after = _lines(old), _lines(new)
    same = (a == b for a, b in zip(before, after, strict=False))
    start = next((at for at, is_same in enumerate(same) if not is_same), len(before))
    end = start + len(after) - len(before)
    added = [line.rstrip("\r\n") + _line_end(old) for line in after[start:end]]
    if after[end:] and after[end].startswith("[") and any(line[0] == "[" for line in added):
        added.append(_line_end(old))
    return "".join([*after[:start], *added, *after[end:]])


def _lines(text: str) -> list[str]:
    """The lines with their ends; unlike those of `splitlines`, which are more than TOML's."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _appended(text: str, table: Sequence[str], values: Mapping[str, str]) -> str:
    """The values in a table of their own at the end."""
    end = _line_end(text)
    header = ".".join(map(key, table))
    lines = [f"[{header}]", *(f"{key(name)} = {inline(value)}" for name, value in values.items())]
    before = text if not text or text.endswith("\n") else text + end
    return before + (end if before else "") + end.join(lines) + end


def _has_all_of(new: str, old: str) -> bool:
    """Whether `new` is `old` with something put into one place; blanks do not count.

    In a table that is one line, tomlkit writes those around the last value itself.
    """
    new, old = new.replace(" ", ""), old.replace(" ", "")
    pairs = enumerate(zip(old, new, strict=False))
    start = next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
    return len(new) >= len(old) and new.endswith(old[start:])


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
        if not isinstance(_value(document, path), str):
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
    changes = {path: new for path, new in values.items() if _value(document, path) != new}
    if not changes:
        return text
    wanted = copy.deepcopy(document)
    for path, new in changes.items():
        _value(wanted, path[:-1])[path[-1]] = new
    for find in (_guessed, spans):
        places = find(text, changes)
        edits = [(span, _written(changes[path], span.of(text))) for path, span in places.items()]
        new_text = splice(text, edits)
        if _is_the_same(new_text, wanted):
            return new_text
    raise AssertionError(f"an edit of {sorted(map(str, changes))} changed something else")


def _is_the_same(text: str, wanted: object) -> bool:
    try:
        return repr(loads(text)) == repr(wanted)  # repr: `nan` differs from itself
    except Malformed:
        return False


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


def _value(document: Any, path: KeyPath) -> Any:
    for key in path:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            raise KeyError(path) from None
    return document


def _located(text: str, paths: list[KeyPath]) -> dict[KeyPath, Span]:
    """Put a mark at each path, and compare what lies between the marks with the original."""
    mark = "@@@"
    while mark in text:
        mark += "@"
    pieces = re.split(f'"{mark}([0-9]+){mark}"', _marked(text.removeprefix(_BOM), paths, mark))
    start = len(_BOM) if text.startswith(_BOM) else 0
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
        _value(document, path[:-1])[path[-1]] = f"{mark}{index}{mark}"
    return tomlkit.dumps(document)


def _written(value: str, old: str) -> str:
    """`value` in the quotes that `old` has; in double ones where single ones cannot hold it."""
    match = _QUOTES.match(old)
    quote = match[0] if match else '"'
    if quote.startswith("'") and not _NOT_LITERAL.search(value):
        return f"{quote}{value}{quote}"
    basic = '"' if quote.startswith("'") else quote
    return f"{basic}{_basic(value)[1:-1]}{basic}"
