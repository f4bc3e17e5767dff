"""Read `git log -z --raw --find-renames`: what each commit did to the tree, and what it says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime

from release.world import LoggedCommit, RecentCommit

MAX_RENAME_SIDE = 300  # files; git compares every deleted with every added file of a commit


class Changes:
    """One commit of the log: its parents and what it did to the whole tree."""

    __slots__ = ("added", "deletions", "has_parents", "renamed", "sha")

    def __init__(self, sha: str, *, has_parents: bool) -> None:
        self.sha = sha
        self.has_parents = has_parents
        self.added: set[str] = set()
        self.renamed: set[str] = set()
        self.deletions = 0

    def settles(self, path: str) -> bool:
        """Whether `path` is certainly new here, and not another file under a new name.

        It is when git found no rename in the commit and compared all candidates: then no
        deleted file is similar to it.
        """
        compared = self.deletions * len(self.added) <= MAX_RENAME_SIDE**2
        return path in self.added and not self.renamed and compared


def commits(log: str) -> Iterator[Changes]:
    """The commits of a log of the format `%H %P`, in its order."""
    tokens = iter(log.split("\0"))
    changes: Changes | None = None
    for token in tokens:
        entry = token.removeprefix("\n")  # git puts one between a commit and its first file
        if changes is not None and entry.startswith(":"):
            _count(changes, entry.rpartition(" ")[2], tokens)
        elif entry:
            if changes is not None:
                yield changes
            sha, _, parents = entry.partition(" ")
            changes = Changes(sha, has_parents=bool(parents))
    if changes is not None:
        yield changes


def _count(changes: Changes, status: str, names: Iterator[str]) -> None:
    path = next(names)
    if status.startswith("R"):
        changes.renamed.add(next(names))
    elif status == "A":
        changes.added.add(path)
    elif status == "D":
        changes.deletions += 1


def newest(paths: Collection[str], log: Sequence[Changes], prefix: str) -> dict[str, Changes]:
    """The first commit of `log` that brought each of `paths`; others are left out."""
    missing = {prefix + path: path for path in paths}
    found = {}
    for changes in log:
        # By what the commit did, which is little, and not by what is missing, which may be much.
        for brought in (changes.added | changes.renamed) & missing.keys():
            found[missing.pop(brought)] = changes
        if not missing:
            break
    return found


def logged_commits(log: str) -> Iterator[tuple[LoggedCommit, tuple[str, ...]]]:
    """The commits of a log of the format `%H %P%n%B`, in its order, each with its parents.

    A commit's text begins with its hash and a file's entry with a colon: no message can pretend.
    """
    tokens = iter(log.split("\0"))
    commit: LoggedCommit | None = None
    parents, files, deleted = tuple[str, ...](), list[str](), set[str]()
    for token in tokens:
        entry = token.removeprefix("\n")  # git puts one between a commit and its first file
        if entry.startswith(":"):
            status = entry.rpartition(" ")[2]
            name = next(tokens)
            files.append(next(tokens) if status[0] in "RC" else name)
            if status == "D":
                deleted.add(name)
        elif entry:
            if commit is not None:
                yield commit._replace(files=tuple(files), deleted=frozenset(deleted)), parents
            header, _, message = entry.partition("\n")
            sha, *above = header.split()
            parents = tuple(above)
            commit, files, deleted = LoggedCommit(sha, message), [], set()
    if commit is not None:
        yield commit._replace(files=tuple(files), deleted=frozenset(deleted)), parents


def recent_commits(log: str) -> Iterator[RecentCommit]:
    """The commits of a log of the format `%H %P%n%at %ct%n%an%n%s`, in its order."""
    for logged, parents in logged_commits(log):
        times, author, subject = logged.message.split("\n", 2)
        authored, committed = map(_moment, times.split(" "))
        files = logged.files
        yield RecentCommit(logged.sha, parents, authored, committed, author, subject.strip(), files)


def _moment(seconds: str) -> datetime:
    """A time; what no clock has told, as other tools have written it, is the beginning of them."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
