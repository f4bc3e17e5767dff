"""What may be seen (View) and what may be changed (World): the ports, as types.

Steps get a View, so that mypy proves that they cannot write. Paths are as in `model`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from release.credits import Credits
    from release.deployment.records import Records, WritableRecords
    from release.forge import Forge, WritableForge
    from release.own_code import LoadCode
    from release.remote import Objects, Remote, WritableRemote


class Entry(NamedTuple):
    """One name in a directory. A symbolic link to a directory is not a directory."""

    name: str
    is_directory: bool


class Files(Protocol):
    """The tree under the root. Text keeps its line ends, its BOM and its undecodable bytes."""

    def read(self, path: str) -> str | None:
        """The file's text, or None when there is no such file."""

    def entries(self, directory: str) -> tuple[Entry, ...]:
        """The directory's entries in byte order of their names; empty when it is absent."""

    def exists(self, path: str) -> bool:
        """Whether a file (not a directory) is there."""


class WritableFiles(Files, Protocol):
    """The same tree, writable: many files change together."""

    def refusals(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Why files cannot be written or removed, by path; empty when all can."""

    def prepare(self, edits: Mapping[str, str | None]) -> Callable[[], None]:
        """Do all that can fail, and change nothing; what is returned makes the edits.

        Args:
            edits: the new content of each path; None removes it, if it is there. A mode stays,
                and a symbolic link stays and its target changes.

        Returns:
            What makes the edits, and makes them durable. Meanwhile a reader finds each file old
            or new. It raises StateError when the disk fails.

        Raises:
            StateError: a file cannot be changed, or the disk is full; nothing was changed.
        """


class Journal(Protocol):
    """At most one text, out of the tree's sight; it is there whole and durable, or not at all.

    `where` is its file, for people.
    """

    @property
    def where(self) -> str:
        """Its path, seen from the root."""

    def read(self) -> str | None:
        """The text, if there is one."""

    def write(self, text: str) -> None:
        """Keep `text`.

        Raises:
            StateError: it cannot be kept.
        """

    def delete(self) -> None:
        """Drop the text."""


class Commit(NamedTuple):
    """Where HEAD is. `shallow` means that the clone lacks history."""

    sha: str
    shallow: bool


class LoggedCommit(NamedTuple):
    """A commit of the log. `files` are those that it changed, `deleted` those that it removed.

    Undecodable bytes of the message are lone surrogates.
    """

    sha: str
    message: str
    files: tuple[str, ...] = ()
    deleted: frozenset[str] = frozenset()


class RecentCommit(NamedTuple):
    """A commit of the recent past, with the first line of its message.

    A merge has no `files`. Undecodable bytes of the texts are lone surrogates.
    """

    sha: str
    parents: tuple[str, ...]
    authored: datetime
    committed: datetime
    author: str
    subject: str
    files: tuple[str, ...] = ()


class Removal(NamedTuple):
    """A commit that removed files from a folder: their texts by path, and what it added there.

    `changed` are the files elsewhere that were asked for, before and after.
    """

    removed: Mapping[str, str]
    added: frozenset[str]
    changed: Mapping[str, tuple[str, str]]


class Git(Protocol):
    """What git knows. Nothing here writes."""

    def head(self) -> Commit | None:
        """The commit that is checked out; None without git, a repository or a commit."""

    def tags(self) -> Mapping[str, str]:
        """Commit by tag name, annotated tags peeled."""

    def changed_files(self, since: str) -> tuple[str, ...]:
        """Files that differ between the merge base of `since` and HEAD, and the working tree.

        Raises:
            StateError: `since` is unknown, has no common ancestor with HEAD, or there is no git.
        """

    def uncommitted_files(self) -> tuple[str, ...]:
        """Files whose content no commit holds yet, those that git does not track among them.

        Empty without git or a repository. Ignored files are left out.
        """

    def commits_since(self, since: str) -> tuple[LoggedCommit, ...]:
        """The commits of HEAD that `since` lacks, parents first, merges left out; "" lacks all.

        Of a renamed file only the new name is told, as by `changed_files`.

        Raises:
            StateError: `since` is unknown, has no common ancestor with HEAD, or there is no git;
                or the history is cut off (a shallow clone).
        """

    def recent(self, tips: Sequence[str], since: datetime) -> tuple[RecentCommit, ...]:
        """The commits of `tips` that were committed after `since`, children first.

        A tip that this clone does not have is passed over. Empty without git or a commit.
        """

    def branches(self, names: Sequence[str]) -> Mapping[str, str]:
        """The commit of each branch, as far as this clone knows: at `origin`, or else here.

        Those that are nowhere are left out, as they all are without git or a commit.
        """

    def added_in(self, paths: Sequence[str], *, follow: bool = True) -> Mapping[str, str]:
        """The commit that added each of `paths`; uncommitted ones are left out.

        Args:
            paths: files that are in the tree.
            follow: a renamed file was added under its first name; without, by the rename.

        Raises:
            StateError: the history that would tell is cut off (a shallow clone).
        """

    def removals(self, folder: str, names: Collection[str], since: str = "") -> tuple[Removal, ...]:
        """The commits before HEAD that removed files from `folder`, the newest first.

        Merges are left out. Empty without git, a repository or a commit.

        Args:
            folder: a path below the workspace's root.
            names: the names of files elsewhere whose changes are told too.
            since: a ref; only commits that it does not have are asked.

        Raises:
            StateError: `since` is unknown.
        """

    def text_at(self, commit: str, path: str) -> str | None:
        """A file as it was in a commit; None when HEAD has not that commit, or that the file."""

    def staged(self) -> tuple[str, ...]:
        """Files whose content the index has otherwise than HEAD; those above the root as `../`."""


class Measured(NamedTuple):
    """How large a file is, in bytes, and `sha256:<hex>` of what is in it."""

    size: int
    digest: str


class Blobs(Protocol):
    """Files under the root as bytes, whatever they hold.

    Raises:
        StateError: there is no such file, or it cannot be read.
    """

    def measure(self, path: str) -> Measured:
        """The size and the digest; the whole file need not fit into memory."""

    def read(self, path: str) -> bytes:
        """The content."""


class WritableBlobs(Blobs, Protocol):
    """The same, and a file can be had twice."""

    def copy(self, path: str, to: str) -> None:
        """Have what is in one file in another as well, whose directory is made.

        Raises:
            StateError: it cannot be written.
        """


class Formatting(Protocol):
    """The formatter that the repository has for its own files. It changes nothing in the tree."""

    def format(self, choice: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        """The texts, by path, as the formatter leaves them; as they are when there is none.

        Args:
            choice: the formatter's name, or `auto` for the one that is configured or installed.
            texts: by path in the workspace, whether the file is there yet or not.

        Raises:
            CommandError: the formatter is missing, failed, took too long or removed a file.
            StateError: there is no place to format in.
        """


class Unformatted:
    """`Formatting` where there is no formatter."""

    def format(self, choice: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        """The texts as they are."""
        del choice
        return texts


class Clock(Protocol):
    """What time it is."""

    def __call__(self) -> datetime:
        """This moment, in UTC."""


Bookkeeping = Literal["forge", "clone", "either"]
"""Where the book of an environment is kept."""


class View(NamedTuple):
    """The world, to look at.

    `credits` and `forge` prepare what asks the forge, `remote` what asks `origin`, and `objects`
    what makes commits; `records` prepares the book of deployments that is kept at `forge`, in the
    `clone`, or in `either`: at the forge where there is a token. Nobody is asked anything by that.
    """

    files: Files
    git: Git
    clock: Clock
    load_code: LoadCode
    credits: Callable[[], Credits]
    forge: Callable[[], Forge]
    remote: Callable[[], Remote]
    objects: Callable[[], Objects]
    records: Callable[[Bookkeeping], Records]
    blobs: Blobs
    formatting: Formatting = Unformatted()


class Outputs(Protocol):
    """What the job that runs us publishes to later jobs."""

    def set(self, name: str, value: str) -> None:
        """Publish `value`, whatever characters it holds."""


class Exports(Protocol):
    """Files that the user names, anywhere; relative names start where the user stands."""

    def write(self, path: str, text: str) -> None:
        """Create or replace the file.

        Raises:
            StateError: it cannot be written.
        """


class World(NamedTuple):
    """The world, to change. `outputs` is None outside a CI job.

    `confirm_locks` has cargo judge the lockfile beside each of these Cargo.toml files; it raises
    CommandError when cargo refuses one, and StateError when there is no cargo. `commit_files`
    commits these files, and nothing else, with this message; it tells whether there was anything
    to commit, and raises CommandError when that fails. `open_file` opens a file in the user's
    editor. `lock` keeps every other command from changing files until it is left, and raises
    StateError when one is at it; who holds it may take it again.
    """

    files: WritableFiles
    journal: Journal
    lock: Callable[[], AbstractContextManager[None]]
    git: Git
    clock: Clock
    load_code: LoadCode
    credits: Callable[[], Credits]
    forge: Callable[[], WritableForge]
    remote: Callable[[], WritableRemote]
    objects: Callable[[], Objects]
    records: Callable[[Bookkeeping], WritableRecords]
    blobs: WritableBlobs
    exports: Exports
    confirm_locks: Callable[[Sequence[str]], None]
    commit_files: Callable[[Sequence[str], str], bool]
    open_file: Callable[[str], None]
    outputs: Outputs | None = None
    formatting: Formatting = Unformatted()

    @property
    def view(self) -> View:
        """The same world, to look at."""
        return View(
            self.files,
            self.git,
            self.clock,
            self.load_code,
            self.credits,
            self.forge,
            self.remote,
            self.objects,
            self.records,
            self.blobs,
            self.formatting,
        )
