"""Commands of a deployment: programs that talk while they run, and that an interrupt ends."""

from __future__ import annotations

import shlex
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic

from release.adapters.asked import asking
from release.adapters.hearing import Hearing, Said
from release.adapters.secrets import HIDDEN, secrets_of, without_tokens
from release.adapters.shell import Program, start
from release.deployment import OURS, Command
from release.deployment.ports import Interrupt, Ran
from release.errors import ReleaseError

LAST_LINES = 20
"""How much of what a program said is kept for whoever asks why it failed."""

GRACE = 2.0
"""Seconds between SIGTERM and SIGKILL: a cancelled job of GitHub Actions has ten in all."""

LONGEST_VALUE = 1 << 20
"""Characters of an output that is kept to be captured."""

NOT_STARTED = 127
"""The exit code of what did not even start, as shells have it."""

_UNFIT = "printed a secret where a value was to be, and values are recorded"
_LOOK = 0.1  # seconds between looks at the clock and for an interrupt
_SILENCE = 0.5  # seconds without a line after which a program that has ended counts as heard
_LONGEST_SILENCE = 5.0  # seconds after its end, however much is said by what it left running


class CommandRunner:
    """`release.deployment.ports.Runner`, for the programs of this machine.

    A program that ends well may leave others running, such as a server; those of one that failed
    to end in time, or that was interrupted, are ended with it.

    Args:
        root: of the repository; commands name their directories relative to it.
        environment: ours. Its tokens are withheld, and secrets are hidden in what programs say.
        stop: whether to end.
    """

    def __init__(self, root: Path, environment: Mapping[str, str], stop: Interrupt) -> None:
        self._root = root
        self._environment = environment
        self._stop = stop

    def __call__(self, command: Command, argv: Sequence[str], say: Callable[[str], None]) -> Ran:
        """Run a command to its end, its timeout, or an interrupt."""
        if self._stop.why:
            return Ran(NOT_STARTED, why=f"interrupted by {self._stop.why}")
        with asking(shlex.join(argv)) as question:
            ran = self._ran(command, argv, say)
            question.how = f"exit code {ran.code}" if ran.code else ""
        return ran

    def _ran(self, command: Command, argv: Sequence[str], say: Callable[[str], None]) -> Ran:
        given = self._environment if command.needs_token else without_tokens(self._environment)
        environment = {**given, **dict(command.variables)}
        directory, apart = self._root / command.directory, bool(command.captures)
        try:
            program = start(_resolved(argv), directory, environment, apart=apart)
        except ReleaseError as error:
            return Ran(NOT_STARTED, why=error.problems[0].message)
        hearing = Hearing(program.streams, secrets_of({**self._environment, **environment}))
        try:
            return self._attend(program, hearing, _Told(say, apart=apart), command.timeout)
        except BaseException:  # whoever listens had enough, or interrupts
            program.end(0)
            raise
        finally:
            hearing.leave()

    def _attend(self, program: Program, hearing: Hearing, told: _Told, timeout: float) -> Ran:
        until = monotonic() + timeout
        while (code := _ended(program, hearing, told)) is None:
            if why := self._too_long(until, timeout):
                code = program.end(GRACE)
                told.rest(hearing)
                return told.ran(code or NOT_STARTED, why)
        return told.ran(code, told.unfit)

    def _too_long(self, until: float, timeout: float) -> str:
        if self._stop.why:
            return f"interrupted by {self._stop.why}"
        return f"took longer than {timeout:g} s, and was ended" if monotonic() > until else ""


def _resolved(argv: Sequence[str]) -> Sequence[str]:
    """The arguments, with us as whoever runs: the PATH may lead to another version, or to nobody.

    What lies in the directory that it is started in is none of our modules.
    """
    return [sys.executable, "-P", "-m", "release", *argv[1:]] if argv[0] == OURS else argv


class _Told:
    """What a program has said: `last`, its last lines, and `output`, its stdout if that counts."""

    def __init__(self, say: Callable[[str], None], *, apart: bool) -> None:
        self._say = say
        self._stdout: list[str] | None = [] if apart else None
        self._room = LONGEST_VALUE
        self.last: deque[str] = deque(maxlen=LAST_LINES)

    def __call__(self, said: Said) -> None:
        self._say(said.line)
        self.last.append(said.line)
        if self._stdout is not None and said.stream == "stdout" and self._room > 0:
            self._stdout.append(said.line)
            self._room -= len(said.line)

    def rest(self, hearing: Hearing) -> None:
        """Pass on what is left, until nothing more comes."""
        for said in hearing.rest(_SILENCE, _LONGEST_SILENCE):
            self(said)

    def ran(self, code: int, why: str) -> Ran:
        """How it ended."""
        return Ran(code, self._output, tuple(self.last), why)

    @property
    def unfit(self) -> str:
        """Why its output can be no value; empty where nothing is wrong with it."""
        return _UNFIT if HIDDEN in self._output else ""

    @property
    def _output(self) -> str:
        return "\n".join(self._stdout or ())


def _ended(program: Program, hearing: Hearing, told: _Told) -> int | None:
    """Pass on the next line; the exit code once there is one and nothing more to hear."""
    if not hearing.is_open:
        return program.wait(_LOOK)
    if (said := hearing.next(_LOOK)) is not None:
        told(said)
    if (code := program.wait(0)) is not None:
        told.rest(hearing)
    return code
