"""Where commands can be forked, and where each must load everything."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from release.rehearsal.stage import in_a_process
from release.tasks.forked import runner


def test_nothing_is_forked_where_no_socket_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its path would be longer than a system allows."""
    monkeypatch.setattr(tempfile, "tempdir", "/" + 80 * "a")

    assert runner(tmp_path) is in_a_process
