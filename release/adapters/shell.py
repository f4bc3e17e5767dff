"""Programs: the one place that starts any. Argument lists only, never a shell."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from release.errors import CommandError, StateError

LAST_LINES = 10
"""How much of what a failed program said is told: enough for cargo's or npm's own message."""


class MissingProgram(StateError):  # noqa: N818  reads as what it says
    """There is no such program. `program` is what was looked for."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"there is no program `{program}`", hint="install it, or put it on the PATH"
        )
        self.program = program


class Result(NamedTuple):
    """What a program answered. Undecodable bytes of its output are lone surrogates.

    A negative `code` is the signal that ended it.
    """

    argv: tuple[str, ...]
    code: int
    stdout: str
    stderr: str


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
    with _start(argv, cwd, env) as process:
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
    return Result(tuple(argv), process.returncode, _decoded(stdout), _decoded(stderr))


def attend(argv: Sequence[str], cwd: Path) -> int:
    """Run a program on the user's own terminal, such as an editor; its exit code.

    Raises:
        MissingProgram: there is no such program.
        CommandError: it cannot be started.
    """
    try:
        return subprocess.call(list(argv), cwd=cwd)  # noqa: S603  not interpreted, see `_start`
    except FileNotFoundError:
        raise MissingProgram(argv[0]) from None
    except OSError as error:
        raise CommandError(f"`{argv[0]}` cannot be started: {error.strerror}") from None


def failure(result: Result) -> str:
    """The message about a program that failed: its arguments, its exit code, its last lines."""
    said = (result.stderr.strip() or result.stdout.strip()).splitlines()[-LAST_LINES:]
    ended = f"exit code {result.code}" if result.code > 0 else f"signal {-result.code}"
    return "\n    ".join([f"`{shlex.join(result.argv)}` failed with {ended}", *said])


def _start(
    argv: Sequence[str], cwd: Path, env: Mapping[str, str] | None
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603  an argument list is not interpreted
            list(argv),
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # its children can be ended with it; no terminal to ask on
        )
    except FileNotFoundError:
        raise MissingProgram(argv[0]) from None
    except OSError as error:
        raise CommandError(f"`{argv[0]}` cannot be started: {error.strerror}") from None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started, some of which may outlive it."""
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _decoded(output: bytes) -> str:
    return output.decode("utf-8", "surrogateescape")
