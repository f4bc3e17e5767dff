"""Which version of ours this is."""

from __future__ import annotations

NAME = "monorepo-release"


def our_version() -> str:
    """The version that is installed."""
    from importlib.metadata import version

    return version(NAME)
