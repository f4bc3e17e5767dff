"""Files under a root as bytes, such as those that a build made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from release.adapters.refused import told
from release.world import Measured


@dataclass(frozen=True, slots=True)
class DiskBlobs:
    """`WritableBlobs` on the disk."""

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

    def copy(self, path: str, to: str) -> None:
        """Have what is in one file in another as well: all of it, or what was there before."""
        from shutil import copyfile  # noqa: PLC0415  as above

        target = self.root / to
        begun = target.with_name(f"{target.name}.part")
        with told(to, "written"):
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(self.root / path, begun)
            begun.replace(target)
