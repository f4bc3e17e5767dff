"""What is told, and in which order."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest
from invoke.exceptions import Exit

from release.actions import Decision, Note
from release.errors import StateError
from release.tasks.desk import Desk
from release.tasks.perform import Flags, perform
from tests.trains import a_train


def test_what_takes_long_to_close_is_closed_when_all_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def decide(desk: Desk) -> Decision:
        desk.to_the_end.callback(partial(print, "closed", file=sys.stderr))
        return Decision(blocks=(Note("a table"),), failure=StateError("it is red"))

    monkeypatch.chdir(a_train(tmp_path))

    with pytest.raises(Exit) as ended:
        perform(decide, Flags(), locks=False)

    told = capsys.readouterr()
    assert (4, "a table\n") == (ended.value.code, told.out)
    assert ["error: it is red", "closed"] == told.err.splitlines()
