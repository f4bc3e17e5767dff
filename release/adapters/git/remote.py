"""Another repository, over the network, by the git program.

It is called by its address and not by its name, so that what signs in to `origin` is not used.
A push is observed: where its answer was lost, the refs are looked up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release.adapters.git.answers import (
    Report,
    Trouble,
    is_blocked,
    parse_refs,
    parse_reports,
    trouble,
    words,
)
from release.adapters.git.environment import signed_in, without_sign_in
from release.adapters.git.program import GitProgram
from release.adapters.shell import INSTALL
from release.errors import AGAIN, CommandError, ForgeError, ReleaseError, StateError
from release.remote import HEADS, Pushed, Update

TIMEOUT = 600.0
"""Seconds for one git process: a first fetch of a large history takes minutes."""
PAUSES = (1.0, 2.0, 4.0)
"""Seconds before each further attempt to read, after an answer that was lost."""

_TRACKING = "refs/remotes/origin/"
_ROWS = "--format=%(objectname)\t%(refname)"
_NO_SIDE_EFFECTS = ("--no-tags", "--no-prune", "--no-write-fetch-head", "--no-auto-maintenance")


def git_remote(
    root: Path, environment: Mapping[str, str], address: str, token: str | None
) -> GitRemote:
    """The repository at `address`, for the clone at `root`.

    Args:
        root: the workspace's root.
        environment: the process's own.
        address: where the repository is; a user and a password in it are left out.
        token: what signs in where the address is one of the web; None leaves that to git.
    """
    address = without_sign_in(address)
    git = GitProgram(root, signed_in(environment, address, token))
    return GitRemote(git, address, has_token=token is not None)


@dataclass(frozen=True, slots=True)
class GitRemote:
    """`WritableRemote` by the git program.

    `git` runs in the clone, in an environment that signs in; `has_token` says with what.
    """

    git: GitProgram
    address: str
    has_token: bool = False
    sleep: Callable[[float], None] = time.sleep

    def refs(self, refs: Sequence[str]) -> Mapping[str, str]:
        """What these refs point to; those that are not there are left out."""
        found = parse_refs(self._read("ls-remote", "--", self.address, *refs))
        return {ref: found[ref] for ref in refs if ref in found}

    def fetch(self, branches: Sequence[str]) -> Mapping[str, str]:
        """Bring these branches here, with their histories; the commit of each, by its name."""
        refs = [f"+{HEADS}{branch}:{_TRACKING}{branch}" for branch in branches]
        options = (*_NO_SIDE_EFFECTS, "--no-recurse-submodules", "--quiet")
        self._read("fetch", *options, "--", self.address, *refs)
        found = parse_refs(self.git.answer("for-each-ref", _ROWS, _TRACKING))
        return {branch: found[f"{_TRACKING}{branch}"] for branch in branches}

    def bring(self, ref: str) -> None:
        """Have what a ref points to among the objects of this clone; no ref here moves."""
        options = (*_NO_SIDE_EFFECTS, "--no-recurse-submodules", "--quiet")
        self._read("fetch", *options, "--", self.address, ref)

    def push(self, updates: Sequence[Update]) -> tuple[Pushed, ...]:
        """Move refs, all of them or none; what became of each, in order.

        No hook of this clone runs: it would judge the work tree, which is not what is pushed.
        """
        options = ["--porcelain", "--no-verify", "--no-recurse-submodules", "--no-follow-tags"]
        options += ["--atomic"] if len(updates) > 1 else []
        for each in updates:
            if each.force:
                options.append(f"--force-with-lease={each.ref}:{each.old or ''}")
        specs = [f"{each.new or ''}:{each.ref}" for each in updates]
        code, stdout, stderr = self._ask("push", *options, "--", self.address, *specs)
        reports = parse_reports(stdout)
        if not code and all(each.ref in reports for each in updates):
            return tuple(Pushed(each.ref, "pushed", each.new) for each in updates)
        why = self._trouble(stderr)
        if not reports and not why.is_passing:
            raise why.error
        return self._looked_up(updates, reports, words(stderr))

    def _looked_up(
        self, updates: Sequence[Update], reports: Mapping[str, Report], said: str
    ) -> tuple[Pushed, ...]:
        """What became of a push that failed, or whose answer was lost: what the remote has now."""
        try:
            now = self.refs([each.ref for each in updates])
        except ReleaseError as error:
            raise ForgeError(
                f"nothing tells whether {self.address} took what was pushed: {error.args[0]}",
                hint=f"{AGAIN}, and it looks first",
            ) from None
        return tuple(
            _fate(each, now.get(each.ref), reports.get(each.ref), said) for each in updates
        )

    def _read(self, *arguments: str) -> str:
        """What git answers to a question that can be asked again."""
        for pause in (*PAUSES, None):
            code, stdout, stderr = self._ask(*arguments)
            if not code:
                return stdout
            why = self._trouble(stderr)
            if pause is None or not why.is_passing:
                raise why.error
            self.sleep(pause)
        raise AssertionError  # the last pause is None

    def _ask(self, *arguments: str) -> tuple[int, str, str]:
        """One git process: its exit code, and what it said on stdout and on stderr."""
        try:
            answer = self.git.ask(*arguments, timeout=TIMEOUT)
        except CommandError:
            return 1, "", f"fatal: timed out after {TIMEOUT:g} s"
        if answer is None:
            raise StateError("git is not installed", hint=INSTALL)
        return answer.code, answer.stdout, answer.stderr

    def _trouble(self, stderr: str) -> Trouble:
        return trouble(stderr, self.address, has_token=self.has_token)


def _fate(update: Update, now: str | None, report: Report | None, said: str) -> Pushed:
    if now == update.new:
        return Pushed(update.ref, "pushed", now)
    if report is None or not report.why:
        return Pushed(update.ref, "lost" if now == update.old else "moved", now, said)
    if report.is_withheld:
        return Pushed(update.ref, "withheld", now, report.why)
    if now != update.old or (report.is_race and not is_blocked(said)):
        return Pushed(update.ref, "moved", now, report.why)
    return Pushed(update.ref, "refused", now, said)
