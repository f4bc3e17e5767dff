"""A JSON document as options, each with its dotted name and its line."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from release.errors import ConfigError, Problem, Where
from release.json_text import loads, members
from release.spans import Malformed, line_at

Path = tuple[str, ...]
"""Keys from the top down."""

MISSING: Final = object()
"""The value of an option that is not there; null is a value."""


class JsonOptions(NamedTuple):
    """The options in `text`, which is the file at `path`."""

    path: str
    text: str
    document: Any

    @classmethod
    def of(cls, path: str, text: str) -> JsonOptions:
        """Parse the file.

        Raises:
            ConfigError: it is not strict JSON, or neither an object nor a list, which
                JavaScript takes for an object without options.
        """
        try:
            document = loads(text)
        except Malformed as error:
            raise ConfigError(
                f"not JSON: {error.message}",
                Where(path, error.line),
                "plain JSON it must be, without comments and trailing commas",
            ) from None
        if not isinstance(document, dict | list):
            raise ConfigError(
                "not a JSON object", Where(path, 1), "the options stand between `{` and `}`"
            )
        return cls(path, text, document)

    def get(self, option: Path) -> object:
        """The option's value; MISSING also when what should hold it is no object."""
        found = self.document
        for key in option:
            found = found.get(key, MISSING) if isinstance(found, dict) else MISSING
        return found

    def keys(self, option: Path) -> tuple[str, ...]:
        """The keys in the object at `option`; none when there is no object."""
        found = self.get(option)
        return tuple(found) if isinstance(found, dict) else ()

    def where(self, option: Path) -> Where:
        """Where the value of an option that is there begins."""
        start = 0
        for key in option:
            start = members(self.text, start)[key].start
        return Where(self.path, line_at(self.text, start))

    def problem(self, option: Path, message: str, hint: str | None = None) -> Problem:
        """Something wrong with an option that is there."""
        return Problem(f"`{'.'.join(option)}` {message}", self.where(option), hint)
