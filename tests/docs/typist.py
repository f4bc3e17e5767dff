"""Somebody who types what a page says into one shell, from its top to its end."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import NamedTuple

LONGEST = 300  # seconds that one command may take on a busy machine
_END = "\x1e"  # the ASCII record separator: nobody says that


class Answer(NamedTuple):
    """The exit code, and what was said and printed, as a terminal would show it."""

    code: int
    said: str


class Typist:
    """One bash: where a command goes to and what it sets is so for the next one."""

    def __init__(self, bash: subprocess.Popen[str]) -> None:
        self._bash = bash

    def type(self, command: str) -> Answer:
        """Have the shell run a command to its end.

        Raises:
            RuntimeError: the shell has ended, or had to be ended.
        """
        assert self._bash.stdin is not None
        script = f"{{ {command}\n}} </dev/null\nprintf '\\036%d\\n' $?\n"
        self._bash.stdin.write(script)
        self._bash.stdin.flush()
        timer = Timer(LONGEST, _end, [self._bash])
        timer.start()
        try:
            return self._answer(command)
        finally:
            timer.cancel()

    def _answer(self, command: str) -> Answer:
        assert self._bash.stdout is not None
        said: list[str] = []
        for line in self._bash.stdout:
            before, found, code = line.partition(_END)
            said.append(before)
            if found:
                return Answer(int(code), "".join(said))
        raise RuntimeError(f"the shell ended in `{command}`: {''.join(said)}")


@contextmanager
def typist(root: Path, environment: Mapping[str, str]) -> Iterator[Typist]:
    """A shell in `root`; what it has started goes with it."""
    with subprocess.Popen(
        ["bash", "--noprofile", "--norc"],
        cwd=root,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as bash:
        try:
            yield Typist(bash)
        finally:
            _end(bash)


def _end(bash: subprocess.Popen[str]) -> None:
    try:
        os.killpg(bash.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
