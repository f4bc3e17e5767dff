"""The tree as it would be."""

from __future__ import annotations

from release.actions import DeleteFile, SetOutput, WriteFile
from release.read.overlay import tree_after
from release.world import Entry
from tests.fakes import MemoryFiles

FILES = MemoryFiles({"a": "1", "b": "1", "dir/c": "1"})
AFTER = tree_after(
    FILES,
    [WriteFile("a", "2"), DeleteFile("b"), WriteFile("dir/new", "3"), SetOutput("x", "y")],
)


def test_what_was_written_is_read() -> None:
    assert ("2", "3", "1") == (AFTER.read("a"), AFTER.read("dir/new"), AFTER.read("dir/c"))


def test_what_was_deleted_is_gone() -> None:
    assert AFTER.read("b") is None
    assert (True, False) == (AFTER.exists("a"), AFTER.exists("b"))


def test_directories_list_what_would_be_there() -> None:
    assert (Entry("a", False), Entry("dir", True)) == AFTER.entries("")
    assert (Entry("c", False), Entry("new", False)) == AFTER.entries("dir")


def test_the_tree_itself_is_as_it_was() -> None:
    assert {"a": "1", "b": "1", "dir/c": "1"} == FILES.files
