"""The configuration of Changesets, from its file."""

from __future__ import annotations

from release.config.changesets import PATH, ChangesetsConfig
from release.config.changesets_file import parse_changesets_config
from release.config.profile import DEFAULT_COMPAT
from release.errors import ConfigError
from release.model import Workspace
from release.world import Files


def read_changesets_config(
    files: Files, workspace: Workspace, compat: int = DEFAULT_COMPAT
) -> ChangesetsConfig:
    """The configuration of Changesets, as that line of it reads it.

    Raises:
        ConfigError: there is none, or it is wrong; all problems at once.
    """
    text = files.read(PATH)
    if text is None:
        raise ConfigError(
            f"there is no {PATH}", hint="run `setup.init`, or write one: `{}` will do"
        )
    return parse_changesets_config(text, workspace.packages, compat)
