"""Trees, merges and commits made by plumbing: no work tree, no index but a temporary one, no ref.

Nobody sees what is made here until a ref leads to it, so whoever is killed has done nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from release.adapters.git.commit_object import write_commit
from release.adapters.git.environment import quiet
from release.adapters.git.merges import parse_merge
from release.adapters.git.program import FULL_HISTORY, GitProgram, failure, last_words
from release.adapters.git.removals import parse_contents
from release.adapters.git.tags import write_tag
from release.adapters.git.tree import (
    FILE,
    LINK,
    SUBMODULE,
    TreeEntry,
    TreeFiles,
    parse_entries,
    real_path,
)
from release.adapters.shell import INSTALL
from release.errors import StateError, Where
from release.remote import KnownCommit, Merged, NewCommit, NewTag, Touch

_GONE = "0" * 40
_OLD_GIT = 129  # git's exit code for usage: before 2.38 `merge-tree` knew no `--write-tree`
_CONFLICT = 1
_MOST_LISTED = 4  # trees at a time: what a back-merge compares; a replay walks through hundreds


@dataclass(frozen=True, slots=True)
class GitObjects:
    """`Objects` by the git program; `prefix` is where the workspace is below the top.

    `known` are the contents of blobs that were asked for: trees that meet have most in common.
    `listed` are the files of the last trees and commits, by their hashes.
    """

    git: GitProgram
    environment: Mapping[str, str]
    prefix: str = ""
    known: dict[str, str] = field(default_factory=dict)
    listed: dict[str, Mapping[str, TreeEntry]] = field(default_factory=dict)

    def bases(self, ours: str, theirs: str) -> tuple[str, ...]:
        """The newest commits that both have: one, several where they crossed, or none.

        Raises:
            StateError: the history that would tell is cut off (a shallow clone).
        """
        answer = self.git.ask("merge-base", "--all", ours, theirs)
        if answer is None or answer.code > 1:
            raise failure(answer)
        if self.git.answer("rev-parse", "--is-shallow-repository").strip() == "true":
            raise StateError(
                "what the branches have in common is unknown: this is a shallow clone",
                hint=f"run `git fetch --unshallow`; {FULL_HISTORY}",
            )
        return tuple(answer.stdout.split())

    def merge(self, ours: str, theirs: str) -> Merged:
        """Merge two commits, as git does, without a work tree."""
        answer = self.git.ask(*self._at_top, "merge-tree", "--write-tree", "-z", ours, theirs)
        if answer is not None and answer.code == _OLD_GIT:
            raise StateError("this git cannot merge here", hint="update git to 2.38 or later")
        if answer is None or answer.code not in {0, _CONFLICT}:
            raise failure(answer)
        return parse_merge(answer.stdout, self._shown)

    @property
    def _at_top(self) -> tuple[str, ...]:
        """What has git work, and see paths from, the top of the repository."""
        return ("-C", "../" * self.prefix.count("/")) if self.prefix else ()

    def last_touch(self, commit: str, since: str, path: str) -> Touch | None:
        """The newest commit of `commit` that `since` lacks and that changed a file."""
        form = "--format=%H%x00%an%x00%s"
        words = ("log", "--max-count=1", "--no-merges", "--encoding=UTF-8", form)
        row = self.git.answer(*words, commit, f"^{since}", "--", path).rstrip("\n")
        return Touch(*row.split("\0")) if row else None

    def changed(self, old: str, new: str) -> tuple[str, ...]:
        """The files that differ between two trees or commits."""
        words = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new)
        found = self.git.answer(*words).split("\0")[:-1]
        return tuple(self._shown(path) for path in found)

    def merge_lines(self, base: str, ours: str, theirs: str) -> str | None:
        """The text with what both sides changed, by lines; None where these conflict."""
        with TemporaryDirectory(prefix="release-merge-") as folder:
            places = [Path(folder, name) for name in ("ours", "base", "theirs")]
            for place, text in zip(places, (ours, base, theirs), strict=True):
                place.write_bytes(text.encode("utf-8", "surrogateescape"))
            answer = self.git.ask("merge-file", "-p", "-q", *map(str, places))
        return None if answer is None or answer.code else answer.stdout

    def has(self, commit: str) -> bool:
        """Whether a commit is here."""
        answer = self.git.ask("cat-file", "-e", f"{commit}^{{commit}}")
        return answer is not None and not answer.code

    def commits(self, new: str, old: str) -> tuple[KnownCommit, ...]:
        """The commits of `new` that `old` lacks, the newest first."""
        return tuple(self._log(new, f"^{old}"))

    def commit(self, name: str) -> KnownCommit:
        """One commit."""
        return next(self._log("--max-count=1", name))

    def _log(self, *words: str) -> Iterator[KnownCommit]:
        """The commits that `git log` tells of."""
        form = "--format=%H%n%T%n%P%n@%cd%n%B%x00"
        log = self.git.answer("log", "--encoding=UTF-8", "--date=raw", form, *words, "--")
        for row in log.split("\0")[:-1]:
            sha, tree, parents, date, message = row.removeprefix("\n").split("\n", 4)
            yield KnownCommit(sha, tree, tuple(parents.split()), message.rstrip("\n"), date)

    def files(self, commit: str) -> TreeFiles:
        """The files of a commit, below the workspace's root."""
        return TreeFiles(self._entries(commit), self.texts, self.prefix)

    def texts(self, blobs: Sequence[str]) -> Mapping[str, str]:
        """The contents of blobs."""
        new = [blob for blob in dict.fromkeys(blobs) if blob not in self.known]
        if new:
            feed = "\n".join([*new, ""])
            self.known.update(
                parse_contents(self.git.answer("cat-file", "--batch", feed=feed), new)
            )
        return {blob: self.known[blob] for blob in blobs}

    def write_tree(self, base: str, edits: Mapping[str, str | None]) -> str:
        """The tree of `base` with other texts; None removes a file."""
        with TemporaryDirectory(prefix="release-tree-") as folder:
            variables = {**self.environment, "GIT_INDEX_FILE": str(Path(folder, "index"))}
            index = GitProgram(self.git.root, variables)
            index.answer("read-tree", base)
            entries = self._entries(base)
            index.answer("update-index", "-z", "--index-info", feed=self._rows(entries, edits))
            return index.answer("write-tree").strip()

    def _entries(self, tree: str) -> Mapping[str, TreeEntry]:
        """The files of a tree or a commit, by their paths from the top."""
        if tree not in self.listed:
            words = ("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", tree)
            listing = dict(parse_entries(self.git.answer(*words)))
            if len(self.listed) == _MOST_LISTED:
                del self.listed[next(iter(self.listed))]
            self.listed[tree] = listing
        return self.listed[tree]

    def _rows(self, entries: Mapping[str, TreeEntry], edits: Mapping[str, str | None]) -> str:
        """What `update-index --index-info` reads."""
        links = [entry.blob for entry in entries.values() if entry.mode == LINK]
        targets = self.texts(links)
        leads = {path: targets[entry.blob] for path, entry in entries.items() if entry.mode == LINK}
        removed = [
            posixpath.join(real_path(posixpath.dirname(path), leads), posixpath.basename(path))
            for path in (self._whole(path) for path, text in edits.items() if text is None)
        ]
        written = {
            real_path(self._whole(path), leads): text
            for path, text in edits.items()
            if text is not None
        }
        _refuse_folders(entries.keys() - set(removed), written)
        blobs = self._write_blobs(list(written.values()))
        rows = [f"0 {_GONE}\t{path}\0" for path in removed]
        for path, blob in zip(written, blobs, strict=True):
            mode = entries[path].mode if path in entries else FILE
            if mode == SUBMODULE:
                raise StateError(f"{path} is a submodule, and no file", Where(path))
            rows.append(f"{mode} {blob}\t{path}\0")
        return "".join(rows)

    def _write_blobs(self, texts: Sequence[str]) -> list[str]:
        """A blob for each text, all by one process."""
        if not texts:
            return []
        with TemporaryDirectory(prefix="release-blobs-") as folder:
            names = []
            for number, text in enumerate(texts):
                place = Path(folder, str(number))
                place.write_bytes(text.encode("utf-8", "surrogateescape"))
                names.append(f"{place}\n")
            options = ("-w", "--no-filters", "--stdin-paths")
            return self.git.answer("hash-object", *options, feed="".join(names)).split()

    def write_commit(self, commit: NewCommit) -> str:
        """Make a commit, by whom git says we are, and signed when git has a key to sign with.

        Raises:
            CommandError: it cannot be signed.
        """
        return write_commit(self.git, self.environment, commit)

    def write_tag(self, tag: NewTag) -> str:
        """Make a tag, or find the one that this clone has of the commit.

        Raises:
            CommandError: it cannot be signed.
        """
        return write_tag(self.git, self.environment, tag)

    def keep_tag(self, name: str, tag: str) -> None:
        """Let this clone have a tag that the remote has; one that it has already stays."""
        self.git.ask("update-ref", f"refs/tags/{name}", tag, _GONE)

    def _whole(self, path: str) -> str:
        """A path seen from the top of the repository.

        Raises:
            StateError: it leads out of it.
        """
        whole = posixpath.normpath(self.prefix + path)
        if whole.startswith(("../", "/")):
            raise StateError(f"{path} is outside the repository", Where(path))
        return whole

    def _shown(self, path: str) -> str:
        """A path of the repository seen from the workspace's root."""
        return posixpath.relpath(path, self.prefix or ".")


