"""A manifest's text as Python values, with errors that name the file."""

from __future__ import annotations

from typing import Any

from release import json_text
from release.errors import ConfigError, Where
from release.spans import Malformed


def json_document(path: str, text: str, *, relaxed: bool = False) -> dict[str, Any]:
    """The object in a JSON file, whose BOM is not part of it.

    Raises:
        ConfigError: it is malformed, or no object.
    """
    try:
        document = json_text.loads(text.removeprefix("\ufeff"), relaxed=relaxed)
    except Malformed as error:
        raise _refused("JSON", path, error) from None
    if not isinstance(document, dict):
        raise ConfigError("not a JSON object", Where(path, 1), "the file must begin with `{`")
    return document


def toml_document(path: str, text: str) -> dict[str, Any]:
    """The table in a TOML file.

    Raises:
        ConfigError: it is malformed.
    """
    from release import toml_text  # noqa: PLC0415  many workspaces have none: start-up

    try:
        return toml_text.loads(text)
    except Malformed as error:
        raise _refused("TOML", path, error) from None


def value_at(document: object, *keys: str) -> Any:
    """The value at `keys`; None when it is absent, or when a table on the way is none."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def text_at(document: object, *keys: str) -> str | None:
    """The string at `keys`; None when it is absent or something else."""
    value = value_at(document, *keys)
    return value if isinstance(value, str) else None


def table_at(document: object, *keys: str) -> dict[str, Any]:
    """The table at `keys`; empty when it is absent or something else."""
    value = value_at(document, *keys)
    return value if isinstance(value, dict) else {}


def items_at(document: object, *keys: str) -> list[Any]:
    """The list at `keys`; empty when it is absent or something else."""
    value = value_at(document, *keys)
    return value if isinstance(value, list) else []


def texts_at(document: object, *keys: str) -> tuple[str, ...]:
    """The strings of the list at `keys`; what is none is left out."""
    return tuple(item for item in items_at(document, *keys) if isinstance(item, str))


def _refused(language: str, path: str, error: Malformed) -> ConfigError:
    where = Where(path, error.line)
    return ConfigError(f"not {language}: {error.message}", where, "mend the file by hand")
