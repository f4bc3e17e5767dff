"""A train whose branches `main` and `staging` are at a remote, and a clone in which people work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.e2e.desk import Answer, typed
from tests.repositories import Repo
from tests.trains import a_train

CHANGESETS = {
    ".changeset/quick-otter-prints.md": "cloudprint",
    ".changeset/calm-fox-sails.md": "frachter",
}
"""What the first release consumes, and the package that each moves."""


class Railway:
    """`people` is the clone, `address` the remote; both branches begin at one commit."""

    def __init__(
        self,
        folder: Path,
        changed: Mapping[str, str] | None = None,
        *,
        below: str = "",
        station: Callable[[Path], str] | None = None,
    ) -> None:
        """Build it.

        Args:
            folder: where all of it is to be.
            changed: files that are not as in `a_train`.
            below: where the workspace is below the top of the repository.
            station: makes a remote out of a repository, and gives its address; by default that is
                a folder.
        """
        self.people = Repo(folder / "people")
        self.root = self.people.root / below
        self.root.mkdir(exist_ok=True)
        a_train(self.root, changed)
        self.people.write("README.md", "# The train\n")
        self.people.commit("All aboard")
        self.people.git.branch("staging")
        self.address = station(self.people.root) if station else str(folder / "there.git")
        if station is None:
            self.people.git.clone("--quiet", "--bare", str(self.people.root), self.address)
        self.people.git.remote("add", "origin", self.address)
        self.job = self.root

    def start_job(self, place: Path) -> None:
        """Have the commands run in a clone of their own, as it is now."""
        self.people.git.clone("--quiet", str(self.people.root), str(place))
        Repo(place).git.remote("set-url", "origin", self.address)
        self.job = place / self.root.relative_to(self.people.root)

    def go(self, branch: str) -> None:
        """Go to a branch as the remote has it."""
        self.people.git.fetch("--quiet", "origin")
        self.people.git.switch("--quiet", "--force-create", branch, f"origin/{branch}")

    def change(self, branch: str, files: Mapping[str, str | None], message: str = "Change") -> str:
        """Push a commit to a branch; None removes a file. Paths are seen from the workspace."""
        self.go(branch)
        for path, text in files.items():
            place = self.root / path
            if text is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(text.encode())
        return self.push(branch, message)

    def edit(self, branch: str, path: str, old: str, new: str) -> str:
        """Push a commit in which one text takes the place of another."""
        self.go(branch)
        text = (self.root / path).read_text()
        assert text.count(old) == 1, text
        return self.change(branch, {path: text.replace(old, new)})

    def push(self, branch: str, message: str) -> str:
        """Commit all that lies there, and push it."""
        commit = self.people.commit(message)
        self.people.git.push("--quiet", "origin", branch)
        return commit

    def release(self) -> str:
        """Release what is pending on `main`."""
        self.go("main")
        answer = typed(self.root, "changeset.version")
        assert not answer.code, answer.err
        return self.push("main", "chore: release versions")

    def promote(self) -> None:
        """Merge `staging` into `main`."""
        self.go("main")
        self.people.merge("origin/staging")
        self.people.git.push("--quiet", "origin", "main")

    def sync(self, *flags: str) -> Answer:
        """Run `staging.sync`, whatever is checked out."""
        return typed(self.job, "staging.sync", *flags)

    def synced(self) -> str:
        """Run it, see that it succeeds and has nothing more to do, and return what it pushed."""
        answer = self.sync()
        assert not answer.code, answer.err
        again = self.sync()
        assert "nothing to do" in again.err, again.err
        assert not again.code
        return self.tip("staging")

    def tip(self, branch: str) -> str:
        """Where the remote has a branch; empty without one."""
        return str(self.people.git.ls_remote(self.address, f"refs/heads/{branch}")).split("\t")[0]

    def text(self, branch: str, path: str) -> str | None:
        """A file as the remote has it, seen from the top of the repository."""
        self.people.git.fetch("--quiet", "origin")
        listed = str(self.people.git.ls_tree("--name-only", f"origin/{branch}", path))
        return str(self.people.git.show(f"origin/{branch}:{path}")) if listed else None

    def message(self, commit: str) -> str:
        """The message of a commit of the remote."""
        self.people.git.fetch("--quiet", "origin")
        return str(self.people.git.log("-1", "--format=%B", commit)).strip()

    def parents(self, commit: str) -> list[str]:
        """The parents of a commit of the remote."""
        self.people.git.fetch("--quiet", "origin")
        return str(self.people.git.log("-1", "--format=%P", commit)).split()

    def again_for_nothing(self) -> bool:
        """Whether another run has nothing to do."""
        again = self.sync()
        return not again.code and "nothing to do" in again.err

    def differing(self, one: str, other: str) -> list[str]:
        """The files in which two commits differ."""
        return str(self.people.git.diff("--name-only", one, other)).split()
