"""Our own configuration, from the file that has it."""

from __future__ import annotations

from release.config import TABLES
from release.config.placing import Rules
from release.config.train import Config, default_config, parse_train_config
from release.errors import ConfigError, Problem, Where
from release.model import Workspace
from release.targets import BY_PLATFORM, SHELF
from release.targets.placeholders import problems
from release.world import Files

_RULES = Rules(SHELF, problems, BY_PLATFORM)


def read_config(files: Files, workspace: Workspace) -> Config:
    """Our configuration: from pyproject.toml or release.toml, or what holds without one.

    Raises:
        ConfigError: it is wrong, or stands in both files; all problems at once.
    """
    wrong: list[Problem] = []
    found: list[Config] = []
    for path in TABLES:
        text = files.read(path)
        try:
            config = None if text is None else parse_train_config(text, path, workspace, _RULES)
        except ConfigError as error:
            wrong += error.problems
        else:
            found += [config] if config else []
    if len(found) > 1:
        wrong.append(
            Problem(
                "the configuration stands in release.toml and in pyproject.toml",
                Where("pyproject.toml"),
                "move everything under `[tool.release]`, and delete release.toml",
            )
        )
    ConfigError.raise_any(wrong)
    return found[0] if found else default_config(workspace)
