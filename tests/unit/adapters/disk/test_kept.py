"""A write changes the text of a file, and keeps its mode, its links and its name."""

from __future__ import annotations

import os
from pathlib import Path

from release.adapters.disk import Disk
from tests.unit.adapters.disk.folders import MINE, tree, write


def test_the_mode_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(MINE)

    write(tmp_path, "a", "new")

    assert (tmp_path / "a").stat().st_mode & 0o777 == MINE


def test_a_new_file_has_the_mode_that_the_mask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path, "a", "new")
    finally:
        os.umask(before)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_write_leaves_nothing_else_behind(tmp_path: Path) -> None:
    write(tmp_path, "a", "text")

    assert tree(tmp_path) == {"a": "text"}


def test_an_open_reader_keeps_the_old_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    with (tmp_path / "a").open() as reader:
        write(tmp_path, "a", "new")
        seen = reader.read()

    assert (seen, Disk(tmp_path).read("a")) == ("old", "new")


def test_a_symbolic_link_stays_and_its_target_changes(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/file").write_text("old")
    (tmp_path / "link").symlink_to("real/file")

    write(tmp_path, "link", "new")

    assert ((tmp_path / "link").readlink(), tree(tmp_path / "real")) == (
        Path("real/file"),
        {"file": "new"},
    )


def test_deleting_a_symbolic_link_keeps_its_target(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    (tmp_path / "link").symlink_to("file")

    write(tmp_path, "link", None)

    assert tree(tmp_path) == {"file": "text"}


def test_a_root_behind_a_symbolic_link_is_writable(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "root").symlink_to("real")

    write(tmp_path / "root", "a", "text")

    assert tree(tmp_path / "real") == {"a": "text"}


def test_a_link_to_a_directory_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    assert [entry.is_directory for entry in Disk(tmp_path).entries("")] == [False, True]


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    name = "é" * 127

    write(tmp_path, name, "text")

    assert tree(tmp_path) == {name: "text"}


def test_a_name_that_is_not_utf_8_is_kept(tmp_path: Path) -> None:
    write(tmp_path, "\udcff", "text")

    assert [entry.name for entry in Disk(tmp_path).entries("")] == ["\udcff"]
