"""What the back-merge says: in its commit, and in the pull request when people must decide."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.markdown import table
from release.remote import Touch

SKIP = "[skip ci]"
_MARKERS = re.compile(
    r"\[(?=(?:skip ci|ci skip|no ci|skip actions|actions skip)\])|skip-checks(?=:)", re.IGNORECASE
)

_LAST = (
    "Then merge this pull request with a merge commit: a squash would bring the same conflict "
    "back the next time."
)


class Conflict(NamedTuple):
    """A file that nobody but a person can merge; a side without a commit did not touch it."""

    path: str
    ours: Touch | None = None
    theirs: Touch | None = None


class Branches(NamedTuple):
    """What is merged back: `theirs` into `ours`; `work` is where people solve conflicts."""

    theirs: str
    ours: str

    @property
    def work(self) -> str:
        """The branch of the pull request."""
        return f"backmerge/{self.theirs}"

    @property
    def title(self) -> str:
        """The subject of the merge, and of the pull request."""
        return f"chore: merge {self.theirs} back into {self.ours}"


def merge_message(branches: Branches, versions: Mapping[str, str], *, skips_ci: bool) -> str:
    """The message of the back-merge.

    Args:
        branches: which.
        versions: the new version of each package that got one.
        skips_ci: whether the merge brings nothing that has to be built.
    """
    told = "\n".join(f"- {_one_line(name)} {version}" for name, version in versions.items())
    parts = [branches.title, f"Versions:\n{told}" if told else ""]
    text = _without_markers("\n\n".join(filter(None, parts)))
    subject, _, rest = text.partition("\n")
    return f"{subject} {SKIP}\n{rest}".rstrip() + "\n" if skips_ci else f"{text}\n"


def pull_body(branches: Branches, conflicts: Sequence[Conflict], settled: Sequence[str]) -> str:
    """The body of the pull request, in Markdown; others' words stand in it as they are, and inert.

    Args:
        branches: which.
        conflicts: what a person must solve.
        settled: files in conflict for git that the back-merge would settle by itself.
    """
    headings = ("file", f"last on {_code(branches.ours)}", f"last on {_code(branches.theirs)}")
    rows = [(_code(each.path), _touched(each.ours), _touched(each.theirs)) for each in conflicts]
    why = (
        f"{_code(branches.theirs)} cannot be merged back into {_code(branches.ours)} by itself: "
        "both have changed these files, each in its own way. "
        f"{_code(branches.ours)} is as it was."
    )
    parts = [
        why,
        table(headings, rows),
        "To solve it:",
        "```sh\n" + "\n".join(_commands(branches, [each.path for each in conflicts])) + "\n```",
        _about_settled(settled),
        _LAST,
    ]
    return _without_markers("\n\n".join(filter(None, parts))) + "\n"


def proposal_body(branches: Branches, versions: Mapping[str, str], settled: Sequence[str]) -> str:
    """The body of a pull request that has nothing for people to solve, in Markdown.

    Args:
        branches: which.
        versions: the new version of each package that gets one.
        settled: files in conflict for git that were settled.
    """
    told = "\n".join(f"- {_code(name)} {_code(version)}" for name, version in versions.items())
    listed = "\n".join(f"- {_code(path)}" for path in settled)
    what = f"{_code(branches.theirs)} into {_code(branches.ours)}"
    parts = [
        f"This brings {what}. There is nothing to solve.",
        f"It raises these versions:\n\n{told}" if told else "",
        f"Git alone would ask about these; they are settled:\n\n{listed}" if listed else "",
        "Merge it with a merge commit: a squash would bring the same conflicts back the next time.",
    ]
    return _without_markers("\n\n".join(filter(None, parts))) + "\n"


def _commands(branches: Branches, paths: Sequence[str]) -> list[str]:
    work, ours = branches.work, branches.ours
    return [
        "git fetch origin",
        f"git switch -C {shlex.quote(work)} {shlex.quote(f'origin/{work}')}",
        f"git merge {shlex.quote(f'origin/{ours}')}",
        "# solve the conflicts in",
        *(f"#   {shlex.quote(_one_line(path))}" for path in paths),
        "inv cargo.sync  # or: release cargo.sync",
        "git add --all && git commit --no-edit",
        f"git push origin HEAD:{shlex.quote(work)}",
    ]


def _about_settled(paths: Sequence[str]) -> str:
    if not paths:
        return ""
    listed = "\n".join(f"- {_code(path)}" for path in paths)
    return (
        "Git will also ask about these, which the next release reads: keep the higher version, "
        f"all sections of a changelog, and every line of the ledger.\n\n{listed}"
    )


def _touched(touch: Touch | None) -> str:
    if touch is None:
        return "not touched"
    return f"{touch.sha[:10]} {_code(touch.subject)} by {_code(touch.author)}"


def _code(text: str) -> str:
    """Others' words as code, where nothing is a link, a mention, a table or HTML."""
    text = _one_line(text).replace("`", "'").replace("|", "/")
    return f"`{text}`" if text else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without_markers(text: str) -> str:
    """The text with nothing in it that keeps a workflow from starting, wherever it came from."""
    return _MARKERS.sub(lambda found: "(" if found[0] == "[" else "skip checks", text)
