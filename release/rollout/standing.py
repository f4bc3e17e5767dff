"""What runs, by the book of an environment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from release.deployment import Running
from release.deployment.records import SUCCEEDED, Attempt


class Standing(NamedTuple):
    """Where an app stands in an environment.

    `running` was the last to succeed, which runs unless there is a `doubt`: why nobody knows what
    does. `possible` are the versions that may run then, besides.
    """

    running: Running | None = None
    doubt: str = ""
    possible: tuple[str, ...] = ()

    @property
    def runs(self) -> str | None:
        """The version that is known to run; None where none does, or nobody knows."""
        return self.running.version if self.running and not self.doubt else None


def standing(attempts: Sequence[Attempt]) -> Standing:
    """What is known by all attempts for an app, the newest first, back to one that succeeded.

    What failed was taken back, or never began, so that it changed nothing: what was before it
    counts. What ended otherwise may have done anything.
    """
    doubt = ""
    possible: list[str] = []
    for each in attempts:
        if each.state in SUCCEEDED:
            return Standing(running_of(each), doubt, tuple(possible))
        if each.state != "failure":
            doubt = doubt or _doubt(each)
            possible.append(each.wanted.version)
    return Standing(None, doubt, tuple(possible))


def left_behind(attempts: Sequence[Attempt]) -> frozenset[str]:
    """The versions that a rollback has led away from, and nothing has been deployed since.

    Args:
        attempts: those for an app, the newest first, back to one that succeeded and was none.
    """
    found: set[str] = set()
    for each in attempts:
        if each.state not in SUCCEEDED:
            if each.state != "failure" and found:
                found.add(each.wanted.version)
        elif each.wanted.kind != "rollback":
            return frozenset(found)
        else:
            found.add(each.wanted.previous or "")
    return frozenset(found)


def running_of(attempt: Attempt) -> Running:
    """What an attempt that succeeded gave the environment."""
    wanted = attempt.wanted
    return Running(wanted.version, wanted.commit, wanted.values, attempt.id)


def _doubt(attempt: Attempt) -> str:
    if attempt.state == "in_progress":
        return f"{attempt.wanted.version} was begun, and nothing tells how it ended"
    return f"{attempt.wanted.version} ended in an error, and nothing tells what runs"