def git_objects(root: Path, environment: Mapping[str, str]) -> GitObjects:
    """The objects of the clone around `root`.

    Args:
        root: the workspace's root.
        environment: the process's own, or one that signs in: a partial clone fetches what it lacks.

    Raises:
        StateError: there is no git program, or no repository.
    """
    git = GitProgram(root, quiet(environment))
    answer = git.ask("rev-parse", "--show-prefix")
    if answer is None or answer.code:
        said, hint = (
            (last_words(answer), "run it in a clone of the repository")
            if answer
            else ("git is not installed", INSTALL)
        )
        raise StateError(f"there is no git repository here: {said}", hint=hint)
    return GitObjects(git, quiet(environment), answer.stdout.removesuffix("\n"))


def _refuse_folders(present: Iterable[str], written: Iterable[str]) -> None:
    """Refuse to write a file where a folder is, or below a file: git would remove what is there.

    Raises:
        StateError: it would.
    """
    present = set(present)
    folders: set[str] = set()
    for path in present:
        folder = posixpath.dirname(path)
        while folder and folder not in folders:
            folders.add(folder)
            folder = posixpath.dirname(folder)
    for path in written:
        above = posixpath.dirname(path)
        while above and above not in present:
            above = posixpath.dirname(above)
        if above or path in folders:
            raise StateError(f"{above or path} is in the way of {path}", Where(path))
