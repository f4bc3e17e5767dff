"""Directories of the tree, from its root, which is `""`: what is in which, and what is above."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator


def inside(directory: str, path: str) -> str | None:
    """`path`, relative to `directory`, from the repository's root; None when it leads out."""
    found = posixpath.normpath(posixpath.join(directory, path))
    if found.startswith(("/", "../")) or found == "..":
        return None
    return "" if found == "." else found


def is_below(directory: str, above: str) -> bool:
    """Whether `directory` is `above` or in it."""
    return not above or directory == above or directory.startswith(f"{above}/")


def parents(directory: str) -> Iterator[str]:
    """The directories above, up to the root, `""`."""
    while directory:
        directory = posixpath.dirname(directory)
        yield directory
