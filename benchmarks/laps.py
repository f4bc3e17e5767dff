"""Laps are made, and what is seen of every command on the way is kept."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.desktop_lap import desktop_lap
from benchmarks.lap import BESIDE, COMMANDS, NOTHING, lap, nothing
from benchmarks.package_lap import package_lap
from benchmarks.typed import Asked, Looked, Took, Typed, looked, median, took

LOOKS, LAPS = 2, 5  # that are looked at, which warms the caches, and that are timed
_OFTEN = 8  # after so many commands, the empty task


class Seen(NamedTuple):
    """Of a command: what it took (the median), whom it asked, and whom it asked a second time.

    `imports` are microseconds by module, the least of all runs that were looked at.
    """

    took: Took
    asked: Asked
    again: Asked | None
    imports: Mapping[str, int]


def measured(cli: Sequence[str], told: Callable[[str], object]) -> dict[str, Seen]:
    """Every command of the tables, by name; theirs and the empty task, too.

    Args:
        cli: how the Changesets CLI is run.
        told: hears how far it is.

    Raises:
        RuntimeError: a command failed, or is in no table.
    """
    looks: defaultdict[str, list[Looked]] = defaultdict(list)
    again: dict[str, Asked] = {}
    times: defaultdict[str, list[Took]] = defaultdict(list)
    for number in range(LOOKS):
        told(f"lap {number + 1} of {LOOKS} that are looked at")
        for command, aside in _way(cli):
            looks[command.name].append(looked(command, aside))
            if command.again:
                looks[command.name].append(looked(command, aside))
                again[command.name] = looks[command.name][-1].asked
    for number in range(LAPS):
        told(f"lap {number + 1} of {LAPS} that are timed")
        for command, aside in _way(cli):
            times[command.name].append(took(command, aside))
    wanted = {*COMMANDS, *BESIDE.values(), NOTHING}
    if wanted != {*looks}:
        raise RuntimeError(f"the tables and the laps differ: {sorted(wanted ^ {*looks})}")
    return {
        name: Seen(median(times[name]), found[0].asked, again.get(name), _imports(found))
        for name, found in looks.items()
    }


def _imports(found: Sequence[Looked]) -> Mapping[str, int]:
    """The least time of each module that the first run imported: others only add to it."""
    return {
        module: min(each.imports.get(module, most) for each in found)
        for module, most in found[0].imports.items()
    }


def _way(cli: Sequence[str]) -> Iterator[tuple[Typed, Path]]:
    """One lap, and the empty task every now and then; each with a folder for notes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        aside = folder / "aside"
        aside.mkdir()
        empty = nothing(folder / "empty", {**os.environ})
        number = 0
        desktop, package = desktop_lap(folder / "desktop"), package_lap(folder / "package")
        for each in (lap(folder, cli), desktop, package):
            for command in each:
                if number % _OFTEN == 0:
                    yield empty, aside
                number += 1
                yield command, aside
