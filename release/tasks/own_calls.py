"""Calls a team's own functions: each with a context of its own, heard line by line, explained."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from invoke.context import Context
from invoke.exceptions import Failure, UnexpectedExit
from invoke.runners import Local

from release.adapters.python_code import explained
from release.adapters.secrets import Secrets
from release.adapters.shell import Program, start
from release.deployment import Call, Shipment
from release.deployment.ports import Interrupt
from release.errors import CommandError, Problem, ReleaseError
from release.tasks.own import Function, Own, named

GRACE = 2.0
"""Seconds that a function has to end when somebody wants that; then nobody waits for it."""

_LOOK = 0.1  # seconds between looks for an interrupt
_LAST_LINES = 10

_Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Calls:
    """`release.deployment.ports.Site.call`.

    `say` hears of an app and a line; what `secrets` has is hidden in it. `context` is Invoke's,
    as it was given to our own task.
    """

    root: Path
    own: Sequence[Own]
    context: Context
    say: Callable[[str, str], None]
    secrets: Secrets
    stop: Interrupt
    grace: float = GRACE

    def __call__(self, call: Call, shipment: Shipment, values: Mapping[str, str]) -> None:
        """Call a function, in a thread that is left behind when it does not end in time.

        Raises:
            CommandError: it failed, at the line of theirs that is told, or was interrupted.
        """
        own = next(each for each in self.own if (each.app, each.phase) == (call.app, call.phase))
        name, function = named(own, call)
        release = shipment._replace(values={**shipment.values, **values})
        failures: list[BaseException] = []

        def work() -> None:
            try:
                self._run(name, function, release)
            except BaseException as error:  # noqa: BLE001  it is raised where somebody waits
                failures.append(error)

        thread = threading.Thread(target=work, name=f"{call.phase} of {call.app}", daemon=True)
        thread.start()
        if not self._ended(thread):
            raise CommandError(
                f"`{name}` did not end within {self.grace:g} s of {self.stop.why}, and was left"
            )
        if failures:
            raise failures[0]

    def _ended(self, thread: threading.Thread) -> bool:
        """Wait for a thread to end; whether it did, when it was to."""
        while thread.is_alive() and not self.stop.why:
            thread.join(_LOOK)
        thread.join(self.grace + 2 * _LOOK)
        return not thread.is_alive()

    def _run(self, name: str, function: Function, release: Shipment) -> None:
        def say(line: str) -> None:
            with _heard_by(None):  # who tells it prints, too
                self.say(release.app, self.secrets.hidden(line))

        with Spoken(say) as out, Spoken(say) as err, _heard_by(out):
            context = self._context(out, err)
            try:
                with explained(self.root, name):
                    _called(name, function, context, release)
            except ReleaseError as error:  # also one that they raise themselves
                raise CommandError.of([self._hidden(each) for each in error.problems]) from error
        if self.stop.why:
            raise CommandError(f"`{name}` was interrupted by {self.stop.why}")

    def _hidden(self, problem: Problem) -> Problem:
        return problem._replace(message=self.secrets.hidden(problem.message))

    def _context(self, out: Spoken, err: Spoken) -> Context:
        """Invoke's, whose `run` is heard, and ends when somebody wants that."""
        config = self.context.config.clone()
        config.run.out_stream, config.run.err_stream, config.run.in_stream = out, err, False
        config.runners.local = _runner(self.stop, self.grace)
        return Context(config)


def _called(name: str, function: Function, context: Context, release: Shipment) -> None:
    try:
        function(context, release)
    except Failure as error:
        raise _failure(name, error) from error


class Spoken(io.TextIOBase):
    """A stream whose lines are told one by one; the last one when it is closed."""

    encoding = "utf-8"

    def __init__(self, say: _Say) -> None:
        self._say = say
        self._begun = ""
        self._lock = threading.Lock()

    def write(self, text: str) -> int:
        """Tell the lines that end in `text`."""
        with self._lock:
            *lines, self._begun = f"{self._begun}{text}".split("\n")
            for line in lines:
                self._say(line)
        return len(text)

    def close(self) -> None:
        """Tell what was begun."""
        with self._lock:
            if self._begun:
                self._say(self._begun)
            self._begun = ""


_HEARD = threading.local()


@contextmanager
def _heard_by(said: Spoken | None) -> Iterator[None]:
    """What this thread prints is told as an app's; None: it is printed."""
    before = getattr(_HEARD, "stream", None)
    _HEARD.stream = said
    try:
        yield
    finally:
        _HEARD.stream = before


class _Forked:
    """What a thread of an app prints goes to the app, all else to `stream`, which it resembles."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return int(self._now().write(text))

    def flush(self) -> None:
        self._now().flush()

    def _now(self) -> Any:
        return getattr(_HEARD, "stream", None) or self._stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def prints_told() -> Iterator[None]:
    """Whatever functions print is told as their app's; stdout is ours, so that none gets there."""
    stream = sys.stderr
    forked: Any = _Forked(stream)
    with redirect_stdout(forked), redirect_stderr(forked):
        yield


def _failure(name: str, error: Failure) -> CommandError:
    """What Invoke tells on many lines, as we do."""
    result = error.result
    how = f"exit code {result.exited}" if isinstance(error, UnexpectedExit) else str(error)
    said = (result.stderr.strip() or result.stdout.strip()).splitlines()[-_LAST_LINES:]
    return CommandError("\n    ".join([f"`{name}`: `{result.command}` failed: {how}", *said]))


def _runner(stop: Interrupt, grace: float) -> type[Local]:
    """A runner of Invoke's whose program, and all that it started, ends when `stop` says so.

    One on a pseudo terminal, or one that is answered by watchers, is Invoke's own.
    """

    class Stoppable(Local):
        program: Program | None = None

        def start(self, command: str, shell: str, env: dict[str, Any]) -> None:
            if self.using_pty or self.watchers:
                super().start(command, shell, env)
            else:
                self.program = start([shell, "-c", command], Path.cwd(), env, apart=True)
                self.process = self.program.process

        @property
        def process_is_finished(self) -> bool:
            if stop.why and self.program:
                self.program.end(grace)
            elif stop.why:
                self.kill()
            return super().process_is_finished

        def stop(self) -> None:
            super().stop()
            for stream in self.program.streams.values() if self.program else ():
                stream.close()

    return Stoppable
