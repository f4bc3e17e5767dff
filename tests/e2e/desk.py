"""Somebody at the keyboard: a command typed in a directory, and what comes back."""

from __future__ import annotations

import io
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release.tasks.program import program


@dataclass(frozen=True, slots=True)
class Answer:
    """The exit code, what was printed as data, and what was said."""

    code: int
    out: str
    err: str


def typed(root: Path, *arguments: str) -> Answer:
    """Run `release` with `arguments` in `root`, in this process."""
    out, err = _Screen(), _Screen()
    code: Any = 0
    with chdir(root), redirect_stdout(out), redirect_stderr(err):
        try:
            program.run(["release", *arguments])
        except SystemExit as end:
            code = end.code
    return Answer(int(code or 0), out.getvalue(), err.getvalue())


def git(root: Path, *arguments: str) -> str:
    """Run git in `root`; what it printed."""
    return subprocess.run(
        ["git", *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout


class _Screen(io.StringIO):
    """Printed text; not a terminal, and of the encoding that every terminal has today."""

    encoding = "utf-8"
