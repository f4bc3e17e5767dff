"""An app that is built, and a folder that it is released into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.targets.directory.scene import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)
