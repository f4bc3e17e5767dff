"""The world of one process: its clock, its wish to end, who hears of it, and what goes wrong.

Everything goes through `Faults`: each command, check and write of a record has a boundary before
it and one after it, at which the process can be killed or told to end, and a write can lose its
answer.
"""

from __future__ import annotations

from threading import Lock as Mutex
from typing import Literal

from release.deployment import (
    PhaseName,
)
from release.deployment.outcome import Outcome
from release.errors import UnansweredError

Trouble = Literal["kill", "stop", "lost"]
"""What can happen at a boundary: the process dies; it is told to end; an answer is lost."""


class Killed(BaseException):
    """The process is no more; whoever tries anything after it hears this again."""


class Wish:
    """`Interrupt` that is told when to end by setting `why`; its sleep takes no time."""

    def __init__(self) -> None:
        self.why = ""
        self.clock = Clock()

    def wait(self, seconds: float) -> bool:
        if not self.why:
            self.clock.sleep(seconds)
        return bool(self.why)


class Clock:
    """Seconds that pass by sleeping alone."""

    def __init__(self) -> None:
        self._now = 0.0
        self._turn = Mutex()

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        with self._turn:
            self._now += seconds


class Heard:
    """`Voice` that remembers. `lines` are of apps, `audits` of the log that is kept."""

    def __init__(self) -> None:
        self.phases: list[tuple[str, PhaseName | None]] = []
        self.lines: list[tuple[str, str, str]] = []
        self.outcomes: list[Outcome] = []
        self.audits: list[str] = []

    def begun(self, app: str, phase: PhaseName | None) -> None:
        self.phases.append((app, phase))

    def said(self, app: str, line: str, host: str = "") -> None:
        self.lines.append((app, line, host))

    def ended(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def audit(self, line: str) -> None:
        self.audits.append(line)


class Faults:
    """What happens at which boundary of a run. They count from 1; `names` tells them.

    At a boundary before or after a write of the records (`writes`) its answer can be lost: then
    nothing has been written, or it has.
    """

    def __init__(self, at: int = 0, trouble: Trouble = "kill") -> None:
        self.stop = Wish()
        self.names: list[str] = []
        self.writes: list[int] = []
        self._at = at
        self._trouble = trouble
        self._is_dead = False
        self._turn = Mutex()

    def boundary(self, name: str, *, writes: bool = False) -> None:
        """Come to a boundary.

        Raises:
            Killed: here, or before.
            UnansweredError: the answer is lost here.
        """
        with self._turn:
            if self._is_dead:
                raise Killed
            self.names.append(name)
            if writes:
                self.writes.append(len(self.names))
            if len(self.names) != self._at:
                return
            if self._trouble == "kill":
                self._is_dead = True
                raise Killed
            if self._trouble == "stop":
                self.stop.why = "SIGTERM"
            elif writes:
                raise UnansweredError(f"there was no answer {name}")
