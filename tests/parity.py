"""The case directories, and the two programs that are held against each other on them.

`theirs` is the real Changesets CLI, run as a user runs it. `ours` is this package. Both get the
same tree and the same history, and both end as an `Outcome`, so that equality is one `==`.

A case is a directory in `tests/cases`; its README says what each file means.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.histories import History, record

CASES = Path(__file__).with_name("cases")
TIMEOUT_SECONDS = 120  # a run takes 0.3 s; a machine with other work to do is slower

Command = Literal["status", "version"]
Tree = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program made of a repository: `status`, then `version`, on the same tree.

    Attributes:
        tree: every file after `version`, by path.
        status: the bytes that `status --output` wrote; None when it refused.
        refused: the commands that failed.
        said: what the failing commands printed; no part of any comparison.
        errors: the classes of our refusals, in the order of `refused`; empty for theirs.
    """

    tree: Tree
    status: bytes | None
    refused: tuple[Command, ...] = ()
    said: str = field(default="", compare=False)
    errors: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Expected:
    """The golden outcome of one program: what `version` changes, and what `status` writes."""

    changed: Tree
    deleted: tuple[str, ...]
    status: bytes | None
    refused: tuple[Command, ...]

    def outcome(self, before: Tree) -> Outcome:
        """The outcome on the tree `before`."""
        kept = {path: text for path, text in before.items() if path not in self.deleted}
        return Outcome({**kept, **self.changed}, self.status, self.refused)


@dataclass(frozen=True, slots=True)
class Case:
    """A case directory."""

    folder: Path
    claim: str
    history: History
    directory: str
    diverges: str | None
    error: str | None
    theirs: Expected
    ours: Expected

    @property
    def name(self) -> str:
        """The behaviour, as the directory is called."""
        return self.folder.name

    @property
    def before(self) -> Tree:
        """The tree that both programs get."""
        return files_of(self.folder / "in")


def all_cases() -> tuple[Case, ...]:
    """Every case, by name."""
    return tuple(read_case(file.parent) for file in sorted(CASES.glob("*/case.toml")))


def read_case(folder: Path) -> Case:
    """The case in `folder`."""
    facts = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    own = facts.get("ours", {})
    theirs = _expected(folder, facts.get("refuses", []))
    return Case(
        folder=folder,
        claim=facts["claim"],
        history=facts.get("history", "each"),
        directory=facts.get("directory", ""),
        diverges=facts.get("diverges"),
        error=own.get("error", facts.get("error")),
        theirs=theirs,
        ours=_expected(folder / "ours", own.get("refuses", [])) if "ours" in facts else theirs,
    )


def _expected(folder: Path, refused: Sequence[Command]) -> Expected:
    deleted, status = folder / "deleted", folder / "status.json"
    return Expected(
        changed=files_of(folder / "out"),
        deleted=tuple(deleted.read_text("utf-8").splitlines()) if deleted.exists() else (),
        status=status.read_bytes() if status.exists() else None,
        refused=tuple(refused),
    )


def files_of(root: Path) -> dict[str, bytes]:
    """Every file under `root` but git's own, by POSIX path; empty when `root` is absent."""
    found = {}
    for folder, names, files in os.walk(root):
        if ".git" in names:
            names.remove(".git")
        for file in files:
            path = Path(folder, file)
            found[path.relative_to(root).as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def lay_out(root: Path, tree: Tree, history: History) -> None:
    """Write `tree` under `root`, and give it its history."""
    for path, text in tree.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    record(root, tree, history)


def run_theirs(
    changeset: Sequence[str],
    root: Path,
    directory: str = "",
    commands: Iterable[Command] = ("status", "version"),
) -> Outcome:
    """Run the real CLI in `root`/`directory`.

    Args:
        changeset: the argument list that starts the CLI.
        root: the repository; changed by `version`.
        directory: where below `root` the commands run.
        commands: which of the two to run.
    """
    document = root.with_name(f"{root.name}.status.json")
    arguments = {"status": ["status", "--output", str(document)], "version": ["version"]}
    refused: list[Command] = []
    said = []
    for command in commands:
        ran = subprocess.run(
            [*changeset, *arguments[command]],
            cwd=root / directory,
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        if ran.returncode:
            refused.append(command)
            said.append((ran.stdout + ran.stderr).decode("utf-8", "replace"))
    status = document.read_bytes() if document.exists() else None
    return Outcome(files_of(root), status, tuple(refused), "\n".join(said))


def quiet_environment() -> dict[str, str]:
    """This process's environment without what changes the answers of git or of the CLI."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_", "CHANGESETS_", "NODE_", "npm_"))
    }
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1"}


def difference(expected: Outcome, actual: Outcome) -> str:
    """How two outcomes differ, for a person; empty when they agree.

    What `expected` has is marked `-`, what `actual` has `+`.
    """
    parts = []
    if expected.refused != actual.refused:
        parts.append(
            f"refused: -{_words(expected)} +{_words(actual)}\n{expected.said}{actual.said}"
        )
    parts += [
        _file_difference(path, expected.tree.get(path), actual.tree.get(path))
        for path in sorted(expected.tree.keys() | actual.tree.keys())
    ]
    parts.append(_file_difference("status.json", expected.status, actual.status))
    return "\n".join(part for part in parts if part)


def _words(outcome: Outcome) -> str:
    return "/".join(outcome.refused) or "nothing"


def _file_difference(path: str, expected: bytes | None, actual: bytes | None) -> str:
    if expected == actual:
        return ""
    before, after = (
        [] if text is None else [repr(line)[2:-1] for line in text.splitlines(keepends=True)]
        for text in (expected, actual)
    )
    names = (path if expected is not None else "absent", path if actual is not None else "absent")
    return "\n".join(difflib.unified_diff(before, after, *names, n=2, lineterm=""))


def store(folder: Path, before: Tree, outcome: Outcome) -> None:
    """Make `outcome` the golden of `folder`: `out/`, `deleted` and `status.json`."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    for name in ("deleted", "status.json"):
        (folder / name).unlink(missing_ok=True)
    folder.mkdir(exist_ok=True)
    for path, text in outcome.tree.items():
        if before.get(path) != text:
            file = folder / "out" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text)
    gone = [path for path in before if path not in outcome.tree]
    if gone:
        (folder / "deleted").write_text("".join(f"{path}\n" for path in gone), "utf-8")
    if outcome.status is not None:
        (folder / "status.json").write_bytes(outcome.status)


_CRASHES = {  # what the CLI prints, by the case that pins what we do instead
    'The "text" argument must be of type string': "unversioned-dependency-with-a-plain-range",
    'Must be a string. Got type "undefined"': "fixed-group-with-an-unversioned-member",
}


def known_divergence(theirs: Outcome, ours: Outcome) -> str | None:
    """The case that pins why `ours` need not equal `theirs`; None when it must."""
    for text, case in _CRASHES.items():
        if text in theirs.said:
            return case
    idle = "No unreleased changesets found" in theirs.said and theirs.tree == ours.tree
    same = theirs.status == ours.status and "version" not in ours.refused
    return "nothing-to-do-without-changesets" if idle and same else None
