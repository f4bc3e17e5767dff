"""The names that the configuration around the current directory has, at the price of one look.

They only name tasks and complete what is typed: what is wrong with a configuration, the task itself
will tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from release.config import TABLES


def apps() -> tuple[str, ...]:
    """The apps; none when that is unclear."""
    return tuple(_table("apps"))


def environments() -> tuple[str, ...]:
    """The environments: those of every repository, those with a table, those of the apps."""
    from release.config.deploying import BUILT_IN

    own = [each.get("environments") for each in _table("apps").values() if isinstance(each, dict)]
    named = [name for each in own if isinstance(each, dict) for name in each]
    return tuple(dict.fromkeys((*BUILT_IN, *_table("environments"), *named)))


def _table(name: str) -> Mapping[str, Any]:
    """A table of the configuration; an empty one when there is none."""
    try:
        cwd = Path.cwd()
    except FileNotFoundError:
        return {}
    for directory in (cwd, *cwd.parents):
        for file, keys in TABLES.items():
            found = _value(directory / file, (*keys, name))
            if isinstance(found, dict):
                return found
    return {}


def _value(path: Path, keys: Sequence[str]) -> object:
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError):
        return None
    if not all(key in text for key in keys):  # spares most repositories the parser: start-up
        return None
    import tomllib

    try:
        value: object = tomllib.loads(text)
    except ValueError:
        return None
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
