"""Our configuration, taken from one tree to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from release import toml_text
from release.config import TABLES
from release.spans import Malformed
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
        found: Any = None if text is None else toml_text.loads(text)
    except Malformed:  # whoever reads the configuration tells that
        return None
    for key in TABLES[path]:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None
