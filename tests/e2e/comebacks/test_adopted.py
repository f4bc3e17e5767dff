"""Whoever comes to us later does not release the past again."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.ledger import LEDGER
from tests.e2e.comebacks.staging import (
    OTTER,
    a_changeset,
    assert_not_released_again,
    lines_of,
)
from tests.e2e.desk import typed
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


def test_an_adopter_does_not_release_the_past_again(repo: Repo) -> None:
    """Without our ledger, git tells what the Changesets CLI has consumed."""
    repo.remove(LEDGER)
    repo.commit("As if the Changesets CLI had released")
    assert typed(repo.root, "release.baseline").code == 0
    assert typed(repo.root, "release.baseline").err == (
        "nothing to do: every version is already released: tagged, or in the ledger\n"
    )
    repo.commit("Adopt")
    repo.commit("Back", {OTTER: a_changeset("cloudprint", "minor", "Print fast")})

    assert_not_released_again(repo)


def test_a_release_by_another_tool_can_be_recorded_without_its_versions(repo: Repo) -> None:
    """They are made, and whether they are out is another question."""
    repo.remove(LEDGER)
    repo.commit("As if the Changesets CLI had released")

    answer = typed(repo.root, "release.baseline", "--changesets-only", "--json")

    (line,) = lines_of(repo)
    assert (answer.code, line["released"], len(line["intents"])) == (0, {}, 1)
    again = typed(repo.root, "release.baseline", "--changesets-only")
    assert "the ledger has every changeset that a release consumed" in again.err
    repo.commit("Adopt")
    repo.merge("staging", message="Promote")
    assert_not_released_again(repo)


def test_after_a_release_of_ours_there_is_nothing_to_adopt(repo: Repo) -> None:
    typed(repo.root, "release.baseline")

    assert ["intents" in each for each in lines_of(repo) if each["kind"] == "baseline"] == [False]


def test_a_shallow_clone_cannot_tell_the_past(repo: Repo, tmp_path: Path) -> None:
    answer = typed(repo.clone(tmp_path / "clone", depth=1), "release.baseline")

    assert (answer.code, "shallow" in answer.err) == (4, True)
