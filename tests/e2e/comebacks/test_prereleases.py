"""Prereleases consume a changeset once, and their end counts it once."""

from __future__ import annotations

import pytest

from tests.e2e.comebacks.staging import (
    FOX,
    a_changeset,
    in_prerelease_mode,
    lines_of,
    release,
    version_of,
)
from tests.e2e.desk import typed
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


def test_a_prerelease_is_made_once(repo: Repo) -> None:
    in_prerelease_mode(repo)
    repo.commit("Back", {FOX: a_changeset("frachter", "patch", "Sail calmly")})

    answer = release(repo)

    assert f"{FOX} was" in answer.err
    assert version_of(repo, "frachter") == "2.0.1-next.0"
    assert not (repo.root / FOX).exists()
    assert (repo.root / ".changeset/pre/calm-foxes-sail.md").exists()
    assert [line["pre"] for line in lines_of(repo)] == [None, "next"]


def test_the_end_of_prereleases_counts_every_changeset_once(repo: Repo) -> None:
    """However many copies there are, and although prereleases had them."""
    in_prerelease_mode(repo)
    assert typed(repo.root, "changeset.pre-exit").code == 0
    repo.commit("Back", {FOX: a_changeset("frachter", "patch", "Sail calmly")})

    release(repo)

    changelog = (repo.root / "apps/frachter/CHANGELOG.md").read_text()
    final, *_ = changelog.partition("## 2.0.1-next.0")
    assert (version_of(repo, "frachter"), final.count("Sail calmly")) == ("2.0.1", 1)
    assert not list(repo.root.glob(".changeset/**/*.md"))
    assert [line["pre"] for line in lines_of(repo)] == [None, "next", None]
    assert lines_of(repo)[-1]["intents"][0]["packages"] == {"frachter": "2.0.1"}
