"""The case directories: what both programs get, and what each is to make of it.

A case is a directory in `tests/cases`; its README says what each file means.
"""

from __future__ import annotations

import shlex
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.histories import History
from tests.cli.parity import (
    OUR_OWN,
    PLAIN,
    Outcome,
    Step,
    Tree,
    files_of,
    status_names,
    write_files,
)

CASES = Path(__file__).parents[1] / "cases"


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


def store(folder: Path, before: Tree, outcome: Outcome) -> None:
    """Make `outcome` the golden of `folder`: `out/`, `deleted` and the documents of `status`."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    for golden in (folder / "deleted", *folder.glob("status*.json")):
        golden.unlink(missing_ok=True)
    folder.mkdir(exist_ok=True)
    write_files(
        folder / "out", {p: text for p, text in outcome.tree.items() if before.get(p) != text}
    )
    gone = [path for path in before if path not in outcome.tree and not path.endswith(OUR_OWN)]
    if gone:
        (folder / "deleted").write_text("".join(f"{path}\n" for path in gone), "utf-8")
    write_files(folder, dict(_documents(outcome)))


def _documents(outcome: Outcome) -> Iterator[tuple[str, bytes]]:
    names = status_names(len(outcome.statuses))
    for name, document in zip(names, outcome.statuses, strict=True):
        if document is not None:
            yield name, document
