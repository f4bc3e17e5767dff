"""The branches that a clone knows, over real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.adapters.git.branches import branches, prefix
from release.adoption.branches import Branches
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


def test_a_clone_knows_its_own_branches_and_those_of_its_origin(tmp_path: Path) -> None:
    origin = Repo(tmp_path / "origin")
    origin.commit("Start", {"a": "1"})
    for name in ("staging", "topic/one"):
        origin.branch(name)
    origin.switch("main")
    clone = tmp_path / "clone"
    origin.git.clone("--quiet", str(origin.root), str(clone))
    Repo(clone).branch("mine")

    assert branches(clone) == Branches(
        "mine", "main", frozenset({"main", "mine", "staging", "topic/one"})
    )


def test_what_is_not_there_is_not_known(tmp_path: Path) -> None:
    assert branches(tmp_path) == Branches()
    repo = Repo(tmp_path)
    assert branches(tmp_path) == Branches("main", None, frozenset())
    repo.commit("Start", {"a": "1"})
    repo.detach()
    assert branches(tmp_path) == Branches(None, None, frozenset({"main"}))


def test_a_workspace_may_lie_below_the_top(tmp_path: Path) -> None:
    Repo(tmp_path).commit("Start", {"web/a": "1"})

    assert (prefix(tmp_path), prefix(tmp_path / "web")) == ("", "web/")
