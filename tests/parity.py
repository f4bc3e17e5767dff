"""The case directories, and the two programs that are held against each other on them.

`theirs` is the real Changesets CLI, run as a user runs it. `ours` is this package. Both get the
same tree, the same history and the same steps, and both end as an `Outcome`, so that equality is
one `==`.

A case is a directory in `tests/cases`; its README says what each file means.
"""

from __future__ import annotations

import difflib
import os
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from release.ledger import LEDGER
from release.ledger.attributes import ATTRIBUTES
from tests.histories import History, commit_all, record

CASES = Path(__file__).with_name("cases")
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


@dataclass(frozen=True, slots=True)
class Expected:
    """The golden outcome of one program: what the steps change, and what `status` writes."""

    changed: Tree
    deleted: tuple[str, ...]
    statuses: tuple[bytes | None, ...]
    refused: tuple[str, ...]

    def outcome(self, before: Tree) -> Outcome:
        """The outcome on the tree `before`."""
        kept = {
            path: text
            for path, text in before.items()
            if path not in self.deleted and not path.endswith(OUR_OWN)
        }
        return Outcome({**kept, **self.changed}, self.statuses, self.refused)


@dataclass(frozen=True, slots=True)
class Case:
    """A case directory. `cli` is the line of the CLI that its golden comes from, 2 or 3."""

    folder: Path
    claim: str
    history: History
    directory: str
    cli: int
    steps: tuple[Step, ...]
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
    steps = tuple(_step(folder, each) for each in facts.get("steps", ())) or PLAIN
    theirs = _expected(folder, facts.get("refuses", []), steps)
    return Case(
        folder=folder,
        claim=facts["claim"],
        history=facts.get("history", "each"),
        directory=facts.get("directory", ""),
        cli=facts.get("cli", 3),
        steps=steps,
        diverges=facts.get("diverges"),
        error=own.get("error", facts.get("error")),
        theirs=theirs,
        ours=_expected(folder / "ours", own.get("refuses", []), steps)
        if "ours" in facts
        else theirs,
    )


def _step(folder: Path, facts: Mapping[str, Any]) -> Step:
    return Step(
        run=tuple(shlex.split(facts.get("run", ""))),
        write=files_of(folder / facts["write"]) if "write" in facts else {},
        remove=tuple(facts.get("remove", ())),
        commit=facts.get("commit", False),
    )


def _expected(folder: Path, refused: Sequence[str], steps: Sequence[Step]) -> Expected:
    deleted = folder / "deleted"
    count = sum(step.run[:1] == ("status",) for step in steps)
    documents = [folder / name for name in status_names(count)]
    return Expected(
        changed=files_of(folder / "out"),
        deleted=tuple(deleted.read_text("utf-8").splitlines()) if deleted.exists() else (),
        statuses=tuple(each.read_bytes() if each.exists() else None for each in documents),
        refused=tuple(shlex.join(shlex.split(each)) for each in refused),
    )


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
    _write(root, tree)
    record(root, tree, history)


def _write(root: Path, tree: Tree) -> None:
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
    _write(root, step.write)
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


def difference(expected: Outcome, actual: Outcome) -> str:
    """How two outcomes differ, for a person; empty when they agree.

    What `expected` has is marked `-`, what `actual` has `+`.
    """
    parts = []
    if expected.refused != actual.refused:
        parts.append(
            f"refused: -{_words(expected)} +{_words(actual)}\n{expected.said}{actual.said}"
        )
    parts.append(_tree_difference(expected.tree, actual.tree))
    names = status_names(max(len(expected.statuses), len(actual.statuses)))
    parts += [
        _file_difference(*each) for each in zip_longest(names, expected.statuses, actual.statuses)
    ]
    return "\n".join(part for part in parts if part)


def _words(outcome: Outcome) -> str:
    return ", ".join(outcome.refused) or "nothing"


class Verdict(NamedTuple):
    """What comes of holding two programs against each other, command by command.

    Attributes:
        difference: the first that nothing explains, for a person; empty when there is none.
        pinned: the cases that pin the differences which are explained.
    """

    difference: str
    pinned: tuple[str, ...]


