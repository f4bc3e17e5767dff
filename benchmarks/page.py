"""`docs/speed.md`: its tables are what was measured, and its prose is written by hand.

A table stands between `<!-- measured: starts -->` and `<!-- end -->`.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import tables
from benchmarks.board import boarded
from benchmarks.lap import NOTHING
from benchmarks.laps import Seen, measured
from benchmarks.sizes import measured as measured_sizes
from benchmarks.typed import Took
from tests.real_components import Components

PAGE = Path(__file__).parents[1] / "docs" / "speed.md"
SIZES = (10, 1000)
_MADE = re.compile(r"<!-- measured: (\S+) -->\n(.*?)<!-- end -->", re.DOTALL)


def write(components: Components, told: Callable[[str], object]) -> None:
    """Measure everything, which takes some minutes, and write the page anew.

    Args:
        components: where the Changesets CLI is.
        told: hears how far it is.
    """
    seen = measured(components.changeset, told)
    with tempfile.TemporaryDirectory() as name:
        told("the board of a long season")
        board = boarded(Path(name))
    sizes: dict[int, dict[str, Took]] = {}
    with tempfile.TemporaryDirectory() as name:
        for size in SIZES:
            told(f"{size} packages")
            sizes[size] = measured_sizes(Path(name), components.changeset, size)
    found = {
        "machine": _machine(components, seen),
        "starts": tables.starts(seen),
        "doings": tables.doings(seen),
        "changesets": tables.changesets(seen),
        "sizes": tables.sizes(sizes),
        "board": tables.board(board),
    }
    PAGE.write_text(made(PAGE.read_text("utf-8"), found), "utf-8")


def made(text: str, found: Mapping[str, Sequence[str]]) -> str:
    """A page with what was found in its places."""

    def section(place: re.Match[str]) -> str:
        name = place[1]
        return "\n".join([f"<!-- measured: {name} -->", "", *found[name], "", "<!-- end -->"])

    return _MADE.sub(section, text)


def sections(text: str) -> dict[str, str]:
    """What stands in each place of a page, by its name."""
    return {name: found.strip() for name, found in _MADE.findall(text)}


def _machine(components: Components, seen: Mapping[str, Seen]) -> list[str]:
    empty, today = seen[NOTHING].took, datetime.now(UTC).date()
    node = _says(components.node, "--version").removeprefix("v")
    theirs = _says(*components.changeset, "--version").splitlines()[-1].split()[-1]
    git = _says("git", "--version").removeprefix("git version ")
    return [
        f"Measured on {today}, on {platform.system()} with {os.cpu_count()} cores:",
        f"Python {platform.python_version()}, git {git},",
        f"Changesets CLI {theirs} on Node.js {node}. There {NOTHING} takes {_whole(empty)}.",
    ]


def _whole(took: Took) -> str:
    wall, processor = (f"{1000 * seconds:.0f} ms" for seconds in (took.wall, took.processor))
    return f"{wall}, {processor} of a processor and {took.megabytes:.0f} MB"


def _says(*argv: str) -> str:
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()
