"""What others wrote stays text on the screen and in the log of a job."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.trains import a_train


def test_control_characters_never_reach_the_screen(tmp_path: Path) -> None:
    summary = "\x1b[2Jgone\x07 \u202eback | `x`"
    root = a_train(
        tmp_path,
        {".changeset/quick-otter-prints.md": f'---\n"cloudprint": minor\n---\n{summary}'},
    )

    answer = typed(root, "release.preview")

    assert "\ufffd[2Jgone\ufffd \ufffdback" in answer.out


def test_in_actions_text_cannot_start_a_command_and_errors_are_annotations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    hostile = a_train(
        tmp_path / "hostile",
        {
            ".changeset/quick-otter-prints.md": '---\n"cloudprint": minor\n---\n'
            "##[add-mask]e ::set-output name=x::y"
        },
    )
    wrong = a_train(tmp_path / "wrong", {".changeset/a.md": "nothing"})

    assert "\x1b" not in typed(hostile, "changeset.add", "--package=\x1b[31m:patch").err
    assert "##[" not in typed(hostile, "release.preview").out
    assert "##[" not in typed(hostile, "release.preview", "--json").out
    assert "::error file=.changeset/a.md,line=1" in typed(wrong, "changeset.status").err


def test_a_closed_pipe_is_no_failure(train: Path) -> None:
    command = f"{sys.executable} -m release release.preview | head -n 1"

    end = subprocess.run(command, shell=True, cwd=train, capture_output=True, check=True)

    assert b"" == end.stderr
