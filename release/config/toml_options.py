"""A TOML table as options, each with its dotted name and its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from release.config import CARGO_RELEASE
from release.config.options import Kind, listed
from release.errors import ConfigError, Problem, Where, did_you_mean
from release.spans import Malformed
from release.toml_text import loads

Path = tuple[str | int, ...]
"""Keys from the top of the file down; a number is the place of a table in a list of tables."""


class TomlOptions(NamedTuple):
    """The table `table` of `text`, which is the file at `path`. Options are named inside it."""

    path: str
    text: str
    table: Path
    content: Mapping[str, Any]

    @classmethod
    def of(cls, path: str, text: str, table: Path) -> TomlOptions | None:
        """Parse the file; None when it has no such table, or is another tool's.

        Raises:
            ConfigError: it is not TOML, or something else stands where the table should.
        """
        try:
            found: Any = loads(text)
        except Malformed as error:
            raise ConfigError(
                f"not TOML: {error.message}", Where(path, error.line), "mend the file by hand"
            ) from None
        for key in table:
            found = found.get(key) if isinstance(found, dict) else None
        if found is None or (not table and _is_of_cargo_release(found)):
            return None
        options = cls(path, text, table, found)
        if not isinstance(found, dict):
            raise ConfigError.of(
                [options.problem((), "is not a table", "write it as `[tool.release]`")]
            )
        return options

    def problem(self, option: Path, message: str, hint: str | None = None) -> Problem:
        """Something wrong with an option that is there."""
        return Problem(f"`{_named((*self.table, *option))}` {message}", self.where(option), hint)

    def where(self, option: Path) -> Where:
        """Where an option that is there begins."""
        return Where(self.path, line_of(self.text, (*self.table, *option)))


def _is_of_cargo_release(content: Mapping[str, Any]) -> bool:
    return bool(content) and content.keys() <= CARGO_RELEASE | {"tag"} and content.keys() != {"tag"}


def values_of(
    options: TomlOptions,
    parent: Path,
    content: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    problems: list[Problem],
) -> dict[str, Any]:
    """The known, well-formed values of one table."""
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key not in kinds:
            hint = did_you_mean(key, kinds) or f"the keys are {listed(kinds)}"
            problems.append(options.problem((*parent, key), "is not a key", hint))
        elif kinds[key].admits(value):
            values[key] = value
        else:
            problems.append(options.problem((*parent, key), f"is not {kinds[key].words}"))
    return values


def _named(path: Path) -> str:
    words = (f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)
    return "".join(words).removeprefix(".")


def line_of(text: str, path: Path) -> int | None:
    """The line, from 1, of the statement that first names `path` or something in it."""
    return next((line for line, named in _statements(text) if path in named), None)


def _statements(text: str) -> Iterator[tuple[int, set[Path]]]:
    """Where each header and each assignment begins, and every path that it names.

    Lines are gathered until they are a document of their own, so that a value that looks like
    a header, in a string over several lines, is none.
    """
    header: Path = ()
    numbers: dict[Path, int] = {}  # of the table that each list has come to
    first, gathered = 1, ""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        gathered += line + "\n"
        try:
            document = tomllib.loads(gathered)
        except tomllib.TOMLDecodeError:
            continue
        if gathered.lstrip().startswith("["):
            *above, header = _heads(document)
            if gathered.lstrip().startswith("[["):
                numbers = _next(numbers, header)
            paths = {*above, header}
        else:
            paths = {header + path for path in _paths(document)}
        yield first, paths | {_numbered(path, numbers) for path in paths}
        first, gathered = number + 1, ""


def _next(numbers: Mapping[Path, int], header: Path) -> dict[Path, int]:
    """The next table of a list: the lists in it begin anew."""
    others = {path: at for path, at in numbers.items() if path[: len(header)] != header}
    return {**others, header: numbers.get(header, -1) + 1}


def _heads(document: object) -> Iterator[Path]:
    """The path of a header, and of all that it is in, from the top down."""
    path: Path = ()
    while document:
        if isinstance(document, list):
            document = document[-1]
        elif isinstance(document, dict):
            ((key, document),) = document.items()
            path = (*path, key)
            yield path


def _numbered(path: Path, numbers: Mapping[Path, int]) -> Path:
    """`path` with the number that each list in it has come to."""
    found: Path = ()
    for end in range(1, len(path) + 1):
        at = numbers.get(path[:end])
        found = (*found, path[end - 1], *(() if at is None else (at,)))
    return found


def _paths(document: object) -> Iterator[Path]:
    """The path of everything in a table; what is in the last one of a list is also of the list."""
    if isinstance(document, list):
        for number, item in enumerate(document):
            yield (number,)
            yield from ((number, *path) for path in _paths(item))
        document = document[-1] if document else None
    if isinstance(document, dict):
        for key, value in document.items():
            yield (key,)
            yield from ((key, *path) for path in _paths(value))
