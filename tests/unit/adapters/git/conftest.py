"""A repository of real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repositories import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with one commit."""
    repo = Repo(tmp_path / "repo")
    repo.commit("Start", {"README": "hello\n", ".changeset/config.json": "{}\n"})
    return repo
