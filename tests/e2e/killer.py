"""Runs one task many times, killed at each of its writes, and again to the end.

A program of its own: it imports the product once and forks, so that a crash point costs
milliseconds. Prints a JSON list: the number of crash points, and those that ended wrong.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.trains import tree_of

KILLED = 137
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = {"os.rename", "os.remove", "os.link", "os.symlink", "os.truncate"}


def crash_at(point: int, root: Path) -> Callable[[str, tuple[object, ...]], None]:
    """An audit hook that kills this process at its `point`-th change of the tree under `root`."""
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event == "open":
            path, _, flags = arguments
            if not isinstance(flags, int) or not flags & _WRITES or str(root) not in str(path):
                return
        elif event not in _CHANGES:
            return
        seen += 1
        if seen == point:
            os._exit(KILLED)

    return hook


def run(root: Path, arguments: list[str], point: int = 0) -> int:
    """Run a task in `root` in a process of its own; its exit code."""
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
        from release.tasks.program import main  # noqa: PLC0415  where the tree is, so are its tasks

        if point:
            sys.addaudithook(crash_at(point, root))
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(code)


def every_crash(template: Path, work: Path, arguments: list[str]) -> tuple[int, list[str]]:
    """Kill the task at each write in turn, complete it, and compare with a clean run."""
    clean = shutil.copytree(template, work / "clean")
    if run(clean, arguments):
        return 0, ["the clean run failed"]
    expected, point = tree_of(clean), 0
    wrong: list[str] = []
    while True:
        point += 1
        root = shutil.copytree(template, work / str(point))
        if run(root, arguments, point) != KILLED:
            return point - 1, wrong
        if run(root, arguments) or tree_of(root) != expected:
            wrong.append(f"killed at write {point}")


if __name__ == "__main__":
    import release.tasks.program  # noqa: F401  imported before the first fork, for speed

    sys.stdout.write(json.dumps(every_crash(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])))
