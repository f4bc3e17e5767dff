"""The board of 10,000 deployments: to read and decide, to write it, and how large it becomes.

    python -m benchmarks.board FOLDER FILE     looks at a season that is there

That is a process of its own, for its memory; it writes what it saw to `FILE`, as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from benchmarks.typed import Took, Typed, took
from release.board.document import as_json
from release.board.metrics import metrics
from release.board.page import render
from release.steps.board import Wish, look
from tests.board.season import Season, rides, seen

RELEASES = 10_000
EVERY = timedelta(minutes=12)  # all of them are within the days that the board tells of
ROUNDS = 3
PARTS = ("read and decide", "write the page", "write the JSON", "write the numbers")

_T = TypeVar("_T")


class Part(NamedTuple):
    """Seconds of processors, git's too (the least of some rounds), and bytes of what is made."""

    processor: float
    size: int


class Boarded(NamedTuple):
    """What was seen: the parts by name, the whole process, and how much there was to read."""

    parts: dict[str, Part]
    whole: Took
    commits: int


def boarded(folder: Path, releases: int = RELEASES) -> Boarded:
    """Have a season in an empty folder, and a board of it."""
    season = Season(folder / "train", rides(releases, EVERY))
    commits = int(season.git("rev-list", "--count", "--all"))
    file, root = folder / "seen.json", Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    words = ("-m", "benchmarks.board", str(season.root), str(file))
    whole = took(Typed("board", [sys.executable], words, folder, environment), folder)
    parts = json.loads(file.read_text("utf-8"))
    return Boarded({name: Part(*parts[name]) for name in PARTS}, whole, commits)


def main() -> None:
    """Look at a season, and note how long each part took."""
    folder, file = map(Path, sys.argv[1:])
    view, wish = seen(folder), Wish(records="clone", name="acme/train")
    board, seconds = _least(lambda: look(view, wish)[0])
    parts = {PARTS[0]: Part(seconds, 0)}
    for name, form in zip(PARTS[1:], (render, as_json, metrics), strict=True):
        text, seconds = _least(partial(form, board))
        parts[name] = Part(seconds, len(text.encode()))
    file.write_text(json.dumps(parts), "utf-8")


def _least(does: Callable[[], _T]) -> tuple[_T, float]:
    """What is done, and the least that it took: whatever else there was only added to it."""
    found, taken = does(), []
    for _ in range(ROUNDS):
        before = _processor()
        found = does()
        taken.append(_processor() - before)
    return found, min(taken)


def _processor() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
