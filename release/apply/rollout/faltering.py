"""Why an app cannot go on, with what a program said last."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from release.errors import CommandError, ReleaseError

_LAST = 5
"""How many lines of a traceback are told: where it happened, and what."""


class Faltered(CommandError):  # noqa: N818  reads as what it says
    """An app cannot go on. `lines` are the last that was said of it."""

    def __init__(self, message: str, lines: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.lines = tuple(lines)


def faltered(error: BaseException) -> Faltered:
    """What any exception means for the app in whose deployment it was raised."""
    if isinstance(error, Faltered):
        return error
    if isinstance(error, ReleaseError):
        told = [each.message.splitlines() for each in error.problems]
        more = [line.strip() for lines in told for line in lines[1:]]
        hints = [each.hint for each in error.problems if each.hint]
        return Faltered("; ".join(lines[0] for lines in told if lines), [*more, *hints])
    said = "".join(traceback.format_exception(error)).splitlines()
    first = str(error).partition("\n")[0]
    return Faltered(f"{type(error).__name__}: {first}", said[-_LAST:])
