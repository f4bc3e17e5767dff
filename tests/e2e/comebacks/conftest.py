"""Two branches, and a release on one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.comebacks.staging import FILES, OTTER, a_changeset, release
from tests.repositories import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """The two branches; `main` is checked out."""
    repo = Repo(tmp_path / "repo")
    repo.commit("Start", FILES)
    repo.branch("staging")
    repo.commit("Print fast", {OTTER: a_changeset("cloudprint", "minor", "Print fast")})
    repo.commit("Tell of it", {"README.md": "It prints fast.\n"})
    repo.switch("main")
    repo.squash("staging", "Promote")
    release(repo)
    return repo
