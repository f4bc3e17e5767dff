"""Our configuration, taken from one tree to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from release import toml_text
from release.config import TABLES
from release.config.toml_options import TomlOptions
from release.errors import ConfigError
from release.world import Files


def configuration(files: Files) -> Mapping[str, Any] | None:
    """Our configuration's own table, from the file that has it; None when there is none."""
    return next((table for path in TABLES if (table := _table(files, path)) is not None), None)


def configured(files: Files, table: Mapping[str, Any] | None) -> dict[str, str | None]:
    """The edits by which a tree gets a configuration in place of its own; None is none."""
    edits: dict[str, str | None] = {"release.toml": toml_text.dumps(table) if table else None}
    for path, keys in TABLES.items():
        if keys and _table(files, path) is not None:
            edits[path] = toml_text.without(files.read(path) or "", keys)
    return edits


def _table(files: Files, path: str) -> Mapping[str, Any] | None:
    text = files.read(path)
    try:
        options = None if text is None else TomlOptions.of(path, text, TABLES[path])
    except ConfigError:  # whoever reads the configuration tells that
        return None
    return options.content if options else None
