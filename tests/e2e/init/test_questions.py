"""The questions of `setup.init` in a real terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.e2e.init.repositories import MIXED, a_clone, table_of, works_at_once
from tests.e2e.terminals import CONTROL_C, DOWN, ENTER, SPACE, Author, a_terminal
from tests.trains import tree_of

CONTROL_U = "\x15"


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Author]:
    """Somebody who typed `release setup.init`."""
    a_clone(tmp_path, MIXED)
    command = [sys.executable, "-m", "release", "setup.init"]
    with a_terminal(command, tmp_path, size=(40, 100)) as terminal:
        yield Author(terminal, tmp_path)


def test_enter_agrees_with_all_that_was_found(newcomer: Author, tmp_path: Path) -> None:
    newcomer.reads("Which of these are deployed?")
    newcomer.reads("sd-server@2.0.0-alpha.2 (it has a Dockerfile)")
    newcomer.reads("@sd/ui@0.1.0")
    newcomer.presses(ENTER)
    newcomer.reads("Does work go to `staging` (which is not there yet), and are releases made")
    newcomer.presses(ENTER)
    newcomer.reads("would write release.toml")
    newcomer.reads("Write these 12 files?")
    newcomer.presses(ENTER)
    newcomer.reads("left to do at GitHub")
    newcomer.reads(pexpect.EOF)

    assert list(table_of(tmp_path)["apps"]) == ["sd-server", "tauri", "web"]
    works_at_once(tmp_path)


def test_whoever_knows_better_says_so(newcomer: Author, tmp_path: Path) -> None:
    newcomer.reads("@sd/ui@0.1.0")
    newcomer.presses(SPACE, DOWN, SPACE, ENTER)
    newcomer.reads("Does work go to")
    newcomer.presses("n")
    newcomer.reads("The branch that releases are made from:")
    newcomer.presses(CONTROL_U, "trunk", ENTER)
    newcomer.reads("The branch that work goes to:")
    newcomer.presses(ENTER)
    newcomer.reads("Write these")
    newcomer.presses(ENTER)
    newcomer.reads(pexpect.EOF)

    table = table_of(tmp_path)
    assert (table["main"], list(table["apps"])) == ("trunk", ["web"])


@pytest.mark.parametrize("key", ["n", CONTROL_C])
def test_nothing_is_written_for_who_does_not_want_it(
    newcomer: Author, tmp_path: Path, key: str
) -> None:
    before = tree_of(tmp_path)

    newcomer.reads("Which of these are deployed?")
    newcomer.presses(ENTER)
    newcomer.reads("Does work go to")
    newcomer.presses(ENTER)
    newcomer.reads("Write these 12 files?")
    newcomer.presses(key)
    newcomer.reads(pexpect.EOF)

    assert tree_of(tmp_path) == before
