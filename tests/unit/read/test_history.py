"""What was released already, as read from the world."""

from __future__ import annotations

import pytest

from release.errors import StateError
from release.ledger import LEDGER, Baseline, Released, append_baseline, parse_ledger
from release.read.history import History, read_history
from tests.fake_git import FakeGit
from tests.fakes import MemoryFiles, a_view

TEXT = append_baseline(None, Baseline(None, {"web": Released("1.0.0", "web@1.0.0")}))


def test_tags_ledger_and_commit_are_read() -> None:
    view = a_view(MemoryFiles({LEDGER: TEXT}), FakeGit("a" * 40, tags={"web@0.9.0": "b" * 40}))

    assert read_history(view) == History("a" * 40, {"web@0.9.0": "b" * 40}, parse_ledger(TEXT))


def test_without_git_the_ledger_alone_tells() -> None:
    view = a_view(MemoryFiles({LEDGER: TEXT}), FakeGit(None))

    assert read_history(view) == History(None, {}, parse_ledger(TEXT))


def test_a_release_needs_a_commit() -> None:
    history = read_history(a_view(MemoryFiles(), FakeGit(None)))

    with pytest.raises(StateError, match="there is no commit here that could be a release"):
        history.released_commit()


def test_a_release_is_of_the_commit_that_is_checked_out() -> None:
    assert read_history(a_view(MemoryFiles(), FakeGit("a" * 40))).released_commit() == "a" * 40


def test_a_shallow_clone_is_refused_with_what_to_do() -> None:
    with pytest.raises(StateError, match="this clone is shallow") as caught:
        read_history(a_view(MemoryFiles(), FakeGit(shallow=True)))

    assert "fetch-depth: 0" in str(caught.value)


def test_a_damaged_ledger_is_refused() -> None:
    with pytest.raises(StateError, match="merge conflict"):
        read_history(a_view(MemoryFiles({LEDGER: "<<<<<<< HEAD\n"}), FakeGit()))
