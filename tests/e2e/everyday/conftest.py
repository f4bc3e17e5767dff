"""A clone in which people type; no GitHub is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.desk import git, typed
from tests.trains import a_train


@pytest.fixture
def train(tmp_path: Path) -> Path:
    """A train under git, committed, with everything released as it stands."""
    root = a_train(tmp_path / "train")
    assert typed(root, "release.baseline").code == 0
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "All aboard")
    return root
