"""Real git repositories, built step by step: branches, merges, squashes, rebases, tags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from git import Git
from git import Repo as Repository

START_SECONDS = 1_700_000_000  # since 1970; every commit comes a minute after the last


class Repo:
    """A repository with a working tree at `root`. Commits take everything that lies there."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        Git(root).init("--quiet", "--initial-branch=main", "--template=")
        self.root = root
        self.git = Git(root)
        self._seconds = START_SECONDS

    def write(self, path: str, text: str) -> None:
        """Put a file into the working tree."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8", "surrogateescape"))

    def remove(self, path: str) -> None:
        """Take a file out of the working tree."""
        (self.root / path).unlink()

    def move(self, old: str, new: str) -> None:
        """Rename a file of the working tree."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)

    def commit(self, message: str = "Change", files: Mapping[str, str] | None = None) -> str:
        """Commit the working tree, `files` written before, and return the commit."""
        for path, text in (files or {}).items():
            self.write(path, text)
        self.git.add("--all")
        self._tick()
        self.git.commit("--quiet", "--allow-empty", "--message", message)
        return self.head

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return str(self.git.rev_parse("HEAD"))

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Begin a branch and go there."""
        self.git.switch("--quiet", "--create", name, start)

    def switch(self, name: str) -> None:
        """Go to a branch."""
        self.git.switch("--quiet", name)

    def detach(self) -> None:
        """Leave the branch, staying where it is."""
        self.git.switch("--quiet", "--detach")

    def merge(self, *names: str, message: str = "Merge") -> str:
        """Merge branches by a merge commit."""
        self._tick()
        self.git.merge("--quiet", "--no-ff", "--message", message, *names)
        return self.head

    def squash(self, name: str, message: str) -> str:
        """Bring a branch in as one ordinary commit."""
        self.git.merge("--quiet", "--squash", name)
        return self.commit(message)

    def rebase(self, name: str) -> str:
        """Put the commits of branch `name` on top of this one, as new commits."""
        here = str(self.git.branch("--show-current"))
        self._tick()
        self.git.rebase("--quiet", "--force-rebase", here, name)
        self.switch(here)
        self.git.merge("--quiet", "--ff-only", name)
        return self.head

    def cherry_pick(self, commit: str) -> str:
        """Apply a commit once more, as a new one."""
        self._tick()
        self.git.cherry_pick("--allow-empty", "--keep-redundant-commits", commit)
        return self.head

    def tag(self, name: str, commit: str = "HEAD", *, annotated: bool = False) -> None:
        """Tag a commit."""
        options = ["--annotate", "--message", name] if annotated else []
        self.git.tag(*options, name, commit)

    def worktree(self, place: Path) -> Path:
        """A second working tree of this repository, detached at HEAD."""
        self.git.worktree("add", "--quiet", "--detach", str(place))
        return place

    def clone(self, place: Path, *, depth: int) -> Path:
        """A shallow clone with the last `depth` commits and without tags."""
        Repository.clone_from(self.root.as_uri(), place, depth=depth, no_tags=True).close()
        return place

    def wait_until(self, moment: datetime) -> None:
        """Have the next commit be made then."""
        self._seconds = int(moment.timestamp()) - 60

    def _tick(self) -> None:
        self._seconds += 60
        date = f"{self._seconds} +0000"
        self.git.update_environment(GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)


def pack(root: Path) -> None:
    """Have git keep all that it has in few files, so that a copy is soon made and soon gone."""
    Git(root).gc("--quiet", "--prune=now")
