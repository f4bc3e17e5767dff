"""What was seen, as tables: ratios foremost, for other figures are of one machine alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from benchmarks.board import PARTS, RELEASES, Boarded
from benchmarks.lap import BESIDE, COMMANDS, NOTHING
from benchmarks.laps import Seen
from benchmarks.typed import Took

_KB = 1000
_MOST = 3  # of what a command imports
_LEAST = 0.01  # of the time for imports
_NEVER = ("", "", "")


class Form(NamedTuple):
    """What a table has: its headings, and the names of its rows."""

    headings: Sequence[str]
    rows: Sequence[str]

    def filled(self, cells: Mapping[str, Sequence[str]]) -> list[str]:
        """The table in Markdown; `cells` are those of each row, but for its name."""
        rule = "---|" * len(self.headings)
        return [
            _row(self.headings),
            f"|{rule}",
            *(_row((f"`{name}`" if name in _TYPED else name, *cells[name])) for name in self.rows),
        ]


_TYPED = frozenset(COMMANDS)
STARTS = Form(("Command", "Time", "CPU", "Imports", "Modules", "Of the imports"), COMMANDS)
DOINGS = Form(
    ("Command", "Memory", "git", "Reads", "Writes", "Again: git", "Reads", "Writes"), COMMANDS
)
CHANGESETS = Form(("Command", "Time", "CPU", "Memory"), tuple(BESIDE))
BOARD = Form(("Part", "CPU", "Size"), PARTS)

_SIZED = tuple((size, task) for size in (10, 1000) for task in ("version", "status"))


def _sized(size: int, task: str) -> str:
    return f"`changeset.{task}`, {size:,} packages"


SIZES = Form(
    ("What", "Time", "Memory", "Least time", "Seconds"), tuple(_sized(*each) for each in _SIZED)
)


def starts(seen: Mapping[str, Seen]) -> list[str]:
    """How long each command takes, and what it imports, as ratios to the empty task."""
    empty = seen[NOTHING]
    known = empty.imports
    cells = {}
    for name in COMMANDS:
        taken, imports = seen[name].took, seen[name].imports
        cells[name] = (
            _times(taken.wall, empty.took.wall),
            _times(taken.processor, empty.took.processor),
            _times(sum(imports.values()), sum(known.values())),
            str(len(imports)),
            _heaviest(imports, known),
        )
    return STARTS.filled(cells)


def doings(seen: Mapping[str, Seen]) -> list[str]:
    """How much memory each command takes, and whom it asks, at first and when it is run again."""
    cells = {}
    for name in COMMANDS:
        one = seen[name]
        asked = one.asked
        cells[name] = (
            _megabytes(one.took.megabytes),
            *map(str, asked),
            *(map(str, one.again) if one.again else _NEVER),
        )
    return DOINGS.filled(cells)


def changesets(seen: Mapping[str, Seen]) -> list[str]:
    """What our commands take of what the Changesets CLI takes for the same."""
    cells = {}
    for ours, theirs in BESIDE.items():
        one, other = seen[ours].took, seen[theirs].took
        cells[ours] = (
            _times(one.wall, other.wall),
            _times(one.processor, other.processor),
            f"{_megabytes(one.megabytes)} of {_megabytes(other.megabytes)}",
        )
    return CHANGESETS.filled(cells)


def sizes(runs: Mapping[int, Mapping[str, Took]]) -> list[str]:
    """How versioning grows with the number of packages and changesets."""
    cells = {}
    for size, task in _SIZED:
        found = runs[size]
        one, other, least = found[task], found[f"CLI {task}"], found["floor"]
        cells[_sized(size, task)] = (
            _times(one.wall, other.wall),
            _times(one.megabytes, other.megabytes),
            _times(one.wall, least.wall) if task == "version" else "",
            f"{one.wall:.2f} s",
        )
    return SIZES.filled(cells)


def board(found: Boarded) -> list[str]:
    """What a board of very many deployments takes."""
    cells = {
        name: (f"{part.processor:.2f} s", f"{part.size / _KB:.0f} kB" if part.size else "")
        for name, part in found.parts.items()
    }
    peak = _megabytes(found.whole.megabytes)
    told = f"{RELEASES:,} releases and {found.commits:,} commits; at its peak it had {peak}."
    return [*BOARD.filled(cells), "", told]


def _heaviest(imports: Mapping[str, int], known: Mapping[str, int]) -> str:
    """The packages beside what the empty task imports that take most, and their shares."""
    spent: Counter[str] = Counter()
    for module, microseconds in imports.items():
        if module not in known:
            spent[module.partition(".")[0].lstrip("_")] += microseconds
    whole = sum(imports.values())
    shares = ((name, each / whole) for name, each in spent.most_common(_MOST))
    return ", ".join(f"{name} {share:.0%}" for name, share in shares if share >= _LEAST)


def _times(one: float, other: float) -> str:
    return f"{one / other:.2f}"


def _megabytes(number: float) -> str:
    return f"{number:.0f} MB"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
