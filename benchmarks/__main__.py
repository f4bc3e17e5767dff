"""Wall times of our commands as ratios to others' in the same run, on a copy of this repository.

Runs alternate, so that a machine that slows down slows everyone; medians are compared, because
one run that was interrupted says nothing. Processor time stands beside it: on a busy machine it is
the steadier of the two. There is no limit here and nothing fails.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import deploying, page, sizes
from tests.real_components import REMEDIES, Components

ROOT = Path(__file__).parents[1]
ROUNDS = 15  # the median of 15 runs of 0.2 s moves by about 3 percent from one time to the next
NOTHING = '''\
"""One task that does nothing."""

from invoke.tasks import task


@task
def nothing(context):
    """Do nothing."""
'''


@dataclass(frozen=True, slots=True)
class Contender:
    """A command to time. `goal` is the ratio to `against` that we want to stay under."""

    name: str
    command: Sequence[str]
    folder: Path
    against: str = ""
    goal: float | None = None


def contenders(repository: Path, empty: Path, changeset: Sequence[str]) -> list[Contender]:
    """Everything that is timed; a reference stands before what is held against it."""
    inv = str(Path(sys.executable).with_name("inv"))
    theirs = "changeset status (Changesets CLI)"
    listing = "inv --list, empty tasks.py"
    return [
        Contender("inv nothing (an empty Invoke task)", [inv, "nothing"], empty),
        Contender(theirs, [*changeset, "status"], repository),
        Contender("inv changeset.status", [inv, "changeset.status"], repository, theirs, 1.0),
        Contender("inv release.preview", [inv, "release.preview"], repository, theirs, 1.0),
        Contender(listing, [inv, "--list"], empty),
        Contender("inv --list", [inv, "--list"], repository, listing, 1.5),
    ]


def copy_of_this_repository(folder: Path) -> Path:
    """What is checked out here, changes that are not committed included, as one commit."""
    copy = folder / "repository"
    copy.mkdir()
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    git(copy, "init", "--quiet", "--initial-branch=main")
    git(copy, "add", "--all", "--force")
    ident = (
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "-c",
        "commit.gpgsign=false",
    )
    git(copy, *ident, "commit", "--quiet", "--no-verify", "--message=Start")
    return copy


def git(folder: Path, *arguments: str) -> str:
    """Run git in `folder`; return what it prints."""
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


@dataclass(frozen=True, slots=True)
class Seconds:
    """What a run took: on the clock, and of the processor (its children included)."""

    wall: float
    processor: float


def seconds(contender: Contender, environment: Mapping[str, str]) -> Seconds:
    """How long one run takes.

    Raises:
        subprocess.CalledProcessError: the command failed, so its time says nothing.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        contender.command, cwd=contender.folder, env=environment, check=True, capture_output=True
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Seconds(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measure(all_of_them: Sequence[Contender], rounds: int) -> dict[str, Seconds]:
    """The medians of each, after one run that warms the caches."""
    environment = {name: text for name, text in os.environ.items() if name != "CI"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled modules
    runs: dict[str, list[Seconds]] = {one.name: [] for one in all_of_them}
    for number in range(rounds + 1):
        for one in all_of_them:
            taken = seconds(one, environment)
            if number:
                runs[one.name].append(taken)
    return {
        name: Seconds(
            statistics.median(run.wall for run in taken),
            statistics.median(run.processor for run in taken),
        )
        for name, taken in runs.items()
    }


def lines(all_of_them: Sequence[Contender], medians: Mapping[str, Seconds]) -> list[str]:
    """A line each: the times, and the ratio with its goal."""
    width = max(len(one.name) for one in all_of_them)
    told = [f"{'':{width}}   wall ms  processor ms"]
    for one in all_of_them:
        own = medians[one.name]
        line = f"{one.name:{width}}  {own.wall * 1000:8.0f}  {own.processor * 1000:12.0f}"
        if one.goal is not None:
            ratio = own.wall / medians[one.against].wall
            line += f"  {ratio:.2f} x {one.against} (goal: at most {one.goal})"
        told.append(line)
    return told


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        choices=sizes.ROUNDS,
        help="instead: how versioning so many packages compares, and grows",
    )
    parser.add_argument(
        "--deploys", action="store_true", help="instead: what deploying costs besides the work"
    )
    parser.add_argument(
        "--page",
        action="store_true",
        help="instead: measure everything, and write the tables of docs/speed.md anew",
    )
    options = parser.parse_args()
    if options.deploys:
        deploying.main()
        return
    components = Components(os.environ)
    if not components.find("node"):
        parser.exit(1, f"node is not here: {REMEDIES['node']}\n")
    if options.page:
        page.write(components, lambda what: print(what, flush=True))
        return
    with tempfile.TemporaryDirectory() as name:
        if options.sizes:
            for line in sizes.measure(Path(name), components.changeset, options.sizes):
                print(line, flush=True)
            return
        empty = Path(name) / "empty"
        empty.mkdir()
        (empty / "tasks.py").write_text(NOTHING, encoding="utf-8")
        repository = copy_of_this_repository(Path(name))
        timed = contenders(repository, empty, components.changeset)
        print("\n".join(lines(timed, measure(timed, options.rounds))))


if __name__ == "__main__":
    main()
