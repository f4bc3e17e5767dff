"""Every effect that a step can ask for, as data; `apply` performs them.

An action names its object by a key that exists before the object does, and its text form is
what `--dry-run` prints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from release.errors import Problem, ReleaseError
from release.phrases import counted

if TYPE_CHECKING:
    from release.deployment.records import Lock
    from release.forge import WantedComment, WantedPull
    from release.forge.releases import WantedRelease
    from release.remote import NewTag
    from release.world import Bookkeeping


class WriteFile(NamedTuple):
    """Give `path` the content `text`. `reason` says why, in a few words."""

    path: str
    text: str
    reason: str = ""

    def __str__(self) -> str:
        return f"write {self.path}" + (f" ({self.reason})" if self.reason else "")

    def document(self) -> dict[str, object]:
        """The action as JSON; the content itself is left out."""
        return {"action": "write", "path": self.path, "reason": self.reason}


class DeleteFile(NamedTuple):
    """Remove `path`."""

    path: str
    reason: str = ""

    def __str__(self) -> str:
        return f"delete {self.path}" + (f" ({self.reason})" if self.reason else "")

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "delete", "path": self.path, "reason": self.reason}


class SetOutput(NamedTuple):
    """Publish a job output."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"output {self.name}={self.value}"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "output", "name": self.name, "value": self.value}


class ExportFile(NamedTuple):
    """Write `text` to a file that the user named, which may lie outside the repository."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"write {self.path}"

    def document(self) -> dict[str, object]:
        """The action as JSON; the content itself is left out."""
        return {"action": "export", "path": self.path}


class CopyFile(NamedTuple):
    """Have what is in the file `path`, whatever it is, at `to` as well."""

    path: str
    to: str

    def __str__(self) -> str:
        return f"copy {self.path} to {self.to}"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "copy", "path": self.path, "to": self.to}


class ConfirmLocks(NamedTuple):
    """Have cargo confirm, offline, the lockfile beside each of these Cargo.toml files."""

    manifests: tuple[str, ...]

    def __str__(self) -> str:
        return f"have cargo confirm the lockfile of {', '.join(self.manifests)}"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "confirm", "manifests": list(self.manifests)}


class OpenFile(NamedTuple):
    """Open `path` in the user's editor."""

    path: str

    def __str__(self) -> str:
        return f"open {self.path} in the editor"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "open", "path": self.path}


class CommitFiles(NamedTuple):
    """Commit these files as the other actions leave them, and nothing else."""

    paths: tuple[str, ...]
    message: str

    def __str__(self) -> str:
        subject = self.message.strip().partition("\n")[0]
        return f"commit {counted(len(self.paths), 'file')} ({subject})"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "commit", "paths": list(self.paths), "message": self.message}


class PushBranch(NamedTuple):
    """Have `origin` move a branch from the commit `old` to `new`; None is no such branch.

    What `old` has and `new` has not is lost to it. Nothing moves when the branch is elsewhere.
    """

    branch: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        if self.new is None:
            return f"delete branch {self.branch}"
        was = f"was {self.old[:7]}" if self.old else "new"
        return f"push {self.new[:7]} to branch {self.branch} ({was})"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "push", **self._asdict()}


class PutPull(NamedTuple):
    """Have one pull request from a branch to another, with this title and body."""

    wanted: WantedPull

    def __str__(self) -> str:
        return f"pull request from {self.wanted.branch} to {self.wanted.base}: {self.wanted.title}"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "pull", **self.wanted._asdict()}


class ClosePull(NamedTuple):
    """Close the pull request from a branch to another."""

    branch: str
    base: str

    def __str__(self) -> str:
        return f"close the pull request from {self.branch} to {self.base}"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "close-pull", "branch": self.branch, "base": self.base}


class PutComment(NamedTuple):
    """Have one comment of ours on a pull request."""

    wanted: WantedComment

    def __str__(self) -> str:
        return f"comment on the pull request from {self.wanted.branch} to {self.wanted.base}"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "comment", **self.wanted._asdict()}


class CreateTag(NamedTuple):
    """Have the remote have an annotated tag."""

    tag: NewTag

    def __str__(self) -> str:
        return f"tag {self.tag.commit[:7]} as {self.tag.name}"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "tag", **self.tag._asdict()}


class PutRelease(NamedTuple):
    """Have a release of a tag: as a draft first, then with its files, and then published."""

    wanted: WantedRelease

    def __str__(self) -> str:
        number = len(self.wanted.assets)
        files = f" with {counted(number, 'file')}" if number else ""
        latest = ", the latest" if self.wanted.is_latest else ""
        return f"publish {self.wanted.title}{files} as the release of {self.wanted.tag}{latest}"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        assets = [asset._asdict() for asset in self.wanted.assets]
        return {"action": "release", **self.wanted._asdict(), "assets": assets}


class TakeLock(NamedTuple):
    """Take the lock of an environment, whose book is kept in `place`."""

    place: Bookkeeping
    lock: Lock

    def __str__(self) -> str:
        return f"lock {self.lock.environment} ({self.lock.message})"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        since = self.lock.since.isoformat()
        return {"action": "lock", **self.lock._asdict(), "since": since}


class LeaveLock(NamedTuple):
    """Take away a lock, by its id."""

    place: Bookkeeping
    lock: Lock

    def __str__(self) -> str:
        return f"unlock {self.lock.environment}, which {self.lock.owner} had locked"

    def document(self) -> dict[str, object]:
        """The action as JSON."""
        return {"action": "unlock", "environment": self.lock.environment, "id": self.lock.id}


Action = (
    WriteFile
    | DeleteFile
    | SetOutput
    | ExportFile
    | CopyFile
    | ConfirmLocks
    | CommitFiles
    | OpenFile
    | PushBranch
    | PutPull
    | ClosePull
    | PutComment
    | CreateTag
    | PutRelease
    | TakeLock
    | LeaveLock
)


class Table(NamedTuple):
    """Rows under headings, for a person. Cells are text that others may have written."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Note(NamedTuple):
    """A line, or a heading with lines under it, for a person."""

    text: str
    lines: tuple[str, ...] = ()


class Decision(NamedTuple):
    """What a step found and what it wants done.

    `document` is the answer to `--json` (None: the actions themselves), `blocks` the answer for
    people, `raw` a text that is printed in place of them, as it is. `pending` is what `--check`
    asks (None: any action at all), and `lacking` what it then tells, where there is more to say
    than that. `done` says why there is nothing to do, `warnings` go to stderr, `afterword` does
    when all is done, and `failure` ends the command after that.
    """

    actions: tuple[Action, ...] = ()
    document: Mapping[str, object] | None = None
    blocks: tuple[Table | Note, ...] = ()
    raw: str | None = None
    pending: bool | None = None
    lacking: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    failure: ReleaseError | None = None
    done: str = ""
    afterword: tuple[str, ...] = ()


def actions_document(actions: Sequence[Action]) -> list[dict[str, object]]:
    """The actions as JSON values, in order."""
    return [action.document() for action in actions]
