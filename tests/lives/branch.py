"""A branch on real git, and what people do to it; what git cannot merge is solved as they would."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from release.ledger import LEDGER
from release.ledger.attributes import ATTRIBUTES
from tests.lives.solved import is_changelog, solved, solved_changelog

PACKAGES = ("app", "core", "web")
TOKEN = re.compile(r"TOKEN-\w+")
"""What a changeset is told by in a changelog."""

_SETTINGS = {
    "commit.gpgsign": "false",
    "core.fsync": "none",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "merge.conflictStyle": "diff3",
    "user.name": "Ada",
    "user.email": "ada@example.org",
}
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_EDITOR": "true",
    "GIT_CONFIG_COUNT": str(len(_SETTINGS)),
    **{f"GIT_CONFIG_KEY_{number}": name for number, name in enumerate(_SETTINGS)},
    **{f"GIT_CONFIG_VALUE_{number}": text for number, text in enumerate(_SETTINGS.values())},
}


@dataclass
class Branch:
    """A branch in a working tree of its own. `additions` and `releases` are its commits."""

    name: str
    root: Path
    additions: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)

    def git(self, *arguments: str, feed: bytes = b"", fails: bool = False) -> str | None:
        """What git says; None when it failed and may."""
        ran = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=_ENVIRONMENT,
            input=feed,
            capture_output=True,
            check=False,
        )
        if not ran.returncode:
            return ran.stdout.decode()
        assert fails, f"git {' '.join(arguments)}\n{ran.stdout.decode()}{ran.stderr.decode()}"
        return None

    def say(self, *arguments: str) -> str:
        """What git says."""
        return self.git(*arguments) or ""

    def read(self, path: str) -> str:
        """The file's text; empty when there is none."""
        place = self.root / path
        return place.read_text() if place.exists() else ""

    def write(self, path: str, text: str) -> None:
        """Put a file into the working tree."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def put(self, path: str, text: str | None) -> None:
        """Write the file, or see that there is none."""
        if text is None:
            (self.root / path).unlink(missing_ok=True)
        else:
            self.write(path, text)

    def commit(self, message: str) -> str:
        """Commit the working tree."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.head

    @property
    def head(self) -> str:
        """The commit that is checked out; read without git, which takes longer."""
        return (self.root.parent / "main/.git/refs/heads" / self.name).read_text().strip()

    @property
    def changesets(self) -> list[str]:
        """The paths of the changesets here."""
        return sorted(f".changeset/{path.name}" for path in self.root.glob(".changeset/*.md"))

    def released(self) -> Counter[tuple[str, str]]:
        """How often each token stands in the changelog of each package."""
        return Counter(
            (token, name)
            for name in PACKAGES
            for token in TOKEN.findall(self.read(f"packages/{name}/CHANGELOG.md"))
        )

    def versions(self) -> dict[str, str]:
        """The version of each package."""
        return {
            name: json.loads(self.read(f"packages/{name}/package.json"))["version"]
            for name in PACKAGES
        }

    def merge(self, other: Branch) -> set[str]:
        """Merge another branch; the tokens whose changesets the other side has in vain."""
        message = f"Merge {other.name}"
        if self.git("merge", "--quiet", "--no-ff", "-m", message, other.name, fails=True) is None:
            given_up = self.resolve()
            self.commit(message)
            return given_up
        return set()

    def squash(self, other: Branch) -> set[str]:
        """Bring another branch in as a single ordinary commit; the tokens as in `merge`."""
        self.git("merge", "--squash", "--quiet", other.name, fails=True)
        given_up = self.resolve()
        self.commit(f"Squash {other.name}")
        return given_up

    def pick(self, commits: Sequence[str]) -> set[str]:
        """Cherry-pick commits of another branch; the tokens as in `merge`."""
        given_up: set[str] = set()
        if not commits:
            return given_up
        options = ("--allow-empty", "--keep-redundant-commits")
        done = self.git("cherry-pick", *options, *commits, fails=True)
        while done is None:
            given_up |= self.resolve()
            self.git("add", "--all")
            self.git("commit", "--quiet", "--allow-empty", "--no-edit", fails=True)
            ongoing = self.say("rev-parse", "--git-path", "sequencer").strip()
            if not (self.root / ongoing).exists():
                break
            done = self.git("cherry-pick", "--continue", fails=True)
        return given_up

    def revert(self, commit: str) -> bool:
        """Take a commit back; whether git can do so."""
        if self.git("revert", "--no-edit", commit, fails=True) is not None:
            return True
        unmerged = self._unmerged()
        if unmerged and {*unmerged} <= {LEDGER, ATTRIBUTES}:  # later releases need them
            for path in unmerged:
                self.put(path, self.git("show", f"HEAD:{path}", fails=True))
            self.commit(f"Revert {commit}")
            return True
        self.git("revert", "--abort", fails=True)
        self.git("reset", "--quiet", "--hard")
        return False

    def resolve(self) -> set[str]:
        """Solve what git could not merge; the tokens as in `merge`."""
        given_up: set[str] = set()
        for path in sorted(self._unmerged(), key=is_changelog):  # the versions first
            sides = [self.git("show", f":{stage}:{path}", fails=True) for stage in (2, 3)]
            texts = [text for text in sides if text is not None]
            if not texts:
                self.put(path, None)
            elif is_changelog(path):
                _, package, _ = path.split("/")
                self.write(path, solved_changelog(texts, self.versions()[package]))
            else:
                self.write(path, solved(path, texts))
            if path.startswith(".changeset/") and path.endswith(".md"):
                given_up |= {*TOKEN.findall("".join(texts[1:]))}
        return given_up

    def _unmerged(self) -> list[str]:
        return self.say("diff", "--name-only", "--diff-filter=U", "-z").split("\0")[:-1]
