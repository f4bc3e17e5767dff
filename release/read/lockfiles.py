"""The lockfiles that are in the tree."""

from __future__ import annotations

from collections.abc import Sequence

from release.lockfiles import LOCKFILES
from release.locks import LockText
from release.world import Files


def read_lockfiles(files: Files, directories: Sequence[str]) -> tuple[LockText, ...]:
    """Every known lockfile in the root and in `directories`, in that order.

    Args:
        files: the tree.
        directories: where else lockfiles may be: packages that stand alone, the roots of the
            Cargo and uv workspaces. Those that do not exist hold none.
    """
    paths = [
        (f"{directory}/{name}" if directory else name, name)
        for directory in dict.fromkeys(["", *directories])
        for name in LOCKFILES
    ]
    return tuple(
        LockText(path, text, LOCKFILES[name])
        for path, name in paths
        if (text := files.read(path)) is not None
    )
