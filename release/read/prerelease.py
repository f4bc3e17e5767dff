"""Prerelease mode, out of `.changeset/pre.json`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from release.actions import DeleteFile, WriteFile
from release.changeset.prerelease import (
    FOLDER,
    PATH,
    kept_path,
    parse_pre_state,
    render_pre_state,
)
from release.model import PreRecord, PreState
from release.world import Files


class Prerelease(NamedTuple):
    """The mode, None outside of it, and what brings a file of Changesets 2 to the form of 3."""

    state: PreState | None = None
    migration: tuple[WriteFile | DeleteFile, ...] = ()


def read_prerelease(files: Files, *, recorded: bool = False) -> Prerelease:
    """Read the mode.

    The changesets that a file of Changesets 2 lists are versioned already. Their move is part
    of whatever is written next, so that nothing counts them again, as Changesets 3 does (B2).

    Args:
        files: the tree.
        recorded: the repository is on Changesets 2: nothing moves, and the state has a record.

    Raises:
        StateError: the file is damaged.
    """
    text = files.read(PATH)
    if text is None:
        return Prerelease()
    found = parse_pre_state(text)
    if recorded:
        return Prerelease(found._replace(record=found.record or PreRecord()))
    state = found._replace(record=None)
    return Prerelease(state, tuple(_migration(files, state, found.record)))


def _migration(
    files: Files, state: PreState, record: PreRecord | None
) -> Iterator[WriteFile | DeleteFile]:
    if record is None:
        return
    yield WriteFile(PATH, render_pre_state(state), "the form of Changesets 3")
    there = {entry.name for entry in files.entries(".changeset") if not entry.is_directory}
    taken = {f"{FOLDER}/{entry.name}" for entry in files.entries(FOLDER)}
    for id_ in dict.fromkeys(record.changesets):
        path = f".changeset/{id_}.md"
        text = files.read(path) if f"{id_}.md" in there else None
        if text is not None:
            yield WriteFile(kept_path(path, taken), text, "was versioned already")
            yield DeleteFile(path, f"moved to {FOLDER}")
