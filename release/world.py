"""What may be seen (View) and what may be changed (World): the ports, as types.

Steps get a View, so that mypy proves that they cannot write. Paths are as in `model`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from release.own_code import LoadCode


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
    """The same tree, writable. Every write is atomic and durable before it returns."""

    def refuse(self, path: str) -> str | None:
        """Why `path` cannot be written or deleted, or None when it can."""

    def write(self, path: str, text: str) -> None:
        """Replace the file's content, keeping its mode and following a symbolic link."""

    def delete(self, path: str) -> None:
        """Remove the file; nothing happens when it is absent."""


class Commit(NamedTuple):
    """Where HEAD is. `shallow` means that the clone lacks history."""

    sha: str
    shallow: bool


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

    def added_in(self, paths: Sequence[str]) -> Mapping[str, str]:
        """The commit that added each of `paths`, renames followed; uncommitted ones are left out.

        Raises:
            StateError: the history that would tell is cut off (a shallow clone).
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


class View(NamedTuple):
    """The world, to look at."""

    files: Files
    git: Git
    load_code: LoadCode
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
    CommandError when cargo refuses one, and StateError when there is no cargo. `open_file` opens
    a file in the user's editor.
    """

    files: WritableFiles
    git: Git
    load_code: LoadCode
    exports: Exports
    confirm_locks: Callable[[Sequence[str]], None]
    open_file: Callable[[str], None]
    outputs: Outputs | None = None
    formatting: Formatting = Unformatted()

    @property
    def view(self) -> View:
        """The same world, to look at."""
        return View(self.files, self.git, self.load_code, self.formatting)
