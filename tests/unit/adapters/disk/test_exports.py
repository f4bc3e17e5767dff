"""An export goes where the user says, into files and into pipes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from release.adapters.exports import Exports
from release.errors import StateError
from tests.unit.adapters.disk.folders import tree


def test_an_export_goes_where_the_user_says(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    exports = Exports(tmp_path / "work")

    exports.write("a.json", "1")
    exports.write("../b.json", "2")
    exports.write(str(tmp_path / "c.json"), "3")

    assert tree(tmp_path) == {"b.json": "2", "c.json": "3", "work/a.json": "1"}


@pytest.mark.parametrize("path", ["absent/a.json", "a-directory", "file/a.json", "a\0b"])
def test_an_export_that_cannot_be_is_told(tmp_path: Path, path: str) -> None:
    (tmp_path / "a-directory").mkdir()
    (tmp_path / "file").write_text("text")

    with pytest.raises(StateError, match="cannot be written"):
        Exports(tmp_path).write(path, "text")

    assert tree(tmp_path) == {"file": "text"}


def test_an_export_into_a_pipe_is_written_through(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)

    Exports(tmp_path).write("pipe", "text")

    assert os.read(reader, 10) == b"text"
    os.close(reader)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names open files")
def test_an_export_into_an_open_pipe_is_written_through(tmp_path: Path) -> None:
    """`--output /dev/stdout` before a `|`: the pipe's own name is on no disk."""
    reader, writer = os.pipe()

    Exports(tmp_path).write(f"/dev/fd/{writer}", "text")

    assert os.read(reader, 10) == b"text"
    os.close(reader)
    os.close(writer)
