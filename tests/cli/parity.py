"""The two programs that are held against each other, taken through the same steps.

`theirs` is the real Changesets CLI, run as a user runs it. `ours` is this package. Both get the
same tree, the same history and the same steps, and both end as an `Outcome`, so that equality is
one `==`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from release.ledger import LEDGER
from release.ledger.attributes import ATTRIBUTES
from tests.cli.histories import History, commit_all, record

TIMEOUT_SECONDS = 120  # a run takes 0.3 s; a machine with other work to do is slower

OUR_OWN = (LEDGER, ATTRIBUTES)
"""What the CLI does not have, below whatever directory: no part of any comparison."""

Tree = Mapping[str, bytes]


class Step(NamedTuple):
    """Files come and go, then a commit, then a command of the CLI; each of them or none.

    Attributes:
        run: the command's words, such as `("pre", "enter", "next")`; empty for no command.
        write: files to write, by path.
        remove: files to delete; those that are not there are left out.
        commit: commit everything, where there is a repository.
    """

    run: tuple[str, ...] = ()
    write: Tree = MappingProxyType({})
    remove: tuple[str, ...] = ()
    commit: bool = False


PLAIN = (Step(("status",)), Step(("version",)))
"""What is done where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one command did.

    Attributes:
        command: its words.
        said: what it printed when it failed, else empty.
        error: the class of our refusal; empty for theirs, and when there was none.
        refused: whether it failed.
        tree: every file afterwards; None after `status`, which is to leave them alone.
        migrates: whether a pre.json of version 2 was there before.
        document: what `status --output` wrote; None when it refused, and for other commands.
    """

    command: str
    said: str
    error: str
    refused: bool
    tree: Tree | None
    document: bytes | None
    migrates: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program made of a repository.

    Attributes:
        tree: every file after the last step, by path.
        statuses: the bytes that each `status --output` wrote; None where it refused.
        refused: the commands that failed.
        runs: every command on its own; no part of `==`, because a golden does not have them.
    """

    tree: Tree
    statuses: tuple[bytes | None, ...]
    refused: tuple[str, ...] = ()
    runs: tuple[Run, ...] = field(default=(), compare=False)

    @property
    def said(self) -> str:
        """What the failing commands printed."""
        return "\n".join(run.said for run in self.runs if run.said)

    @property
    def errors(self) -> tuple[str, ...]:
        """The classes of our refusals."""
        return tuple(run.error for run in self.runs if run.error)


def status_names(count: int) -> list[str]:
    """What the documents of `count` runs of `status` are called: `status.json`, `status-2.json`."""
    return [
        f"status-{number}.json" if number > 1 else "status.json" for number in range(1, count + 1)
    ]


def files_of(root: Path) -> dict[str, bytes]:
    """Every file under `root` but git's own, by POSIX path; empty when `root` is absent.

    A link that leads nowhere, which real repositories have, is left out.
    """
    found = {}
    for folder, names, files in os.walk(root):
        if ".git" in names:
            names.remove(".git")
        for file in files:
            path = Path(folder, file)
            if path.exists():
                found[path.relative_to(root).as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def lay_out(root: Path, tree: Tree, history: History) -> None:
    """Write `tree` under `root`, and give it its history."""
    write_files(root, tree)
    record(root, tree, history)


def write_files(root: Path, tree: Tree) -> None:
    for path, text in tree.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)


Program = Callable[[Sequence[str], Path], tuple[str, str] | None]
"""Runs a command line in a directory; None for success, else what it said and our error's class."""


def play(
    program: Program, root: Path, steps: Sequence[Step] = PLAIN, directory: str = ""
) -> Outcome:
    """Take `program` through `steps`.

    Args:
        program: runs one command.
        root: the repository; changed.
        steps: in order.
        directory: where below `root` the commands run.
    """
    runs: list[Run] = []
    for number, step in enumerate(steps):
        _prepare(root, step, number)
        if step.run:
            runs.append(_run(program, step.run, root, root / directory))
    last = runs[-1].tree if runs and steps[-1].run else None
    return Outcome(
        tree=_tree(root) if last is None else last,
        statuses=tuple(run.document for run in runs if run.tree is None),
        refused=tuple(run.command for run in runs if run.refused),
        runs=tuple(runs),
    )


def _prepare(root: Path, step: Step, number: int) -> None:
    for path in step.remove:
        (root / path).unlink(missing_ok=True)
    write_files(root, step.write)
    if step.commit:
        commit_all(root, number, OUR_OWN)


def _run(program: Program, words: Sequence[str], root: Path, cwd: Path) -> Run:
    document = root.with_name(f"{root.name}.status.json")
    document.unlink(missing_ok=True)
    looks = words[0] == "status"
    state = root / ".changeset/pre.json"
    migrates = state.is_file() and b"initialVersions" in state.read_bytes()
    failure = program([*words, "--output", str(document)] if looks else words, cwd)
    said, error = failure or ("", "")
    return Run(
        command=shlex.join(words),
        said=said,
        error=error,
        refused=failure is not None,
        tree=None if looks else _tree(root),
        document=document.read_bytes() if document.exists() else None,
        migrates=migrates,
    )


def _tree(root: Path) -> Tree:
    return {path: text for path, text in files_of(root).items() if not path.endswith(OUR_OWN)}


def run_theirs(
    changeset: Sequence[str], root: Path, steps: Sequence[Step] = PLAIN, directory: str = ""
) -> Outcome:
    """Take the real CLI through `steps`; `changeset` is the argument list that starts it."""

    def program(words: Sequence[str], cwd: Path) -> tuple[str, str] | None:
        ran = subprocess.run(
            [*changeset, *words],
            cwd=cwd,
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
        return (said, "") if ran.returncode else None

    return play(program, root, steps, directory)


def quiet_environment() -> dict[str, str]:
    """This process's environment without what changes the answers of git or of the CLI."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_", "CHANGESETS_", "NODE_", "npm_"))
    }
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1"}
