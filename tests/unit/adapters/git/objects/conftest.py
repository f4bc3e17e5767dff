"""A repository of real git that has a link and a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repositories import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "top")
    repo.write("run.sh", "one\n")
    (repo.root / "run.sh").chmod(0o755)
    (repo.root / "link.md").symlink_to("app/text.md")
    repo.commit("First", {"app/text.md": "one\n", "app/gone.md": "one\n"})
    return repo
