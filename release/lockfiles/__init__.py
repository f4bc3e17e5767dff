"""The files that lock dependencies, one module a format, in one table.

To add a lockfile: write a module with `ECOSYSTEM`, `REFRESH` and `update`, and name its file in
`LOCKFILES`. Only what repeats our own manifests is written; resolving stays the tool's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from release.model import Member
from release.shelf import Shelf


class Lockfile(Protocol):
    """What a lockfile repeats of our manifests."""

    ECOSYSTEM: str
    """Whose members it locks."""

    REFRESH: str
    """The command with which its own tool writes it again."""

    def update(self, text: str, members: Sequence[Member]) -> str:
        """Write the members' versions and their requirements on each other, and nothing else.

        Args:
            text: the whole lockfile; line ends, order and all else are kept.
            members: packages of the lockfile's ecosystem, with directories relative to its own.
                Those that it does not mention are passed over; of those with one name the last
                counts where names are all that it has.

        Returns:
            What the tool itself would write; `text` when nothing is new.

        Raises:
            Malformed: it is not what the tool writes; with the line.
        """


LOCKFILES: Shelf[str, Lockfile] = Shelf(
    {
        "Cargo.lock": "release.lockfiles.cargo_lock",
        "package-lock.json": "release.lockfiles.package_lock",
        "npm-shrinkwrap.json": "release.lockfiles.package_lock",
        "bun.lock": "release.lockfiles.bun_lock",
        "pnpm-lock.yaml": "release.lockfiles.pnpm_lock",
        "yarn.lock": "release.lockfiles.yarn_lock",
        "uv.lock": "release.lockfiles.uv_lock",
    }
)
