"""Strikes one task at each of its writes, and looks at what the next commands make of it.

A program of its own: it imports the product once and forks, so that a point costs milliseconds.

    python -m tests.e2e.killer METHOD TEMPLATE WORK TASK...   one method; prints its tally as JSON
    python -m tests.e2e.killer                                all of them; prints a table

`audit` kills the process at its nth change of the tree, seen by Python's audit hook (deployments'
"kill at every write"), and before each call of git that changes something. `kill:CALL` kills it at
the nth system call of the kind, `EIO:CALL` and `ENOSPC:CALL` have that call fail; strace does that,
from outside.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple, cast

from tests.repositories import pack
from tests.trains import a_loaded_train, tree_of

KILLED = 137
REFUSED = 4
SETTLING = ["cargo.sync"]  # the next command; in a tree that is whole it has nothing to do
METHODS = (
    "audit",
    *("kill:rename", "kill:fsync", "kill:unlink", "kill:write"),
    *("EIO:fsync", "ENOSPC:fsync", "EIO:rename", "ENOSPC:rename", "ENOSPC:write"),
)

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = {"os.rename", "os.remove", "os.link", "os.symlink", "os.truncate", "os.mkdir"}
_GIT_CHANGES = {"add", "commit"}
_CALLS = {"rename": "/^rename", "unlink": "/^unlink"}  # each system has its own of these

Run = Callable[[Path, Sequence[str], int], int]


class Tally(NamedTuple):
    """What came of striking at `points` points; `bad` tells those that ended wrong."""

    points: int
    untouched: int
    completed: int
    bad: Sequence[str]


def crash_at(point: int, root: Path) -> Callable[[str, tuple[object, ...]], None]:
    """An audit hook that kills this process at its `point`-th change of the tree under `root`."""
    points = count(1)  # `next` is atomic: several threads write

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(flags, int) or not flags & _WRITES or str(root) not in str(path):
                return
        elif event == "subprocess.Popen":
            if _GIT_CHANGES.isdisjoint(cast("Sequence[str]", arguments[1])):
                return
        elif event not in _CHANGES:
            return
        if next(points) == point:
            os._exit(KILLED)

    return hook


def run(root: Path, arguments: Sequence[str], point: int = 0) -> int:
    """Run a task in `root` in a process of its own, killed at a point if that is not 0.

    Returns:
        Its exit code.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        os.chdir(root)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.argv = ["release", *arguments]
        from release.__main__ import main  # noqa: PLC0415  where the tree is, so are its tasks

        if point:
            sys.addaudithook(crash_at(point, root))
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(code)


def traced(method: str) -> Run:
    """A run in which strace strikes at the nth call of a kind; its exit code, KILLED for a kill."""
    what, _, call = method.partition(":")
    calls = _CALLS.get(call, call)
    blow = "signal=KILL" if what == "kill" else f"error={what}"

    def strike(root: Path, arguments: Sequence[str], point: int) -> int:
        # What git does is not traced: `-f` is left out.
        tracer = ["strace", "-qq", "-o", os.devnull, "-e", f"trace={calls}"]
        command = [*tracer, "-e", f"inject={calls}:{blow}:when={point}"]
        program = [sys.executable, "-m", "release", *arguments]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        ended = subprocess.run(
            [*command, *program], cwd=root, env=environment, capture_output=True, check=False
        )
        return KILLED if ended.returncode == -9 else ended.returncode

    return strike


def state_of(root: Path) -> dict[str, bytes]:
    """The tree, and under git the messages of all commits and what is not committed."""
    asked = ["log --format=%B", "status --porcelain"] if (root / ".git").exists() else []
    answers = {
        f"git {words}": subprocess.run(
            ["git", *words.split()], cwd=root, capture_output=True, check=True
        ).stdout
        for words in asked
    }
    return tree_of(root) | answers


def every_point(
    method: str, template: Path, work: Path, arguments: Sequence[str], step: int = 1
) -> Tally:
    """Strike at every `step`-th point, have the next command settle it, and run the task again.

    Settled, the tree and what git has of it must be as they were before or as a clean run leaves
    them; run again, the latter.
    """
    work.mkdir(exist_ok=True)
    if (template / ".git").is_dir():
        pack(template)  # each point begins with a copy
    clean = shutil.copytree(template, work / "clean")
    if run(clean, arguments):
        return Tally(0, 0, 0, ["the clean run failed"])
    before, expected = state_of(template), state_of(clean)
    strike, blow = (run, KILLED) if method == "audit" else (traced(method), REFUSED)
    blow = KILLED if method.startswith("kill") else blow
    points = untouched = completed = 0
    bad = []
    for point in count(1, step):
        root = shutil.copytree(template, work / "struck")
        code = strike(root, arguments, point)
        if code == 0 or (code != blow and state_of(root) == expected):
            # There are fewer points, or the work was done and only its telling failed.
            bad += [] if state_of(root) == expected else [f"{point}: {code}, and it is not done"]
            break
        points += 1
        bad += [] if code == blow else [f"{point}: exit code {code}"]
        settled = run(root, SETTLING)
        state = state_of(root)
        untouched += state == before
        completed += state == expected
        if settled or state not in (before, expected):
            bad.append(f"{point}: neither untouched nor complete, {settled}")
        if run(root, arguments) or state_of(root) != expected:
            bad.append(f"{point}: run again, it does not end where a clean run ends")
        shutil.rmtree(root)
    return Tally(points, untouched, completed, bad)


def table() -> int:
    """Strike `changeset.version` by every method at every point; the number of bad points."""
    bad = 0
    say = sys.stdout.write
    say(f"{'method':14} {'points':>6} {'untouched':>9} {'completed':>9} {'bad':>4}\n")
    with tempfile.TemporaryDirectory() as folder:
        template = a_loaded_train(Path(folder) / "template")
        for method in METHODS:
            work = Path(folder) / method.replace(":", "-")
            tally = every_point(method, template, work, ["changeset.version"])
            figures = f"{tally.points:6} {tally.untouched:9} {tally.completed:9} {len(tally.bad):4}"
            say("\n  ".join([f"{method:14} {figures}", *tally.bad]) + "\n")
            sys.stdout.flush()
            bad += len(tally.bad)
    return bad


def main() -> None:
    """One method, or all of them."""
    import release.tasks.program  # noqa: F401, PLC0415  before the first fork, for speed

    if len(sys.argv) == 1:
        sys.exit(1 if table() else 0)
    parser = argparse.ArgumentParser()
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("template", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("task", nargs="+")
    options = parser.parse_args()
    tally = every_point(options.method, options.template, options.work, options.task, options.step)
    sys.stdout.write(json.dumps(tally))


if __name__ == "__main__":
    main()
