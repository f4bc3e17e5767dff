"""Programs: the one place that starts any. Argument lists only, never a shell."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import IO, NamedTuple

from release.adapters.asked import asking
from release.errors import CommandError, StateError

LAST_LINES = 10
"""How much of what a failed program said is told: enough for cargo's or npm's own message."""
_LOOK = 0.02  # seconds between looks whether a program that was told to end has done so


INSTALL = "install it, or put it on the PATH"
"""The hint where a program is missing."""
_NOT_STARTED = "is it a program of this machine, and may this user run it?"


class MissingProgram(StateError):  # noqa: N818  reads as what it says
    """There is no such program. `program` is what was looked for."""

    def __init__(self, program: str) -> None:
        super().__init__(f"there is no program `{program}`", hint=INSTALL)
        self.program = program


class Result(NamedTuple):
    """What a program answered. Undecodable bytes of its output are lone surrogates.

    A negative `code` is the signal that ended it.
    """

    argv: tuple[str, ...]
    code: int
    stdout: str
    stderr: str


class Program:
    """A program that runs, with an empty stdin and in a process group of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process itself, for Invoke, which reads and waits on its own."""
        return self._process

    @property
    def streams(self) -> dict[str, IO[bytes]]:
        """What it writes to, by name: `stdout`, and `stderr` if that was to be apart.

        Whoever reads one closes it.
        """
        found = {"stdout": self._process.stdout, "stderr": self._process.stderr}
        return {name: stream for name, stream in found.items() if stream is not None}

    def wait(self, seconds: float) -> int | None:
        """Its exit code, negative for a signal; None when it still runs after so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def end(self, grace: float) -> int:
        """End it and all that it started: after so many seconds without asking; its exit code."""
        _signal(self._process, signal.SIGTERM)
        until = time.monotonic() + grace
        while self._is_there() and time.monotonic() < until:
            time.sleep(_LOOK)
        _kill(self._process)
        return self._process.wait()

    def _is_there(self) -> bool:
        """Whether any process of its group is left."""
        self._process.poll()
        return _signal(self._process, 0)


def start(
    argv: Sequence[str], cwd: Path, env: Mapping[str, str], *, apart: bool = False
) -> Program:
    """Start a program that is read while it runs.

    Args:
        argv: the program and its arguments; nothing in them is interpreted.
        cwd: where it runs.
        env: all of its environment.
        apart: keep stderr apart from stdout, and lose the order between them.

    Raises:
        MissingProgram: there is no such program.
        CommandError: it cannot be started.
        StateError: `cwd` is no directory.
    """
    if not cwd.is_dir():
        raise StateError(f"`{cwd}` is not a directory")
    stderr = subprocess.PIPE if apart else subprocess.STDOUT
    return Program(_start(argv, cwd, env, stdin=subprocess.DEVNULL, stderr=stderr))


def run(
    argv: Sequence[str],
    cwd: Path,
    *,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
    input: str | None = None,  # noqa: A002  named as in `subprocess`
) -> Result:
    """Run a program to its end, whatever its exit code.

    Args:
        argv: the program and its arguments; nothing in them is interpreted.
        cwd: where it runs.
        env: all of its environment; None is ours.
        timeout: seconds; after them it is killed, and all that it started.
        input: its stdin; None is an empty one, so that it cannot wait for somebody.

    Raises:
        MissingProgram: there is no such program.
        CommandError: it cannot be started, or it took too long.
        StateError: `cwd` is no directory.
    """
    if not cwd.is_dir():
        raise StateError(f"`{cwd}` is not a directory")
    with asking(shlex.join(argv)) as question, _start(argv, cwd, env) as process:
        try:
            stdout, stderr = process.communicate(_encoded(input or ""), timeout)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise CommandError(
                f"`{shlex.join(argv)}` took longer than {timeout:g} s",
                hint="it was ended; run it by hand to see what it waits for",
            ) from None
        except BaseException:  # an interrupt ends what we started, too
            _kill(process)
            raise
        question.how = _how(process.returncode)
    return Result(tuple(argv), process.returncode, _decoded(stdout), _decoded(stderr))


def attend(argv: Sequence[str], cwd: Path) -> int:
    """Run a program on the user's own terminal, such as an editor; its exit code.

    Raises:
        MissingProgram: there is no such program.
        CommandError: it cannot be started.
    """
    try:  # nobody waits for it who is not looking at it
        return subprocess.call(list(argv), cwd=cwd)  # noqa: S603  not interpreted, see `_start`
    except FileNotFoundError:
        raise MissingProgram(argv[0]) from None
    except OSError as error:
        raise CommandError(
            f"`{argv[0]}` cannot be started: {error.strerror}", hint=_NOT_STARTED
        ) from None


def failure(result: Result) -> str:
    """The message about a program that failed: its arguments, its exit code, its last lines."""
    said = (result.stderr.strip() or result.stdout.strip()).splitlines()[-LAST_LINES:]
    ended = _how(result.code)
    return "\n    ".join([f"`{shlex.join(result.argv)}` failed with {ended}", *said])


def _how(code: int) -> str:
    """How a program ended; empty when that was well."""
    return f"exit code {code}" if code > 0 else f"signal {-code}" if code else ""


def _start(
    argv: Sequence[str],
    cwd: Path,
    env: Mapping[str, str] | None,
    *,
    stdin: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603  an argument list is not interpreted
            [_place(argv[0], env), *argv[1:]],
            cwd=cwd,
            env=env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,  # its children can be ended with it; no terminal to ask on
        )
    except FileNotFoundError:
        raise MissingProgram(argv[0]) from None
    except OSError as error:
        raise CommandError(
            f"`{argv[0]}` cannot be started: {error.strerror}", hint=_NOT_STARTED
        ) from None
    except ValueError as error:  # a null byte, which no argument can have
        raise CommandError(f"`{argv[0]}` cannot be started: {error}", hint=_NOT_STARTED) from None


def _place(program: str, env: Mapping[str, str] | None) -> str:
    """Where a program is: Windows finds scripts, as npx is one there, only by their whole names."""
    if sys.platform == "win32":
        return which(program, path=env.get("PATH") if env else None) or program
    return program


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started, some of which may outlive it."""
    if sys.platform == "win32":
        process.kill()
        return
    _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], number: int) -> bool:
    """Send a signal to the program and all that it started; whether any of them is left.

    Signal 0 only looks. On Windows, which has no groups, the program alone is ended.
    """
    if sys.platform == "win32":
        if number:
            process.terminate()
        return process.returncode is None
    with suppress(ProcessLookupError, PermissionError):  # macOS refuses where all are zombies
        os.killpg(process.pid, number)
        return True
    return False


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _decoded(output: bytes) -> str:
    return output.decode("utf-8", "surrogateescape")
