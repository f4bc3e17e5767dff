"""A clone of a repository over there, and the forge beside it: what `release.pr` works on."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

from release.actions import Decision
from release.adapters.disk import Disk
from release.adapters.git.objects import git_objects
from release.adapters.git.remote import git_remote
from release.adapters.git.repository import GitRepository
from release.apply import apply
from release.events import PullEvent
from release.steps.comment import comment
from release.steps.pull import release_pull
from release.world import Formatting, Unformatted, World
from tests.fakes import (
    FakeBlobs,
    FakeCode,
    FakeCredits,
    MemoryForge,
    MemoryJournal,
    a_moment,
    no_records,
)
from tests.repositories import Repo
from tests.trains import a_train, released

BRANCH = "changeset-release/main"


class Train:
    """A clone of a repository over there, and the forge beside it."""

    def __init__(self, folder: Path, **changed: str) -> None:
        self.there = released(Repo(a_train(folder / "there", changed)))
        self.there.detach()  # so that its main can be pushed to
        self.here = folder / "here"
        self.there.clone(self.here, depth=1)
        self.clone = Repo(self.here)
        self.clone.git.fetch("--quiet", "--unshallow", "--tags")
        self.forge = MemoryForge(self.tip)
        self.formatting: Formatting = Unformatted()

    def tip(self, branch: str) -> str:
        return str(self.there.git.rev_parse(f"refs/heads/{branch}"))

    def has(self, branch: str) -> bool:
        return bool(self.there.git.branch("--list", branch))

    def show(self, path: str, branch: str = BRANCH) -> str:
        return str(self.there.git.show(f"{branch}:{path}"))

    @property
    def body(self) -> str:
        return self.forge.pulls[0].body

    @property
    def world(self) -> World:
        return World(
            files=Disk(self.here),
            journal=MemoryJournal(),
            lock=nullcontext,
            git=GitRepository(self.here),
            clock=a_moment,
            load_code=FakeCode(),
            credits=FakeCredits,
            forge=lambda: self.forge,
            remote=lambda: git_remote(self.here, os.environ, str(self.there.root), None),
            objects=lambda: git_objects(self.here, os.environ),
            records=no_records,
            blobs=FakeBlobs(),
            exports=NoExports(),
            confirm_locks=lambda _: None,
            commit_files=lambda _, __: False,
            open_file=lambda _: None,
            formatting=self.formatting,
        )

    def release(self, *, force: bool = False) -> Decision:
        """Run `release.pr`."""
        decision = release_pull(self.world.view, force=force)
        apply(decision.actions, self.world, lambda _: None)
        return decision

    def comment(self, event: PullEvent | None = None) -> Decision:
        """Run `release.preview --comment`."""
        decision = comment(self.world.view, event)
        apply(decision.actions, self.world, lambda _: None)
        return decision

    def promote(self, message: str = "More", **files: str) -> None:
        """Push a commit to main."""
        self.clone.commit(message, {path.replace("__", "/"): text for path, text in files.items()})
        self.clone.git.push("--quiet", str(self.there.root), "HEAD:main")

    def push_by_hand(self, path: str, text: str) -> str:
        """Somebody's own commit on the release branch."""
        self.there.switch(BRANCH)
        sha = self.there.commit("Word it better", {path: text})
        self.there.detach()
        return sha

    def merge(self) -> None:
        """Merge the pull request, and pull."""
        self.there.switch("main")
        self.there.merge(BRANCH)
        self.there.detach()
        self.forge.pulls.clear()
        self.clone.git.pull("--quiet", "--tags", str(self.there.root), "main")


class NoExports:
    """Nothing is exported here."""

    def write(self, path: str, text: str) -> None:
        raise AssertionError(path, text)
