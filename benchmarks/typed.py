"""A command that is typed, and what is seen of it: what it took, and whom it asked."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which
from typing import NamedTuple

from release.rehearsal import LocalGitHub

_LAUNCHER = Path(__file__).with_name("launcher.py")
_COUNTING = '#!/bin/sh\necho x >> "{log}"\nexec "{git}" "$@"\n'
_KIB = 1024
_MEASURED = "import time:"  # what `-X importtime` puts before each line


class Typed(NamedTuple):
    """A command: what the tables call it, and who types what, where, knowing which environment.

    `program` is the script of a Python program, or whatever else runs. `hub` is the GitHub that
    it can ask. One that `again` has nothing left to do is typed twice.
    """

    name: str
    program: Sequence[str]
    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    hub: LocalGitHub | None = None
    again: bool = False
    is_python: bool = True


class Took(NamedTuple):
    """Seconds by the clock and of processors (its children's too), and MB at the peak."""

    wall: float
    processor: float
    megabytes: float


class Asked(NamedTuple):
    """How many processes of git it began, and requests: to read, and with an effect.

    A push is a request with an effect; what git reads over HTTP is counted as git's.
    """

    git: int
    reads: int
    writes: int


class Looked(NamedTuple):
    """What a run was seen to do; `imports` are microseconds of each module that it imported."""

    asked: Asked
    imports: Mapping[str, int]


def took(command: Typed, aside: Path) -> Took:
    """Type a command; `aside` is a folder for what is noted.

    Raises:
        RuntimeError: it failed, so what it took says nothing.
    """
    environment = {**command.environment}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled modules
    environment.pop("CI", None)
    note = aside / "note"
    argv = [sys.executable, "-I", "-S", str(_LAUNCHER), str(note)]
    _run([*argv, *command.program, *command.words], command, environment)
    wall, processor, peak = note.read_text("ascii").split()
    return Took(float(wall), float(processor), int(peak) / _KIB)


def looked(command: Typed, aside: Path) -> Looked:
    """Type it where everything it does is seen, which slows it down.

    Raises:
        RuntimeError: it failed.
    """
    programs, log = aside / "programs", aside / "log"
    programs.mkdir(exist_ok=True)
    (programs / "git").write_text(_COUNTING.format(log=log, git=which("git")), "utf-8")
    (programs / "git").chmod(0o755)
    log.write_text("", "utf-8")
    before = len(command.hub.log) if command.hub else 0
    path = f"{programs}{os.pathsep}{command.environment['PATH']}"
    environment = {**command.environment, "PATH": path}
    environment.pop("CI", None)
    watched = [sys.executable, "-X", "importtime"] if command.is_python else []
    said = _run([*watched, *command.program, *command.words], command, environment)
    entries = command.hub.log[before:] if command.hub else []
    writes = sum(each.wrote for each in entries)
    reads = sum(each.path.startswith("/api/") and not each.wrote for each in entries)
    asked = Asked(len(log.read_text("utf-8").splitlines()), reads, writes)
    return Looked(asked, imported(said))


def imported(said: str) -> dict[str, int]:
    """Microseconds by module, of what `-X importtime` says: those of itself alone."""
    found: dict[str, int] = {}
    for line in said.splitlines():
        cells = line.removeprefix(_MEASURED).split("|")
        if line.startswith(_MEASURED) and cells[0].strip().isdecimal():
            found[cells[2].strip()] = int(cells[0])
    return found


def median(taken: Sequence[Took]) -> Took:
    """The medians of runs: one that was interrupted says nothing."""
    return Took(*map(statistics.median, zip(*taken, strict=True)))


def _run(argv: Sequence[str], command: Typed, environment: Mapping[str, str]) -> str:
    ran = subprocess.run(
        argv,
        cwd=command.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        lines = [each for each in ran.stderr.splitlines() if not each.startswith(_MEASURED)]
        said = "\n".join(lines)
        raise RuntimeError(f"{command.name} ended with {ran.returncode}:\n{said}")
    return ran.stderr
