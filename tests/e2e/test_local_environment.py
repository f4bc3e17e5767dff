"""This repository's own configuration of the environment `local`, where something is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.repositories import Repo

ROOT = Path(__file__).parents[2]
MADE = shutil.ignore_patterns("target", "dist", "build", "node_modules", "__pycache__", ".venv")


@pytest.mark.needs("git")
def test_an_app_whose_program_is_not_here_is_skipped_and_says_so(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "here")
    shutil.copytree(ROOT / "apps", repo.root / "apps", ignore=MADE)
    own = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'programs = ["cargo", "tauri"]' in own
    files = {
        "package.json": (ROOT / "package.json").read_text("utf-8"),
        "pyproject.toml": own.replace('["cargo", "tauri"]', '["sh", "no-such-cli"]'),
        ".changeset/config.json": "{}",
    }
    repo.commit(files=files)

    answer = typed(repo.root, "deploy", "--environment", "local", "--dry-run", "--json")

    assert answer.code == 0, answer.err
    apps = json.loads(answer.out)["apps"]
    assert (apps["backend"]["action"], apps["cloudprint"]["action"]) == ("deploy", "skip")
    assert apps["cloudprint"]["reason"] == "needs the program `no-such-cli`, not here"
