"""The file `.env`, in which Changesets' GitHub generator looks for what the environment lacks."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO

from dotenv import dotenv_values


def parse_dot_env(text: str) -> Mapping[str, str | None]:
    """The variables in `text`, by name; None for a name without a value.

    Nothing is put in for `$NAME`, and line ends become newlines, as node has it.
    """
    return dotenv_values(stream=StringIO(text, newline=None), interpolate=False)
