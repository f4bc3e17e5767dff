"""All tasks, by namespace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from invoke.collection import Collection

from release.config import TABLES
from release.tasks import cargo, changeset, deploy, release, setup, staging, tauri, workflows
from release.tasks.board import board
from release.tasks.rehearse import rehearse


def _apps() -> tuple[str, ...]:
    """The apps of the repository around the current directory; none when that is unclear.

    This only names tasks: what is wrong with a configuration, the task itself will tell.
    """
    cwd = Path.cwd()
    for directory in (cwd, *cwd.parents):
        for file, keys in TABLES.items():
            found = _value(directory / file, (*keys, "apps"))
            if isinstance(found, dict):
                return tuple(found)
    return ()


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


namespace = Collection(
    board,
    rehearse,
    changeset.collection,
    release.collection,
    deploy.collection(_apps()),
    staging.collection,
    setup.collection,
    workflows.collection,
    cargo.collection,
    tauri.collection,
)
