"""Files as bytes."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from release.adapters.blobs import DiskBlobs
from release.errors import StateError
from release.world import Measured


def test_bytes_are_read_and_measured_as_they_are(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000 + b"\r\n"
    (tmp_path / "a.deb").write_bytes(content)
    blobs = DiskBlobs(tmp_path)

    assert content == blobs.read("a.deb")
    assert Measured(len(content), f"sha256:{sha256(content).hexdigest()}") == blobs.measure("a.deb")


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"`gone` cannot be read: no such file"):
        DiskBlobs(tmp_path).read("gone")
    with pytest.raises(StateError, match=r"`gone` cannot be read: no such file"):
        DiskBlobs(tmp_path).measure("gone")
