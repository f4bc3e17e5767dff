"""What can go wrong, sorted by who mends it; each class owns its exit code.

    ReleaseError
    ├── ConfigError     2  the repository's owner
    ├── ChangesetError  3  the pull request's author
    ├── StateError      4  the operator: dirty tree, drift under --check, conflict
    ├── ForgeError      5  the operator, or GitHub
    ├── CommandError    6  the operator: a build or deploy command failed
    └── InterruptError  130

Any other exception is ours to mend: it keeps its traceback and ends in 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple, Self

AGAIN = "it may well work when it is run again"
"""The hint where nothing is wrong here, and somebody else was busy or did not answer."""


class Where(NamedTuple):
    """A place in a file. `path` is relative to the repository, `line` counts from 1."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


class Problem(NamedTuple):
    """One thing that is wrong, where it is, and what to do next."""

    message: str
    where: Where | None = None
    hint: str | None = None

    def __str__(self) -> str:
        lines = [f"error: {self.message}"]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class ReleaseError(Exception):
    """One or more problems that somebody other than us can mend.

    Args:
        message: what is wrong, with values in backticks and no full stop.
        where: the file and line, when there is one.
        hint: the next thing to do.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, where: Where | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = (Problem(message, where, hint),)

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> Self:
        """All of `problems` (at least one) as a single error."""
        first = problems[0]
        error = cls(first.message, first.where, first.hint)
        error.problems = tuple(problems)
        return error

    @classmethod
    def raise_any(cls, problems: Sequence[Problem]) -> None:
        """Raise all of `problems` at once; nothing happens when there are none."""
        if problems:
            raise cls.of(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class ConfigError(ReleaseError):
    """The repository's configuration or layout is wrong."""

    exit_code = 2


class ChangesetError(ReleaseError):
    """A changeset is malformed, missing, or names what does not exist."""

    exit_code = 3


class StateError(ReleaseError):
    """The working tree, the history or the environment is not as the command needs it."""

    exit_code = 4


class MovedError(StateError):
    """Somebody else was first, and what was decided no longer holds: look again, and decide."""


class ForgeError(ReleaseError):
    """GitHub refused or did not answer."""

    exit_code = 5


class UnansweredError(ForgeError):
    """There was no answer, and nothing has happened: the same may work in a moment."""


class CommandError(ReleaseError):
    """A command that we ran for the user failed."""

    exit_code = 6


class InterruptError(ReleaseError):
    """A signal ended what was under way, in an orderly way."""

    exit_code = 130


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A hint that names the closest of `known`, or None when nothing is close."""
    from difflib import get_close_matches  # noqa: PLC0415  most commands have nothing to mend

    close = get_close_matches(name, sorted(known), n=1)
    return f"did you mean `{close[0]}`?" if close else None
