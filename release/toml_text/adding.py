"""Strings that are added to a TOML text, whose other bytes all stay."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from release.spans import Malformed, lines_of
from release.toml_text import BOM, inline, is_the_same, key, loads


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
        if is_the_same(new_text, wanted) and _has_all_of(new_text, text):
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

    document: Any = tomlkit.parse(text.removeprefix(BOM))
    place = document
    for name in table:
        if name not in place:
            is_inline = isinstance(place, InlineTable)
            place[name] = tomlkit.inline_table() if is_inline else tomlkit.table(name != table[-1])
        place = place[name]
    for name, value in values.items():
        place[name] = value
    return _spaced(text, text[: text.startswith(BOM)] + tomlkit.dumps(document))


def _spaced(old: str, new: str) -> str:
    """`new` with a blank line behind a table that it has between two others of `old`."""
    before, after = lines_of(old), lines_of(new)
    same = (a == b for a, b in zip(before, after, strict=False))
    start = next((at for at, is_same in enumerate(same) if not is_same), len(before))
    end = start + len(after) - len(before)
    added = [line.rstrip("\r\n") + _line_end(old) for line in after[start:end]]
    if after[end:] and after[end].startswith("[") and any(line[0] == "[" for line in added):
        added.append(_line_end(old))
    return "".join([*after[:start], *added, *after[end:]])


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
