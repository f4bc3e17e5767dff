"""Versions that work together."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.desk import typed
from tests.trains import FILES, a_train


def test_an_app_that_would_not_get_what_it_requires_is_blocked(tmp_path: Path) -> None:
    """Told before the release, without anybody being asked what runs."""
    config = FILES["release.toml"].replace("[apps.frachter]", "[apps.frachter]\nREQUIRES", 1)
    text = config.replace("REQUIRES", 'requires = { backend = ">=1.5" }')
    root = a_train(tmp_path, {"release.toml": text})

    blocked = typed(root, "release.preview")
    markdown = typed(root, "release.preview", "--markdown")
    document = json.loads(typed(root, "release.preview", "--json").out)
    typed(root, "changeset.add", "--package", "backend:minor", "--message", "Newer")
    mended = typed(root, "release.preview")

    why = "frachter 2.0.1 requires backend >=1.5, and there will be 1.4.2"
    assert "| frachter | 🔴 Blocked | v2.0.1 |" in blocked.out
    assert f"{why}\n" in blocked.out
    assert "|\n\n- 🔴 frachter 2.0.1 requires backend" in markdown.out
    assert {"frachter": why} == document["blocked"]
    assert "| frachter | 🟢 Will Deploy | v2.0.1 |" in mended.out
    assert "🔴" not in mended.out
