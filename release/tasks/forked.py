"""Our commands in processes of their own that need not load everything first.

To load what talks to GitHub takes Python half a second, for which each command of a rehearsal
would wait. So one process loads it and does nothing else, and the commands are forked from that.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, NamedTuple

import release
from release.adapters.shell import Result
from release.errors import CommandError
from release.rehearsal.stage import LONGEST, in_a_process

if TYPE_CHECKING:
    from release.rehearsal.stage import Runner

_LOADED = [
    "invoke.program",
    "release.adapters.github.operations",
    "release.rehearsal.stage",
    "release.steps.release",
]
"""What is loaded once: nothing that looks at the current directory or at the environment.

All that this module brings along is among it: a command finds it by the path of this process, on
which a module of the user may have the name of one of Python's.
"""

_LONGEST_FOLDER = 70
"""Bytes. The forks are asked for at a socket below the temporary folder, and the whole path of one
may have 104 (macOS; 108 on Linux)."""


class Forks(NamedTuple):
    """A `Runner`. `path` is where Python finds modules in the commands."""

    path: tuple[str, ...]

    def __call__(self, words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Result:
        """Run a command to its end.

        Raises:
            CommandError: it did not end.
        """
        with TemporaryDirectory(prefix="release-rehearsal-") as folder:
            streams = tuple(str(Path(folder, name)) for name in ("stdout", "stderr"))
            start = _Start(tuple(words), str(cwd), dict(env), self.path, streams)
            process = multiprocessing.get_context("forkserver").Process(target=_be, args=(start,))
            process.start()
            try:
                process.join(LONGEST)
                if process.exitcode is None:
                    raise CommandError(f"`release {' '.join(words)}` took longer than {LONGEST} s")
            finally:  # an interrupt ends what we started, too
                if process.pid is not None:  # of nobody would be of our own group
                    # macOS refuses where only dead ones are left.
                    with suppress(ProcessLookupError, PermissionError):
                        os.killpg(process.pid, signal.SIGKILL)
                process.kill()
                process.join()
            said = [Path(each).read_bytes().decode("utf-8", "surrogateescape") for each in streams]
            return Result(("release", *words), process.exitcode or 0, *said)


def runner(root: Path) -> Runner:
    """The fastest that there is: without forks each command loads everything.

    There are none on Windows, and none where the path of the temporary folder is too long.

    Args:
        root: the user's workspace, of which no module is for the commands.
    """
    if sys.platform == "win32" or len(os.fsencode(gettempdir())) > _LONGEST_FOLDER:
        return in_a_process
    multiprocessing.get_context("forkserver").set_forkserver_preload(_LOADED)
    ours = str(Path(release.__file__ or "").parents[1])
    others = [each for each in sys.path if each and Path(each) not in {root, Path(ours)}]
    return Forks((ours, *others))


class _Start(NamedTuple):
    """All that a process begins with; `streams` are the files for stdout and stderr."""

    words: tuple[str, ...]
    cwd: str
    env: Mapping[str, str]
    path: tuple[str, ...]
    streams: tuple[str, ...]


def _be(start: _Start) -> None:
    """Become that command, with nobody at the keyboard."""
    os.setsid()  # what it starts can be ended with it
    os.chdir(start.cwd)
    os.environ.clear()
    os.environ.update(start.env)
    for number, place in enumerate((os.devnull, *start.streams)):
        os.dup2(os.open(place, os.O_RDWR | os.O_CREAT, 0o600), number)
    sys.stdout, sys.stderr = (
        os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2)
    )
    sys.path[:] = start.path
    sys.argv = ["release", *start.words]
    import_module("release.__main__").main()
