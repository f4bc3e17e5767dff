"""What is deployed to on this machine, and whose book that is in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.yard import HubYard, Street, Yard, cloned, write_yard


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    there = Street(tmp_path / "street")
    with there.open():
        yield there


@pytest.fixture
def yard(tmp_path: Path, street: Street, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubYard]:
    """A clone whose book and lock are at a GitHub."""
    seed = write_yard(tmp_path / "seed", street, records="forge")
    with cloned(seed, tmp_path, monkeypatch) as clone:
        yield HubYard(clone, street)


@pytest.fixture
def alone(tmp_path: Path, street: Street) -> Yard:
    """A repository that keeps its book and its lock itself."""
    return Yard(write_yard(tmp_path / "here", street, records="clone"), street)
