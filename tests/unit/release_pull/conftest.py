"""A train whose next release waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.release_pull.train import Train


@pytest.fixture
def train(tmp_path: Path) -> Train:
    return Train(tmp_path)
