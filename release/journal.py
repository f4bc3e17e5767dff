"""The journal of a command that changes several files: all new contents, on disk before the first.

Once the journal is there the command has happened; whoever finds it completes it. Each change
remembers what the file was, so that a file that somebody edited since is not overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from release.actions import DeleteFile, WriteFile
from release.errors import StateError, Where

JOURNAL = ".changeset/.journal.json"
_SCHEMA = 1


class Change(NamedTuple):
    """One file: the fingerprint of its old content, and its new content (None: no file)."""

    path: str
    before: str | None
    after: str | None

    def is_done(self, text: str | None) -> bool:
        """Whether the file, which now holds `text`, has its new content."""
        return text == self.after

    def is_open(self, text: str | None) -> bool:
        """Whether the file still has its old content."""
        return fingerprint(text) == self.before


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
    return json.dumps({"schema": _SCHEMA, "changes": rows}, indent=1) + "\n"


def parse_journal(text: str) -> tuple[Change, ...]:
    """The changes of a journal.

    Raises:
        StateError: it is not a journal of ours.
    """
    try:
        document: dict[str, Any] = json.loads(text)
        changes = [Change(row["path"], row["before"], row["after"]) for row in document["changes"]]
        known = document["schema"] == _SCHEMA
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise StateError(
            f"{JOURNAL} is not a journal that this version can complete",
            Where(JOURNAL),
            "restore the files with `git restore .` and delete the journal",
        )
    return tuple(changes)
