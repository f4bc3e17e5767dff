"""The branches that a clone knows, its own and those of `origin`; nobody is asked."""

from __future__ import annotations

from pathlib import Path

from release.adapters.git.program import GitProgram
from release.adoption.branches import Branches

_LOCAL, _REMOTE = "refs/heads/", "refs/remotes/origin/"


def branches(root: Path) -> Branches:
    """The branches around `root`; none without git or a repository."""
    git = GitProgram(root)
    listing = _said(git, "for-each-ref", "--format=%(refname)", _LOCAL, _REMOTE)
    refs = [ref for ref in listing.split("\n") if ref and ref != f"{_REMOTE}HEAD"]
    return Branches(
        _name(_said(git, "symbolic-ref", "--quiet", "HEAD")),
        _name(_said(git, "symbolic-ref", "--quiet", f"{_REMOTE}HEAD")),
        frozenset(_name(ref) or "" for ref in refs),
    )


def prefix(root: Path) -> str:
    """Where `root` is below the top of the repository: `web/`; empty at the top."""
    return _said(GitProgram(root), "rev-parse", "--show-prefix")


def _said(git: GitProgram, *arguments: str) -> str:
    answer = git.ask(*arguments)
    return answer.stdout.strip() if answer and not answer.code else ""


def _name(ref: str) -> str | None:
    return ref.removeprefix(_LOCAL).removeprefix(_REMOTE) or None
