"""A railway, and the token of somebody who may push there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.railway import Railway


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_PAT", "a-token")


@pytest.fixture
def railway(tmp_path: Path) -> Railway:
    return Railway(tmp_path)
