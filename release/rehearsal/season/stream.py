"""Commits and tags as the input of `git fast-import`, which makes thousands of them in a second.

https://git-scm.com/docs/git-fast-import tells the format. A commit is known by its mark until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from release.adapters.git.program import GitProgram


class Step(NamedTuple):
    """A commit that is to be: who wrote it and when, and when it came to its branch."""

    message: str
    author: str
    authored: datetime
    committed: datetime


class Stream:
    """What was asked for so far; `prefix` is where the workspace is below the top, or empty."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._text: list[str] = []
        self._blobs: dict[str, int] = {}
        self._marks = 0

    def begin(self, tree: str, step: Step, *branches: str) -> int:
        """A first commit, which has a tree that is there, and branches that begin with it."""
        first, *others = branches
        mark = self._commit(first, step, (), [f'M 040000 {tree} ""\n'])
        self._text += [f"reset refs/heads/{each}\nfrom :{mark}\n\n" for each in others]
        return mark

    def commit(self, branch: str, step: Step, files: Mapping[str, str | None], *merged: str) -> int:
        """A commit on a branch, with what it changes: None removes a file."""
        return self._commit(branch, step, merged, [*map(self._change, files, files.values())])

    def tag(self, name: str, mark: int) -> None:
        """A tag on a commit."""
        self._text.append(f"reset refs/tags/{name}\nfrom :{mark}\n\n")

    def imported(self, git: GitProgram, marks: Path) -> dict[int, str]:
        """Have git make all of it, whatever its branches had; the commits by their marks.

        Args:
            git: where.
            marks: a file for git to say them in.

        Raises:
            StateError: git failed.
        """
        words = ("fast-import", "--quiet", "--force", f"--export-marks={marks}")
        git.answer(*words, feed="".join(self._text))
        rows = (line.split() for line in marks.read_text("ascii").splitlines())
        return {int(mark.removeprefix(":")): sha for mark, sha in rows}

    def _commit(self, branch: str, step: Step, merged: tuple[str, ...], changes: list[str]) -> int:
        mark = self._mark()
        self._text += [
            f"commit refs/heads/{branch}\nmark :{mark}\n",
            f"author {_person(step.author, step.authored)}\n",
            f"committer {_person(step.author, step.committed)}\n",
            _data(step.message),
            *(f"merge refs/heads/{each}\n" for each in merged),
            *changes,
        ]
        return mark

    def _change(self, path: str, text: str | None) -> str:
        place = self._prefix + path
        return f"D {place}\n" if text is None else f"M 100644 :{self._blob(text)} {place}\n"

    def _blob(self, text: str) -> int:
        """A text, which is said once: lockfiles are long, and both branches get them."""
        if text not in self._blobs:
            self._blobs[text] = self._mark()
            self._text.append(f"blob\nmark :{self._blobs[text]}\n{_data(text)}")
        return self._blobs[text]

    def _mark(self) -> int:
        self._marks += 1
        return self._marks


def _person(name: str, at: datetime) -> str:
    return f"{name} <{name}@users.noreply.github.com> {at.timestamp():.0f} +0000"


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"
