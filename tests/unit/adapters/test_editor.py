"""The user's editor: any program, on any text."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from release.adapters.editor import Editor
from release.errors import CommandError

_SHOUTING = """
import pathlib, sys
path = pathlib.Path(sys.argv[-1])
path.write_bytes(path.read_bytes() + sys.argv[1].encode())
"""


def program(*arguments: str) -> str:
    """An editor that adds its first argument to the file."""
    return shlex.join([sys.executable, "-c", _SHOUTING, *arguments])


@pytest.mark.parametrize("text", ["", "a\n", "é\u2028", "bytes \udcff\udc80"])
def test_an_editor_edits_any_text(tmp_path: Path, text: str) -> None:
    assert Editor(program("two words"), tmp_path).edit(text) == text + "two words"


@pytest.mark.parametrize("command", [" ", "'", 'vi "'])
def test_a_command_without_a_program_runs_nothing(tmp_path: Path, command: str) -> None:
    file = tmp_path / "changeset.md"
    file.write_text("#!/bin/sh\necho ran > ran\n")
    file.chmod(0o755)

    with pytest.raises(CommandError, match="names no editor") as caught:
        Editor(command, tmp_path).open(file)

    assert "EDITOR" in (caught.value.problems[0].hint or "")
    assert [file] == list(tmp_path.iterdir())


def test_an_editor_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="failed with exit code 1"):
        Editor(shlex.join([sys.executable, "-c", "raise SystemExit(1)"]), tmp_path).edit("text")
