"""How `changeset.version` and `changeset.status` grow: 10, 1,000 and 10,000 packages.

Ours and the real CLI's run in turn on fresh copies of one repository (`scale`), and the medians of
clock time and of peak memory are compared. The floor (`floor`) stands beside them. The real CLI is
not run on 10,000: it starts a git process for each changeset, and would take the better part of
an hour.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.scale import lay_out
from benchmarks.typed import Took, Typed, median, took

ROUNDS = {10: 15, 1000: 3, 10000: 1}
LARGEST_OF_THEIRS = 1000


class Goal(NamedTuple):
    """What a ratio of two rows is to be."""

    words: str
    ratio: float
    limit: float
    is_floor: bool

    def __str__(self) -> str:
        met = self.ratio >= self.limit if self.is_floor else self.ratio <= self.limit
        kind = "at least" if self.is_floor else "at most"
        verdict = "met" if met else "NOT MET"
        return f"{self.words}: {self.ratio:.2f} (goal: {kind} {self.limit:g}; {verdict})"


def measure(folder: Path, changeset: Sequence[str], sizes: Sequence[int]) -> Iterator[str]:
    """Measure all sizes in `folder`; a line for each row, and then one for each goal."""
    medians: dict[tuple[str, int], Took] = {}
    for size in sizes:
        for name, run in measured(folder, changeset, size).items():
            medians[name, size] = run
            yield f"{size:6}  {name:12} {run.wall:8.2f} s {run.megabytes:8.0f} MB"
    yield from map(str, _goals(medians))


def measured(folder: Path, changeset: Sequence[str], size: int) -> dict[str, Took]:
    """The medians of one size: `version`, `status`, `floor`, `CLI version` and `CLI status`."""
    ours = str(Path(sys.executable).with_name("release"))
    template = folder / f"template-{size}"
    template.mkdir()
    lay_out(template, size)
    work = _work_of(template, folder, [ours, "changeset.version"])
    commands = {
        "version": [ours, "changeset.version"],
        "status": [ours, "changeset.status"],
        "floor": [sys.executable, "-m", "benchmarks.floor", str(work)],
    }
    if size <= LARGEST_OF_THEIRS:
        commands |= {"CLI version": [*changeset, "version"], "CLI status": [*changeset, "status"]}
    return _medians(template, folder, commands, ROUNDS[size])


def _goals(medians: Mapping[tuple[str, int], Took]) -> Iterator[Goal]:
    def ratio(one: tuple[str, int], other: tuple[str, int]) -> float | None:
        if one not in medians or other not in medians:
            return None
        return medians[one].wall / medians[other].wall

    rows = (
        ("1,000: CLI version / ours", ("CLI version", 1000), ("version", 1000), 20, True),
        ("1,000: CLI status / ours", ("CLI status", 1000), ("status", 1000), 2, True),
        ("10,000 / 1,000", ("version", 10000), ("version", 1000), 12, False),
        ("1,000: ours / floor", ("version", 1000), ("floor", 1000), 3, False),
        ("10,000: ours / floor", ("version", 10000), ("floor", 10000), 3, False),
        ("10: ours / CLI version", ("version", 10), ("CLI version", 10), 1, False),
        ("10: ours / CLI status", ("status", 10), ("CLI status", 10), 1, False),
    )
    for words, one, other, limit, is_floor in rows:
        found = ratio(one, other)
        if found is not None:
            yield Goal(words, found, limit, is_floor)
    if ("CLI version", LARGEST_OF_THEIRS) in medians:
        memory = [medians[name, LARGEST_OF_THEIRS].megabytes for name in ("version", "CLI version")]
        yield Goal("1,000: peak memory, ours / CLI", memory[0] / memory[1], 1, is_floor=False)


def _medians(
    template: Path, folder: Path, commands: Mapping[str, Sequence[str]], rounds: int
) -> dict[str, Took]:
    """The medians of each command after one run that warms the caches; the commands alternate."""
    runs: dict[str, list[Took]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            run = _run(_copy(template, folder), command)
            if number:
                runs[name].append(run)
    return {name: median(taken) for name, taken in runs.items()}


def _copy(template: Path, folder: Path) -> Path:
    """A fresh copy whose index knows its files, so that git need not read them all.

    The last one stays: ext4 without a journal passes over all that was deleted within a minute
    or five whenever a file is made, and applying a release took twice as long for it.
    """
    copy = Path(tempfile.mkdtemp(prefix="copy-", dir=folder))
    shutil.copytree(template, copy, dirs_exist_ok=True)
    subprocess.run(["git", "update-index", "-q", "--refresh"], cwd=copy, check=True)
    os.sync()  # what the copy left to be written is not to be paid for by the run
    return copy


def _run(repository: Path, command: Sequence[str]) -> Took:
    """One run.

    Raises:
        RuntimeError: the command failed, so its time says nothing.
    """
    root = str(Path(__file__).parents[1])  # for the floor
    environment = {**os.environ, "PYTHONPATH": root}
    with tempfile.TemporaryDirectory() as aside:
        typed = Typed(command[-1], command, (), repository, environment)
        return took(typed, Path(aside))


def _work_of(template: Path, folder: Path, command: Sequence[str]) -> Path:
    """What a release writes and deletes, as a file for the floor."""
    copy = _copy(template, folder)
    _run(copy, command)
    before, after = _sizes(template), _sizes(copy)
    changed = {
        path: size
        for path, size in after.items()
        if path not in before or (copy / path).read_bytes() != (template / path).read_bytes()
    }
    work = folder / f"{template.name}.json"
    deleted = sorted(before.keys() - after.keys())
    work.write_text(json.dumps({"written": changed, "deleted": deleted}), encoding="utf-8")
    return work


def _sizes(root: Path) -> dict[str, int]:
    return {
        path.relative_to(root).as_posix(): path.stat().st_size
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }
