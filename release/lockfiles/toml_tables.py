"""The TOML that Cargo and uv write, read line by line: tables, one value a line, arrays.

Whatever these tools would not write, a conflict marker for instance, is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from release.spans import Malformed, Span, line_at

_NOT_A_LINE = "not a line of a lockfile"


class Table(NamedTuple):
    """A table; `span` leaves out what is blank after its last line.

    `header` is what stands in the brackets, `line` its line. `values` are raw, by key. `items`
    are the elements of an array with one element a line, by key, without their commas.
    """

    header: str
    line: int
    span: Span
    values: Mapping[str, Span]
    items: Mapping[str, tuple[Span, ...]]

    def string(self, text: str, key: str) -> str | None:
        """The value of `key` without its quotes; None when it is absent or no plain string."""
        span = self.values.get(key)
        found = _STRING.fullmatch(span.of(text)) if span else None
        return found[1] if found else None


def read_tables(text: str) -> list[Table]:
    """All tables in order; what stands before the first has the header `""`.

    Raises:
        Malformed: a line that neither tool writes.
    """
    return list(_tables(text))


def packages(tables: Iterable[Table]) -> list[Table]:
    """The `[[package]]` tables.

    Raises:
        Malformed: one has no name.
    """
    found = [table for table in tables if table.header == "[package]"]
    for table in found:
        if "name" not in table.values:
            raise Malformed("a package without a name", table.line)
    return found


_STRING = re.compile(r'"([^"\\]*)"')
_LINE = re.compile(
    r"(?:\[(?P<header>\[[^\[\]\r\n]+\]|[^\[\]\r\n]+)\]"
    r'|(?P<key>[A-Za-z0-9_-]+|"[^"\r\n]*") = (?P<value>[^\r\n]+)'
    r"|[ \t]+(?P<item>[^\r\n]+)"
    r"|(?P<close>\][^\r\n]*)"
    r"|#[^\r\n]*"
    r"|)(?:\r?\n|\Z)"
)


@dataclass(slots=True)
class _Builder:
    """A table of which some lines are read."""

    header: str
    line: int
    start: int
    end: int
    values: dict[str, Span] = field(default_factory=dict)
    items: dict[str, list[Span]] = field(default_factory=dict)
    key: str = ""

    def table(self) -> Table:
        items = {key: tuple(spans) for key, spans in self.items.items()}
        return Table(self.header, self.line, Span(self.start, self.end), self.values, items)


def _tables(text: str) -> Iterator[Table]:
    builder = _Builder("", 1, 0, 0)
    array = False
    for number, found in enumerate(_matches(text), start=1):
        kind = found.lastgroup
        if (kind in {"item", "close"} and not array) or (kind in {"header", "value"} and array):
            raise Malformed(_NOT_A_LINE, number)
        if kind == "header":
            yield builder.table()
            builder = _Builder(found["header"], number, found.start(), found.end("header") + 1)
        elif kind:
            _read(builder, found, kind)
            array = found[kind].endswith("[") if kind != "item" else array
    if array:
        raise Malformed("an array without an end", builder.line)
    yield builder.table()


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Every line; whether it fits where it stands is not looked at."""
    place = 0
    for found in _LINE.finditer(text):
        if found.start() != place:
            break
        place = found.end()
        yield found
    if place != len(text):
        raise Malformed(_NOT_A_LINE, line_at(text, place))


def _read(builder: _Builder, found: re.Match[str], kind: str) -> None:
    start, end = found.span(kind)
    builder.end = end
    if kind == "value":
        builder.key = found["key"]
        builder.values[builder.key] = Span(start, end)
    elif kind == "item":
        comma = found[kind].endswith(",")
        builder.items.setdefault(builder.key, []).append(Span(start, end - comma))
