"""The journal of a command that changes files: all new contents, on disk before the first.

Once the journal is there the command has happened; whoever finds it completes it, the commit of
these files included. Each change remembers what the file was, so that a file that somebody
edited since is not overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from release.actions import CommitFiles, DeleteFile, WriteFile
from release.errors import StateError, Where
from release.phrases import counted

_SCHEMA = 1


class Change(NamedTuple):
    """One file: the fingerprint of its old content, and its new content (None: no file)."""

    path: str
    before: str | None
    after: str | None

    def fits(self, text: str | None) -> bool:
        """Whether the file, which now holds `text`, is as it was or as it will be."""
        return text == self.after or fingerprint(text) == self.before


class Work(NamedTuple):
    """What one command does to the tree: files that change together, then commits of them."""

    changes: tuple[Change, ...]
    commits: tuple[CommitFiles, ...] = ()

    def __str__(self) -> str:
        return counted(len(self.changes), "file") + (", and their commit" if self.commits else "")


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


def render_journal(work: Work) -> str:
    """The journal's text: JSON, every character escaped that is not ASCII."""
    document = {
        "schema": _SCHEMA,
        "changes": [change._asdict() for change in work.changes],
        "commits": [commit._asdict() for commit in work.commits],
    }
    return json.dumps(document) + "\n"


def parse_journal(text: str, where: str) -> Work:
    """The work that a journal holds.

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
            commits = document.get("commits", [])  # a journal of before there were any
            return Work(
                tuple(_parse_change(row) for row in document["changes"]),
                tuple(_parse_commit(row) for row in commits),
            )
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


def _parse_commit(row: Mapping[str, Any]) -> CommitFiles:
    values = [row["message"], *row["paths"]]
    if not {type(each) for each in values} <= {str}:
        raise TypeError(row)
    return CommitFiles(tuple(row["paths"]), row["message"])


def _parse_change(row: Mapping[str, Any]) -> Change:
    values = [row["path"], row["before"], row["after"]]
    if type(values[0]) is not str or not {type(each) for each in values} <= {str, type(None)}:
        raise TypeError(row)
    return Change(*values)
