"""Values: what commands capture, and the arguments that wait for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from release.apply.rollout.faltering import Faltered
from release.deployment import Command, Late
from release.phrases import cut

LONGEST = 1000
"""Characters of a value: it goes into arguments and records, and is no document."""

_SHOWN = 80


def filled(argv: Sequence[str | Late], values: Mapping[str, str]) -> list[str]:
    """The arguments as they are passed.

    Raises:
        Faltered: a value that one waits for was not captured (all of them are told).
    """
    late = [each for each in argv if isinstance(each, Late)]
    if missing := sorted({each.name for each in late if each.name not in values}):
        names = ", ".join(f"`{name}`" for name in missing)
        raise Faltered(f"`{argv[0]}` needs {names}, which nothing has captured")
    return [
        f"{each.before}{values[each.name]}{each.after}" if isinstance(each, Late) else each
        for each in argv
    ]


def captured(command: Command, stdout: str) -> str:
    """The value that a command's output is.

    Raises:
        Faltered: it is none.
    """
    value = stdout.strip()
    if len(value) <= LONGEST and re.fullmatch(command.pattern, value):
        return value
    raise Faltered(
        f"`{command.shown}` was to print `{command.captures}`, which is to match "
        f"`{command.pattern}`, and printed `{cut(value, _SHOWN)}`"
    )
