"""The git program, and where it works: HEAD, the top of the repository, a common ancestor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from release.adapters.shell import MissingProgram, Result, run
from release.errors import StateError
from release.world import Commit

FULL_HISTORY = "in GitHub Actions check out with `fetch-depth: 0`"

_SETTINGS = ("log.showSignature=false", "log.showRoot=true", "log.follow=false")
_SHA = r"[0-9a-f]{40}|[0-9a-f]{64}"
_UNSAFE = "safe.directory"  # git names this setting in every language, and only then
_FATAL = 128  # git's exit code when it cannot even begin


class Place(NamedTuple):
    """Where HEAD is, and where the workspace is below the top of the repository."""

    head: Commit
    prefix: str


class GitProgram:
    """The git program at `root`, the workspace's root; `environment` is all of its own, or ours."""

    __slots__ = ("environment", "root")

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.environment = environment

    def place(self) -> Place | None:
        """Where HEAD is; None without git, a repository or a commit."""
        answer = self.ask("rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD")
        if answer is None or self.is_nowhere(answer):
            return None
        shallow, _, rest = answer.stdout.removesuffix("\n").partition("\n")
        prefix, _, sha = rest.rpartition("\n")
        if sha == "HEAD":  # unresolved: there is no commit yet
            return None
        if answer.code or not re.fullmatch(_SHA, sha):
            raise failure(answer)
        return Place(Commit(sha, shallow == "true"), prefix)

    def merge_base(self, since: str) -> str:
        """The newest commit that `since` and HEAD have in common.

        Raises:
            StateError: `since` is unknown, has no common ancestor with HEAD, or there is no git.
        """
        answer = self.ask("merge-base", "--end-of-options", since, "HEAD")
        if answer is not None and not answer.code:
            return answer.stdout.strip()
        if answer is not None and self.is_nowhere(answer):
            message = f"what changed since `{since}` is unknown: there is no git repository here"
            raise StateError(message, hint="run it in a clone of the repository")
        branch = since.removeprefix("origin/")
        if answer is not None and answer.code == 1:
            raise StateError(
                f"`{since}` and HEAD have no common ancestor in this clone",
                hint=f"run `git fetch --unshallow origin {branch}`; {FULL_HISTORY}",
            )
        raise StateError(
            f"`{since}` is not a commit that this clone knows",
            hint=f"run `git fetch origin {branch}`; {FULL_HISTORY}",
        )

    def is_nowhere(self, answer: Result) -> bool:
        """Whether git failed because there is no repository here, rather than a broken one."""
        above = (self.root.absolute(), *self.root.absolute().parents)
        return answer.code == _FATAL and not any((each / ".git").exists() for each in above)

    def ask(
        self, *arguments: str, feed: str | None = None, timeout: float | None = None
    ) -> Result | None:
        """One git process; None when there is no git program.

        Raises:
            CommandError: it took longer than `timeout` seconds.
            StateError: git refuses to look at a repository that belongs to somebody else.
        """
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        options = ["--no-pager", "--no-optional-locks", "--literal-pathspecs"]
        try:
            words = ["git", *options, *settings, *arguments]
            answer = run(words, self.root, env=self.environment, input=feed, timeout=timeout)
        except MissingProgram:
            return None
        if answer.code and _UNSAFE in answer.stderr:
            raise StateError(
                f"git does not trust {self.root}: it belongs to another user",
                hint=f"run `git config --global --add safe.directory {self.root}`, "
                "or as the user to whom it belongs",
            )
        return answer

    def answer(self, *arguments: str, feed: str | None = None) -> str:
        """What git says, asked where it must know.

        Raises:
            StateError: git failed, or there is no git program.
        """
        answer = self.ask(*arguments, feed=feed)
        if answer is None or answer.code:
            raise failure(answer)
        return answer.stdout


def failure(answer: Result | None) -> StateError:
    """The error for a question that git could not answer."""
    return StateError(f"git failed: {last_words(answer)}")


def last_words(answer: Result | None) -> str:
    """The last line that git said, without its `fatal:`."""
    lines = answer.stderr.strip().splitlines() if answer else []
    return lines[-1].removeprefix("fatal: ") if lines else "it gave no reason"
