"""The one room that changes anything."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from release.actions import (
    Action,
    ConfirmLocks,
    DeleteFile,
    ExportFile,
    OpenFile,
    SetOutput,
    WriteFile,
)
from release.apply import apply, complete, unfinished
from release.errors import StateError
from release.journal import JOURNAL, change_of, render_journal
from release.world import World
from tests.fake_git import FakeGit
from tests.fakes import FakeCode, MemoryFiles


class Surroundings:
    """Everything around the tree, with what was asked of it."""

    def __init__(self) -> None:
        self.outputs: dict[str, str] = {}
        self.exports: dict[str, str] = {}
        self.confirmed: list[str] = []
        self.opened: list[str] = []

    def set(self, name: str, value: str) -> None:
        self.outputs[name] = value

    def write(self, path: str, text: str) -> None:
        self.exports[path] = text

    def confirm(self, manifests: Sequence[str]) -> None:
        self.confirmed += manifests


def a_world(files: MemoryFiles, around: Surroundings | None = None) -> World:
    """A world over `files`; with `around` in a CI job."""
    other = around or Surroundings()
    return World(
        files=files,
        git=FakeGit(),
        load_code=FakeCode(),
        exports=other,
        confirm_locks=other.confirm,
        open_file=other.opened.append,
        outputs=around,
    )


def done(actions: Sequence[Action], world: World) -> list[str]:
    """What `apply` says that it did."""
    said: list[str] = []
    apply(actions, world, lambda action: said.append(str(action)))
    return said


def test_edits_are_made_and_told() -> None:
    files = MemoryFiles({"a": "1", "b": "1"})

    said = done([WriteFile("a", "2", "why"), DeleteFile("b")], a_world(files))

    assert {"a": "2"} == files.files
    assert ["write a (why)", "delete b"] == said


def test_other_effects_come_after_the_edits() -> None:
    around = Surroundings()
    actions: list[Action] = [
        ConfirmLocks(("Cargo.toml",)),
        ExportFile("../out.json", "{}"),
        SetOutput("release", "true"),
        OpenFile("a"),
        WriteFile("a", "1"),
    ]

    said = done(actions, a_world(MemoryFiles(), around))

    assert "write a" == said[0]
    assert ["Cargo.toml"] == around.confirmed
    assert {"../out.json": "{}"} == around.exports
    assert {"release": "true"} == around.outputs
    assert ["a"] == around.opened


def test_outside_a_job_no_output_is_told() -> None:
    assert [] == done([SetOutput("release", "true")], a_world(MemoryFiles()))


def test_a_refusal_comes_before_the_first_write() -> None:
    files = MemoryFiles({"a": "1", "b/c": "1", "d/e": "1"})

    with pytest.raises(StateError) as error:
        done([WriteFile("a", "2"), WriteFile("b", "2"), DeleteFile("d")], a_world(files))

    assert ["b", "d"] == [str(problem.where) for problem in error.value.problems]
    assert "1" == files.files["a"]


def test_an_interrupted_command_is_completed() -> None:
    changes = [
        change_of(WriteFile("a", "\udcff2"), "1"),
        change_of(DeleteFile("b"), "1"),
        change_of(WriteFile("c", "2"), None),
    ]
    files = MemoryFiles({JOURNAL: render_journal(changes), "a": "\udcff2", "b": "1"})

    complete(unfinished(files), files)

    assert {"a": "\udcff2", "c": "2"} == files.files


def test_an_edit_since_the_interruption_is_told() -> None:
    journal = render_journal([change_of(WriteFile("a", "2"), "1")])

    with pytest.raises(StateError, match="a was edited"):
        unfinished(MemoryFiles({JOURNAL: journal, "a": "3"}))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 2, "changes": []}', "\0"])
def test_a_damaged_journal_is_told(text: str) -> None:
    with pytest.raises(StateError, match="not a journal"):
        unfinished(MemoryFiles({JOURNAL: text}))


def test_without_a_journal_nothing_is_unfinished() -> None:
    assert () == unfinished(MemoryFiles())
