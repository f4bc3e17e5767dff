"""Files under a root as bytes, such as those that a build made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from release.adapters.refused import told
from release.world import Measured


@dataclass(frozen=True, slots=True)
class DiskBlobs:
    """`Blobs` on the disk."""

    root: Path

    def measure(self, path: str) -> Measured:
        """The size and the digest; the whole file need not fit into memory."""
        from hashlib import file_digest  # noqa: PLC0415  few commands measure: start-up

        with told(path, "read"), (self.root / path).open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            return Measured(file.tell(), f"sha256:{digest}")

    def read(self, path: str) -> bytes:
        """The content."""
        with told(path, "read"):
            return (self.root / path).read_bytes()
