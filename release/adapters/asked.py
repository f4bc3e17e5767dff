"""What is asked of whom, for people who want to watch: programs, GitHub, and the web.

It goes to a log of Python's, to which nobody listens unless `--verbose` is given. Whoever listens
says how to hide what of the environment is secret, which is done before a question is cut: else the
half of a token would be left. Bodies, headers and what a program reads never get there.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from release.phrases import cut

LOG = logging.getLogger("release.asked")
LOG.propagate = False  # what others log, and where to, is not known here

_LONGEST = 240  # characters of a question; a command line of a thousand paths is not read
_OF_GIT = re.compile(r"^git (?:(?:-c \S+|--[\w-]+) )+")  # how it is always run; see `git.program`
_SIGN_IN = re.compile(r"(?<=://)[^/\s]+@")  # a user and a password in an address


OPEN: list[Question] = []
"""What is being asked right now, the oldest first: what people wait for."""


@dataclass(slots=True, eq=False)
class Question:
    """One question, since when it is asked by a clock that only grows, and how it ended."""

    what: str
    since: float
    how: str = ""

    def shown(self, hide: Callable[[str], str]) -> str:
        """The question on one short line; `hide` takes out what must not be seen."""
        line = _OF_GIT.sub("git ", " ".join(hide(self.what).split()))
        return cut(_SIGN_IN.sub("***@", line), _LONGEST)

    def told(self, hide: Callable[[str], str]) -> str:
        """The question, how long it took, and how it ended."""
        how = f", {self.how}" if self.how else ""
        return f"{self.shown(hide)} ({self.seconds:.2f} s{how})"

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
        LOG.debug(question)


def noted(what: str) -> None:
    """Tell of something that was found or decided."""
    LOG.debug("%s", what)
