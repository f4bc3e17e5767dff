"""The stage of the contract tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.github.scene import Scene, local_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh local GitHub."""
    with local_scene(tmp_path) as made:
        yield made
