"""A version that was taken back does not come back by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

FILES = {
    ".changeset/config.json": "{}",
    "release.toml": """
[environments.local]
records = "clone"
[apps.web]
target = "command"
command.roll-out = ["true"]
command.rollback = ["true"]
""",
}


def test_what_a_rollback_led_away_from_waits_until_it_is_asked_for(tmp_path: Path) -> None:
    """Else the next deployment of any app would undo the rollback."""
    repo = Repo(tmp_path)
    for version in ("1.0.0", "1.1.0"):
        package = json.dumps({"name": "web", "version": version})
        repo.commit(files={**FILES, "package.json": package})
        assert 0 == typed(tmp_path, "deploy", "--environment", "local").code

    back = typed(tmp_path, "deploy.rollback", "--app", "web", "--environment", "local")
    held = typed(tmp_path, "deploy", "--environment", "local")
    again = typed(tmp_path, "deploy", "--environment", "local", "--again")

    assert [0, 0, 0] == [back.code, held.code, again.code]
    assert "| web | ⚪ skip | v1.1.0 |" in held.out
    assert "a rollback led from 1.1.0 back to 1.0.0" in held.out
    assert "| web | 🟢 deployed | v1.1.0 | v1.1.0 |" in again.out
