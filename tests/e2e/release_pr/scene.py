"""A clone by HTTP of a private repository at a GitHub of this machine, in which somebody types."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from release.rehearsal import LocalGitHub, Repository
from release.rehearsal.nouns import Comment, Pull
from tests.e2e.desk import Answer, typed
from tests.repositories import Repo

TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
JOB_TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"
BRANCH = "changeset-release/main"
REFS = ["GET git/info/refs", "POST git/git-upload-pack"]


@dataclass
class Scene:
    """A clone at `here`, of a private repository at a GitHub whose address is `url`."""

    hub: LocalGitHub
    there: Repository
    clone: Repo
    url: str
    told: list[Answer] = field(default_factory=list)

    @property
    def here(self) -> Path:
        return self.clone.root

    def type(self, *arguments: str) -> Answer:
        """Run `release`, and forget what was asked of GitHub before."""
        self.hub.log.clear()
        self.told.append(typed(self.here, *arguments))
        return self.told[-1]

    @property
    def asked(self) -> list[str]:
        """What the last command asked of GitHub."""
        places = ((each.method, each.path.partition("?")[0]) for each in self.hub.log)
        return [
            f"{method} {path.removeprefix('/api/v3').removeprefix('/repos/acme/train')}".replace(
                "/acme/train.git", "git"
            )
            for method, path in places
        ]

    @property
    def writes(self) -> list[str]:
        """What the last command wrote there."""
        return [f"{each.method} {each.path}" for each in self.hub.log if each.wrote]

    @property
    def pulls(self) -> list[Pull]:
        """The open pull requests."""
        return [each for each in self.there.pulls.values() if each.open]

    @property
    def comments(self) -> list[Comment]:
        return list(self.there.comments.values())

    @property
    def tip(self) -> str | None:
        return self.there.bare.branch(BRANCH)

    def git(self, *arguments: str) -> str:
        """Git in the clone, signed in as a person would be."""
        header = f"http.extraHeader=Authorization: Bearer {TOKEN}"
        return str(self.clone.git.execute(["git", "-c", header, *arguments]))

    def push_by_hand(self, path: str, text: str) -> str:
        """Somebody's own commit on the release branch."""
        self.git("fetch", "--quiet", "origin", BRANCH)
        self.clone.branch("mine", "FETCH_HEAD")
        sha = self.clone.commit("Word it better", {path: text})
        self.git("push", "--quiet", "origin", f"mine:{BRANCH}")
        self.clone.switch("main")
        return sha

    def promote(self, **files: str | None) -> None:
        """Push a commit to main; None removes a changeset."""
        for name, text in files.items():
            path = f".changeset/{name.replace('_', '-')}.md"
            if text is None:
                self.clone.remove(path)
            else:
                self.clone.write(path, text)
        self.clone.commit("Promote")
        self.git("push", "--quiet", "origin", "main")

    def merge(self) -> None:
        """Merge the pull request as its button does, and pull."""
        self.git("fetch", "--quiet", "origin", BRANCH)
        self.clone.merge("FETCH_HEAD")
        self.git("push", "--quiet", "origin", "main")


def an_event(scene: Scene, source: str, branch: str) -> Path:
    """The event of a pull request, as a job gets it."""
    path = scene.here.parent / "event.json"
    head = {"ref": branch, "repo": {"full_name": source}}
    base = {"ref": "main", "repo": {"full_name": "acme/train"}}
    path.write_text(json.dumps({"pull_request": {"number": 1, "head": head, "base": base}}))
    return path
