"""What must not be written or removed is refused with its reason, before anything is changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from release.adapters.disk import Disk
from release.errors import StateError
from tests.unit.adapters.disk.folders import in_a_child, tree, write


def read_only_file(root: Path) -> str:
    (root / "a").write_text("text")
    (root / "a").chmod(0o444)
    return "a"


def read_only_directory(root: Path) -> str:
    (root / "d").mkdir()
    (root / "d").chmod(0o555)
    return "d/a"


def directory_in_the_way(root: Path) -> str:
    (root / "d").mkdir()
    return "d"


def file_in_the_way(root: Path) -> str:
    (root / "f").write_text("")
    return "f/deep/er"


def link_outside(root: Path) -> str:
    (root.parent / "outside").write_text("mine")
    (root / "link").symlink_to("../outside")
    return "link"


def directory_outside(root: Path) -> str:
    (root.parent / "there").mkdir()
    (root / "link").symlink_to("../there")
    return "link/new"


def file_outside_through_a_link_back(root: Path) -> str:
    (root / "file").write_text("")
    (root.parent / "there").mkdir()
    (root.parent / "there/back").symlink_to(root / "file")
    (root / "link").symlink_to("../there")
    return "link/back"


def broken_link(root: Path) -> str:
    (root / "link").symlink_to("nowhere")
    return "link"


def circular_link(root: Path) -> str:
    (root / "link").symlink_to("link")
    return "link"


REFUSED: dict[Callable[[Path], str], str] = {
    read_only_file: "it is read-only",
    read_only_directory: "its directory `d` is read-only",
    directory_in_the_way: "a directory is in the way",
    file_in_the_way: "`f` is not a directory",
    link_outside: "it leads outside the repository",
    directory_outside: "it leads outside the repository",
    file_outside_through_a_link_back: "it leads outside the repository",
    broken_link: "it is a broken symbolic link",
    circular_link: "it is a broken symbolic link",
    lambda _: "../outside": "it leads outside the repository",
    lambda _: "/outside": "it leads outside the repository",
    lambda _: "": "it is the repository itself",
    lambda _: "a\0b": "its name holds a NUL character",
}


@pytest.mark.parametrize(("prepare", "reason"), REFUSED.items())
def test_refuses_with_the_reason(
    tmp_path: Path, prepare: Callable[[Path], str], reason: str
) -> None:
    root = tmp_path / "root"
    root.mkdir()

    path = prepare(root)

    assert Disk(root).refusals([path]) == {path: reason}


@pytest.mark.parametrize("prepare", REFUSED)
def test_what_is_refused_is_not_written(tmp_path: Path, prepare: Callable[[Path], str]) -> None:
    root = tmp_path / "root"
    root.mkdir()
    path = prepare(root)
    before = tree(tmp_path)

    with pytest.raises(StateError):
        write(root, path, "new")

    assert tree(tmp_path) == before


@pytest.mark.parametrize("prepare", [read_only_file, link_outside, directory_in_the_way])
def test_what_is_refused_is_not_deleted(tmp_path: Path, prepare: Callable[[Path], str]) -> None:
    root = tmp_path / "root"
    root.mkdir()
    path = prepare(root)
    before = tree(tmp_path)

    with pytest.raises(StateError, match="cannot be changed"):
        write(root, path, None)

    assert tree(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_file_of_somebody_else_is_refused() -> None:
    """Renaming over it might work, and would take it away from its owner."""
    as_nobody = "import os; os.geteuid() or os.setuid(65534)"

    said = in_a_child(Path("/etc"), f"{as_nobody}; print(disk.refusals(['passwd']))")

    assert said == "{'passwd': 'it is read-only'}\n"


def test_text_that_is_not_unicode_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    with pytest.raises(StateError, match="`a` cannot be written: it holds characters"):
        write(tmp_path, "a", "\ud800")

    assert tree(tmp_path) == {"a": "old"}


def test_a_named_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert (Disk(tmp_path).read("pipe"), Disk(tmp_path).exists("pipe")) == (None, False)


def test_a_circular_link_is_told(tmp_path: Path) -> None:
    path = circular_link(tmp_path)

    with pytest.raises(StateError, match="`link` cannot be read: too many levels"):
        Disk(tmp_path).read(path)


def test_a_name_with_a_nul_is_no_file(tmp_path: Path) -> None:
    assert (Disk(tmp_path).read("a\0b"), Disk(tmp_path).entries("a\0b")) == (None, ())
