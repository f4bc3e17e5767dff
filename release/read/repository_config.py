"""What our own configuration adds to the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from release.config import TABLES
from release.world import Files

if TYPE_CHECKING:
    from release.config.repository import RepositoryConfig


def read_repository_config(files: Files) -> RepositoryConfig | None:
    """The additions; None when we have no configuration here.

    Raises:
        ConfigError: they are wrong; all problems of a file at once.
    """
    for path in TABLES:
        text = files.read(path)
        if text is not None:
            from release.config.repository import (  # noqa: PLC0415  many have none: start-up
                parse_repository_config,
            )

            if config := parse_repository_config(text, path):
                return config
    return None
