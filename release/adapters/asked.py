"""What is asked of whom, for people who want to watch: programs, GitHub, and the web.

It goes to a log of Python's, to which nobody listens unless `--verbose` is given. Whoever listens
hides what of the environment is secret; bodies, headers and what a program reads never get there.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from release.phrases import cut

LOG = logging.getLogger("release.asked")
LOG.propagate = False  # what others log, and where to, is not known here

_LONGEST = 240  # characters of a question; a command line of a thousand paths is not read
_OF_GIT = re.compile(r"^git (?:(?:-c \S+|--[\w-]+) )+")  # how it is always run; see `git.program`
_SIGN_IN = re.compile(r"(?<=://)[^/@\s]+@")  # a user and a password in an address


OPEN: list[Question] = []
"""What is being asked right now, the oldest first: what people wait for."""


@dataclass(slots=True, eq=False)
class Question:
    """One question, since when it is asked by a clock that only grows, and how it ended."""

    what: str
    since: float
    how: str = ""

    @property
    def shown(self) -> str:
        """The question on one short line."""
        line = _OF_GIT.sub("git ", " ".join(self.what.split()))
        return cut(_SIGN_IN.sub("***@", line), _LONGEST)

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return monotonic() - self.since


@contextmanager
def asking(what: str) -> Iterator[Question]:
    """Tell of a question once it is answered: what it was, how long it took, how it ended."""
    question = Question(what, monotonic())
    OPEN.append(question)
    try:
        yield question
    finally:
        OPEN.remove(question)
        if LOG.isEnabledFor(logging.DEBUG):
            how = f", {question.how}" if question.how else ""
            LOG.debug("%s (%.2f s%s)", question.shown, question.seconds, how)


def noted(what: str) -> None:
    """Tell of something that was found or decided."""
    LOG.debug("%s", what)
