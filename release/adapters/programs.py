"""Which programs this machine has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which

from release.adapters.shell import MissingProgram, run
from release.errors import CommandError

_TIMEOUT = 10.0  # seconds; a wrapper that downloads what it wraps takes longer, and is not there


def is_here(name: str) -> bool:
    """Whether a program is on the PATH."""
    return which(name) is not None


def versions(names: Sequence[str]) -> Mapping[str, str | None]:
    """What each program says of its version, on one line; None when it is not there."""
    return {name: _version(name) for name in names}


def _version(name: str) -> str | None:
    try:
        answer = run([name, "--version"], Path.cwd(), timeout=_TIMEOUT)
    except (MissingProgram, CommandError):
        return None
    return answer.stdout.strip().partition("\n")[0] if not answer.code else None
