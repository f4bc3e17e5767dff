"""What git tells of commits, trees and files, as values."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

_FIELDS = ("%H", "%T", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%B")
LOG_FORMAT = "--format=tformat:" + "%x00".join(_FIELDS)
"""How `git log -z` is to write what `parse_commits` reads."""

_STATUS = {"A": "added", "D": "removed", "R": "renamed", "C": "copied", "T": "changed"}
_KINDS = {"tree": "dir", "commit": "submodule"}
_LINK = "120000"  # the mode of a symbolic link


class Person(NamedTuple):
    """Who made a commit or a tag, and when."""

    name: str
    email: str
    date: datetime


class Commit(NamedTuple):
    """A commit."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str

    @property
    def subject(self) -> str:
        """The first line of its message."""
        return self.message.partition("\n")[0]


class FileChange(NamedTuple):
    """A file that differs between two trees. `status` is in GitHub's words."""

    path: str
    status: str
    sha: str
    additions: int
    deletions: int
    before: str | None = None


class TreeEntry(NamedTuple):
    """What a folder holds. `kind` is in GitHub's words; `size` is in bytes."""

    path: str
    kind: str
    sha: str
    size: int


def parse_commits(told: str) -> list[Commit]:
    """The output of `git log -z` in `LOG_FORMAT`."""
    fields, width = told.split("\0"), len(_FIELDS)
    return [_commit(fields[at : at + width]) for at in range(0, len(fields) - 1, width)]


def _commit(row: Sequence[str]) -> Commit:
    sha, tree, parents, author, author_mail, written, committer, mail, made, message = row
    return Commit(
        sha,
        tree,
        tuple(parents.split()),
        Person(author, author_mail, datetime.fromtimestamp(int(written), UTC)),
        Person(committer, mail, datetime.fromtimestamp(int(made), UTC)),
        message.rstrip("\n"),
    )


def parse_entry(folder: str, row: str) -> TreeEntry:
    """One entry of the output of `git ls-tree -z --long`, of a folder."""
    facts, _, name = row.partition("\t")
    mode, kind, sha, size = facts.split()
    shown = "symlink" if mode == _LINK else _KINDS.get(kind, "file")
    return TreeEntry(f"{folder}/{name}".strip("/"), shown, sha, _count(size))


def parse_changes(told: str) -> list[FileChange]:
    """The output of `git diff-tree -z --raw --numstat`: all raw lines, then all counts."""
    fields = iter(told.split("\0"))
    raw: dict[str, tuple[str, str, str | None]] = {}
    found = []
    for field in fields:
        if field.startswith(":"):
            _, _, old, new, status = field.split(" ")
            path = next(fields)
            before = path if status[0] in "RC" else None
            raw[next(fields) if before else path] = (
                status[0],
                new if new.strip("0") else old,
                before,
            )
        elif field:
            added, deleted, path = field.split("\t", 2)
            if not path:  # of a rename the two names follow
                _, path = next(fields), next(fields)
            letter, sha, before = raw[path]
            found.append(
                FileChange(
                    path,
                    _STATUS.get(letter, "modified"),
                    sha,
                    _count(added),
                    _count(deleted),
                    before,
                )
            )
    return found


def _count(text: str) -> int:
    """A number that git writes as a dash where there is none."""
    return 0 if text == "-" else int(text)


def blob_id(content: bytes) -> str:
    """The id that git gives to a file with that content."""
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content)).hexdigest()  # noqa: S324  git names objects so
