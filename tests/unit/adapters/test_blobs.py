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


def test_a_file_is_had_twice_and_what_was_there_goes(tmp_path: Path) -> None:
    (tmp_path / "a.deb").write_bytes(b"\0new")
    blobs = DiskBlobs(tmp_path)

    for _ in range(2):
        blobs.copy("a.deb", "made/here/b.deb")

    assert [b"\0new"] == [each.read_bytes() for each in (tmp_path / "made/here").iterdir()]


def test_what_cannot_be_copied_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "b.deb").write_bytes(b"old")

    with pytest.raises(StateError, match=r"`b.deb` cannot be written: no such file"):
        DiskBlobs(tmp_path).copy("gone", "b.deb")

    assert b"old" == (tmp_path / "b.deb").read_bytes()
