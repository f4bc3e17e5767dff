"""The journal of a command that changes files: all new contents, on disk before the first.

Once the journal is there the command has happened; whoever finds it completes it. Each change
remembers what the file was, so that a file that somebody edited since is not overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from release.actions import DeleteFile, WriteFile
from release.errors import StateError, Where

_SCHEMA = 1


class Change(NamedTuple):
    """One file: the fingerprint of its old content, and its new content (None: no file)."""

    path: str
    before: str | None
    after: str | None

    def fits(self, text: str | None) -> bool:
        """Whether the file, which now holds `text`, is as it was or as it will be."""
        return text == self.after or fingerprint(text) == self.before


def fingerprint(text: str | None) -> str | None:
    """The SHA-256 of a text in hex; None for no text."""
    if text is None:
        return None
    from hashlib import sha256  # noqa: PLC0415  commands that write nothing need none: start-up

    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def change_of(action: WriteFile | DeleteFile, text: str | None) -> Change:
    """The change that `action` makes to a file that now holds `text`."""
    after = action.text if isinstance(action, WriteFile) else None
    return Change(action.path, fingerprint(text), after)


def render_journal(changes: Iterable[Change]) -> str:
    """The journal's text: JSON, every character escaped that is not ASCII."""
    rows = [{"path": each.path, "before": each.before, "after": each.after} for each in changes]
    return json.dumps({"schema": _SCHEMA, "changes": rows}) + "\n"


def parse_journal(text: str, where: str) -> tuple[Change, ...]:
    """The changes of a journal.

    Args:
        text: what it holds.
        where: its path, for people.

    Raises:
        StateError: it is not a journal of ours, or of another version.
    """
    try:
        document: dict[str, Any] = json.loads(text)
        schema = document["schema"]
        if schema == _SCHEMA:
            return tuple(_parse_row(row) for row in document["changes"])
    except (ValueError, KeyError, TypeError, RecursionError):
        schema = None
    if isinstance(schema, int):
        raise StateError(
            f"an interrupted command left a journal of schema {schema}; this version completes "
            f"{_SCHEMA}",
            Where(where),
            "run the version of monorepo-release that was interrupted, once",
        )
    raise StateError(
        "the journal of an interrupted command is damaged",
        Where(where),
        f"delete {where}, and look with `git status` at what the command had changed",
    )


def _parse_row(row: Mapping[str, Any]) -> Change:
    values = [row["path"], row["before"], row["after"]]
    if type(values[0]) is not str or not {type(each) for each in values} <= {str, type(None)}:
        raise TypeError(row)
    return Change(*values)
