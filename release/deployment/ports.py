"""What the executor of a deployment needs of the world, as types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from release.deployment import Call, Command, PhaseName, Shipment
from release.deployment.outcome import Outcome
from release.deployment.records import WritableRecords


class Ran(NamedTuple):
    """How a program ended.

    `code` 0 is success, a negative one the signal; `why` says what else ended it (a missing
    program, a timeout, an interrupt). `lines` are the last that it said, and `stdout` is what
    it wrote there if the command captures a value.
    """

    code: int
    stdout: str = ""
    lines: tuple[str, ...] = ()
    why: str = ""


class Runner(Protocol):
    """Runs programs, several at once; on `stop` it ends what it started, within seconds."""

    def __call__(self, command: Command, argv: Sequence[str], say: Callable[[str], None]) -> Ran:
        """Run a command whose arguments are all known; each line that it says is told at once."""


class Answered(NamedTuple):
    """What an address answered; `status` 0 is no answer at all, for the reason `why`.

    Of a redirection, which is not followed, `why` says where it leads.
    """

    status: int
    body: str = ""
    why: str = ""


class Interrupt(Protocol):
    """Whether somebody wants it to end: nothing new is started then. `why` names the signal."""

    @property
    def why(self) -> str:
        """What interrupted us; empty as long as nothing did."""

    def wait(self, seconds: float) -> bool:
        """Sleep, and wake up early when it is to end; whether it is."""


class Voice(Protocol):
    """Tells people how it goes on, while it does. Called from several threads."""

    def begun(self, app: str, phase: PhaseName | None) -> None:
        """An app entered a phase; None is what takes it back."""

    def said(self, app: str, line: str, host: str = "") -> None:
        """A program of the app said something, or we did."""

    def ended(self, outcome: Outcome) -> None:
        """An app is done."""

    def audit(self, line: str) -> None:
        """Something was changed: one line, for the log that is kept."""


class Site(NamedTuple):
    """Everything around one deployment.

    `now` is seconds that only grow. `call` runs a function of the team's own, and raises
    CommandError when it fails. `key` makes a new key for a record, `run` is the page of the CI
    job, `who` is told in the audit.
    """

    records: WritableRecords
    run_command: Runner
    get: Callable[[str, float], Answered]
    call: Callable[[Call, Shipment, Mapping[str, str]], None]
    voice: Voice
    stop: Interrupt
    now: Callable[[], float]
    key: Callable[[], str]
    run: str = ""
    who: str = ""
