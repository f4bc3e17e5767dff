"""A bare repository as the API needs it. Refs are read from its files, all else by git.

What a commit id says can never change, so that alone is remembered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path

from release.adapters.shell import Result, failure, run
from release.errors import CommandError
from release.rehearsal.git_text import (
    LOG_FORMAT,
    Commit,
    FileChange,
    Person,
    TreeEntry,
    parse_changes,
    parse_commits,
    parse_entry,
)
from release.rehearsal.ref_files import RefFiles

NULL = "0" * 40  # git's own name for "no object"
_ABBREVIATED = 7  # the shortest id that GitHub takes for one


class Bare:
    """One bare repository, at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._refs: Mapping[str, str] | None = None
        self._commits: dict[str, Commit] = {}
        self._files = RefFiles(folder)
        self._kinds: dict[str, str] = {}
        self._peeled: dict[str, str] = {}
        self._relations: dict[tuple[str, ...], str] = {}
        self._histories: dict[tuple[str, ...], list[str]] = {}

    @property
    def is_live(self) -> bool:
        """Whether its refs are those on the disk."""
        return self._refs is None

    def as_of(self, refs: Mapping[str, str]) -> Bare:
        """This repository with its refs as they once were."""
        other = copy(self)  # what is remembered of ids is true of both
        other._refs = refs  # noqa: SLF001  one of us
        return other

    # Refs.

    def refs(self) -> dict[str, str]:
        """Every ref and what it names, in the order of their names."""
        if self._refs is not None:
            return dict(self._refs)
        return dict(sorted(self._files.all().items()))

    def ref(self, name: str) -> str | None:
        """What the ref `name` (from `refs/` on) names."""
        if self._refs is not None:
            return self._refs.get(name)
        return self._files.get(name)

    def branch(self, name: str) -> str | None:
        """The commit at the tip of a branch."""
        return self.ref(f"refs/heads/{name}")

    def move(self, name: str, new: str, old: str | None = None) -> bool:
        """Point a ref to `new`, if it still names `old` (`NULL`: if there is none yet)."""
        expected = [] if old is None else [old]
        return self.ask("update-ref", "--no-deref", name, new, *expected).code == 0

    def note(self, name: str, sha: str) -> None:
        """Point a ref that nobody else may move to a commit; git need not be asked."""
        self._files.note(name, sha)

    def remove(self, name: str) -> bool:
        """Delete a ref."""
        return self.ask("update-ref", "--no-deref", "-d", name).code == 0

    # Objects.

    def kind(self, sha: str) -> str | None:
        """What kind of object an id names; None when there is none."""
        if sha in self._commits:
            return "commit"
        if sha not in self._kinds:
            answer = self.ask("cat-file", "-t", sha)
            if answer.code:
                return None  # somebody may push it yet
            self._kinds[sha] = answer.stdout.strip()
        return self._kinds[sha]

    def tree(self, commit: str, path: str) -> bytes | list[TreeEntry] | None:
        """A file's bytes, or a folder's entries.

        None when there is nothing there.
        """
        place = f"{commit}:{path}"
        told = self.ask("cat-file", "-t", place)
        kind = "" if told.code else told.stdout.strip()
        if kind == "blob":
            return self.tell("cat-file", "blob", place).encode("utf-8", "surrogateescape")
        if kind != "tree":
            return None
        rows = self.tell("ls-tree", "-z", "--long", place).split("\0")[:-1]
        return [parse_entry(path, row) for row in rows]

    def resolve(self, name: str) -> str | None:
        """The commit that a branch, a tag, a ref or an id names."""
        for ref in (name, f"refs/{name}", f"refs/heads/{name}", f"refs/tags/{name}"):
            if ref.startswith("refs/") and (sha := self.ref(ref)):
                return self.peel(sha)
        hexadecimal = len(name) >= _ABBREVIATED and not name.strip("0123456789abcdef")
        return self.peel(name) if hexadecimal else None

    def peel(self, sha: str) -> str | None:
        """The commit that an id names, through annotated tags."""
        if sha in self._commits:
            return sha
        if sha not in self._peeled:
            told = self.ask("rev-parse", "--verify", "--quiet", f"{sha}^{{commit}}")
            if told.code:
                return None
            self._peeled[sha] = told.stdout.strip()
        return self._peeled[sha]

    def commit(self, sha: str) -> Commit:
        """The commit with that id."""
        return self.commits([sha])[0]

    def commits(self, shas: Sequence[str]) -> list[Commit]:
        """The commits with those ids, in that order."""
        unknown = [sha for sha in shas if sha not in self._commits]
        if unknown:
            self._log("--no-walk=unsorted", *unknown)
        return [self._commits[sha] for sha in shas]

    def history(self, *arguments: str) -> list[Commit]:
        """The commits that `git log` lists for these ids and options, the newest first."""
        if arguments not in self._histories:
            self._histories[arguments] = [commit.sha for commit in self._log(*arguments)]
        return self.commits(self._histories[arguments])

    def between(self, base: str, head: str, *options: str) -> list[Commit]:
        """The commits that only `head` has, the oldest first."""
        return self.history("--topo-order", *options, f"{base}..{head}")[::-1]

    def _log(self, *arguments: str) -> list[Commit]:
        told = self.tell(
            "log", "-z", "--no-show-signature", "--encoding=UTF-8", LOG_FORMAT, *arguments
        )
        found = parse_commits(told)
        self._commits |= {commit.sha: commit for commit in found}
        return found

    # Relations of commits, each asked once.

    def contains(self, commit: str, other: str) -> bool:
        """Whether `other` is `commit`, or an ancestor of it."""
        return commit == other or self.merge_base(commit, other) == other

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor."""
        return self._relation("merge-base", one, other).strip() or None

    def distance(self, base: str, head: str) -> tuple[int, int]:
        """How many commits only `head` has, and only `base`."""
        told = self._relation("rev-list", "--left-right", "--count", f"{base}...{head}")
        behind, ahead = told.split()
        return int(ahead), int(behind)

    def changes(self, base: str, head: str) -> list[FileChange]:
        """The files that differ between two commits."""
        told = self._relation("diff-tree", "-r", "-z", "-M", "--raw", "--numstat", base, head)
        return parse_changes(told)

    def first_changes(self, root: str) -> list[FileChange]:
        """The files of a commit that has no parent."""
        return self.changes(self.ask("mktree", input="").stdout.strip(), root)

    def merged_tree(self, ours: str, theirs: str) -> str | None:
        """The tree of a three-way merge of two commits; None when they conflict."""
        told = self._relation("merge-tree", "--write-tree", "--name-only", ours, theirs)
        return told.strip() or None

    def picked_tree(self, commit: Commit, onto: str) -> str | None:
        """The tree of `commit`'s own changes on top of `onto`; None when they conflict."""
        # Git merges by common ancestors, so it is given one: the commit that the change is to.
        stand_in = self.commit_tree(
            self.commit(onto).tree,
            commit.parents,
            "",
            (commit.author, commit.committer),
        )
        return self.merged_tree(stand_in, commit.sha)

    def _relation(self, *arguments: str) -> str:
        """What git says of these ids; empty when it says no."""
        if arguments not in self._relations:
            told = self.ask(*arguments)
            self._relations[arguments] = "" if told.code else told.stdout
        return self._relations[arguments]

    # Writing.

    def commit_tree(
        self, tree: str, parents: Sequence[str], message: str, people: tuple[Person, Person]
    ) -> str:
        """Make a commit; `people` are its author and its committer."""
        named = [argument for parent in parents for argument in ("-p", parent)]
        identity = {
            f"GIT_{role}_{key}": text
            for role, person in zip(("AUTHOR", "COMMITTER"), people, strict=True)
            for key, text in _identity(person)
        }
        told = self.ask("commit-tree", tree, *named, input=message, env=identity)
        return _must(told).strip()

    def write_tag(self, text: str) -> str | None:
        """Make an annotated tag from its text; None when git does not take it."""
        told = self.ask("mktag", input=text)
        return None if told.code else told.stdout.strip()

    # Git itself.

    def tell(self, *arguments: str) -> str:
        """What git says.

        Raises:
            CommandError: it failed.
        """
        return _must(self.ask(*arguments))

    def ask(
        self,
        *arguments: str,
        input: str | None = None,  # noqa: A002  named as in `subprocess`
        env: Mapping[str, str] | None = None,
    ) -> Result:
        """Run git here, whatever comes of it."""
        environment = {**git_environment(), **(env or {})}
        return run(("git", *arguments), self.folder, env=environment, input=input)


def git_environment() -> dict[str, str]:
    """An environment in which git obeys nothing but its arguments and the repository."""
    return {
        "PATH": os.pathsep.join(os.get_exec_path()),
        "HOME": os.devnull,
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _must(result: Result) -> str:
    if result.code:
        raise CommandError(failure(result))
    return result.stdout


def _identity(person: Person) -> Iterator[tuple[str, str]]:
    yield "NAME", person.name
    yield "EMAIL", person.email
    yield "DATE", f"{int(person.date.timestamp())} +0000"