def judge(theirs: Outcome, ours: Outcome) -> Verdict:
    """Compare every command of two runs through the same steps.

    What follows on trees that are different for a known reason says nothing any more.
    """
    pinned: list[str] = []
    for expected, actual in zip(theirs.runs, ours.runs, strict=True):
        found = _run_difference(expected, actual)
        if not found:
            continue
        case = known_divergence(expected, actual)
        if case is None:
            return Verdict(found, tuple(pinned))
        pinned.append(case)
        if expected.tree != actual.tree:
            break
    return Verdict("", tuple(pinned))


def _run_difference(expected: Run, actual: Run) -> str:
    parts = []
    if expected.refused != actual.refused:
        who = "the CLI" if expected.refused else "we"
        parts.append(f"{who} refused: {expected.said}{actual.said}")
    if expected.tree is not None and actual.tree is not None:
        parts.append(_tree_difference(expected.tree, actual.tree))
    parts.append(_file_difference("status.json", expected.document, actual.document))
    found = "\n".join(part for part in parts if part)
    return found and f"changeset {expected.command}\n{found}"


def _tree_difference(expected: Tree, actual: Tree) -> str:
    found = [
        _file_difference(path, expected.get(path), actual.get(path))
        for path in sorted(expected.keys() | actual.keys())
    ]
    return "\n".join(each for each in found if each)


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
    """Make `outcome` the golden of `folder`: `out/`, `deleted` and the documents of `status`."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    for golden in (folder / "deleted", *folder.glob("status*.json")):
        golden.unlink(missing_ok=True)
    folder.mkdir(exist_ok=True)
    _write(folder / "out", {p: text for p, text in outcome.tree.items() if before.get(p) != text})
    gone = [path for path in before if path not in outcome.tree and not path.endswith(OUR_OWN)]
    if gone:
        (folder / "deleted").write_text("".join(f"{path}\n" for path in gone), "utf-8")
    _write(folder, dict(_documents(outcome)))


def _documents(outcome: Outcome) -> Iterator[tuple[str, bytes]]:
    names = status_names(len(outcome.statuses))
    for name, document in zip(names, outcome.statuses, strict=True):
        if document is not None:
            yield name, document


_CRASHES = {  # what the CLI prints, by the case that pins what we do instead
    'The "text" argument must be of type string': "unversioned-dependency-with-a-plain-range",
    'Must be a string. Got type "undefined"': "fixed-group-with-an-unversioned-member",
    "Invalid Version: undefined": "cli-2-fixed-group-with-an-unversioned-member",
    'Failed to find where HEAD diverged from "master"': "cli-2-base-branch-is-master",
    "depends on the skipped package": "cli-2-ignored-by-name-and-by-pattern",
    "null (reading 'prerelease')": "pre-fixed-group-with-an-unversioned-member",
}


_UNSAID = "changed but no changesets were found"


def known_divergence(theirs: Run, ours: Run) -> str | None:
    """The case that pins why `ours` need not equal `theirs`; None when it must."""
    is_cli_3 = "changeset v3" in theirs.said
    for text, case in _CRASHES.items():
        if text in theirs.said and not (is_cli_3 and case.startswith("cli-2-")):
            return case
    is_quoted = not (ours.said + (ours.document or b"").decode()).isascii()
    idle = "No unreleased changesets found" in theirs.said and theirs.tree == ours.tree
    reasons = {
        "cli-2-status-takes-an-ignored-pattern-for-a-name": (
            "is versioned, but depends on" in ours.said and theirs.document is not None
        ),
        "pre-of-version-2-is-not-migrated-by-status": (
            theirs.refused and ours.refused and ours.migrates
        ),
        "pre-of-version-2-is-no-change-of-a-single-package": (
            theirs.migrates and _UNSAID in theirs.said and not ours.refused
        ),
        "cli-2-range-on-an-unversioned-package": (
            any(b"undefined" in text for text in _only_in(theirs, ours))
        ),
        "status-since-with-names-that-git-quotes": (
            "--since" in ours.command and is_quoted and theirs != ours
        ),
        "nothing-to-do-without-changesets": idle and not ours.refused,
    }
    return next((case for case, holds in reasons.items() if holds), None)


def _only_in(theirs: Run, ours: Run) -> Iterator[bytes]:
    """The files that came out otherwise, as they have them."""
    for path, text in (theirs.tree or {}).items():
        if text != (ours.tree or {}).get(path):
            yield text
