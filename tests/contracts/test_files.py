"""What every `WritableFiles` promises, held against the disk and against the stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.adapters.disk import Disk
from release.world import Entry, WritableFiles
from tests.fakes import MemoryFiles


@pytest.fixture(params=["disk", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> WritableFiles:
    """An empty tree."""
    return Disk(tmp_path) if request.param == "disk" else MemoryFiles()


@pytest.mark.parametrize(
    "text",
    ["", "a\n", "a\r\nb\rc\n", "\ufeffbom", "no end", "\udcff\udc80 bytes", "\x00", "é🦋\u2028"],
)
def test_what_was_written_is_read(files: WritableFiles, text: str) -> None:
    files.prepare({"a.txt": text})()

    assert files.read("a.txt") == text


@pytest.mark.parametrize(
    "path", ["a b", "-dash", "é", 'quo"te', "new\nline", ".hidden", "a*?[b]", "x" * 250]
)
def test_any_name_is_a_name(files: WritableFiles, path: str) -> None:
    files.prepare({path: "text"})()

    assert (files.read(path), files.entries("")) == ("text", (Entry(path, is_directory=False),))


def test_a_file_is_replaced(files: WritableFiles) -> None:
    files.prepare({"a": "a longer text"})()
    files.prepare({"a": "short"})()

    assert files.read("a") == "short"


def test_a_file_brings_its_directories(files: WritableFiles) -> None:
    files.prepare({"a/b/c": "text"})()

    assert (files.read("a/b/c"), files.entries("a")) == ("text", (Entry("b", is_directory=True),))


@pytest.mark.parametrize("path", ["absent", "absent/file", "a/file-as-directory", "directory"])
def test_what_is_no_file_reads_as_none(files: WritableFiles, path: str) -> None:
    files.prepare({"a": ""})()
    files.prepare({"directory/file": ""})()

    assert (files.read(path), files.exists(path)) == (None, False)


def test_a_file_exists(files: WritableFiles) -> None:
    files.prepare({"a/b": ""})()

    assert files.exists("a/b")


def test_entries_come_in_byte_order(files: WritableFiles) -> None:
    for name in ["é", "z", "a.md", "a-b.md", "10", "9", "_x", "B", "\U0001f98b", "\uffee"]:
        files.prepare({name: ""})()

    names = [entry.name for entry in files.entries("")]

    assert names == ["10", "9", "B", "_x", "a-b.md", "a.md", "z", "é", "\uffee", "\U0001f98b"]


@pytest.mark.parametrize("directory", ["absent", "a", "a/b"])
def test_what_is_no_directory_has_no_entries(files: WritableFiles, directory: str) -> None:
    files.prepare({"a": ""})()

    assert files.entries(directory) == ()


def test_a_deleted_file_is_gone(files: WritableFiles) -> None:
    files.prepare({"a": "text"})()
    files.prepare({"b": "text"})()

    files.prepare({"a": None})()

    assert (files.read("a"), files.entries("")) == (None, (Entry("b", is_directory=False),))


def test_deleting_what_is_absent_does_nothing(files: WritableFiles) -> None:
    files.prepare({"a": "text"})()

    files.prepare({"b": None})()
    files.prepare({"c/d": None})()

    assert files.entries("") == (Entry("a", is_directory=False),)


@pytest.mark.parametrize("path", ["new", "old", "deep/er/new"])
def test_nothing_is_refused_that_can_be_written(files: WritableFiles, path: str) -> None:
    files.prepare({"old": "text"})()

    assert files.refusals([path]) == {}


def test_a_directory_in_the_way_is_refused(files: WritableFiles) -> None:
    files.prepare({"a/b": "text"})()

    assert list(files.refusals(["a", "a/b"])) == ["a"]


def test_nothing_changes_before_all_is_ready(files: WritableFiles) -> None:
    files.prepare({"a": "old", "b": "old"})()

    put = files.prepare({"a": "new", "b": None, "c": "new"})
    before = [files.read(path) for path in "abc"]
    put()

    assert before == ["old", "old", None]
    assert [files.read(path) for path in "abc"] == ["new", None, "new"]
