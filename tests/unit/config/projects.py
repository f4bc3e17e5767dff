"""What a project file says of a workspace of four packages, and what is wrong with it."""

from __future__ import annotations

import pytest

from release.config.placing import Rules
from release.config.train import Config, parse_train_config
from release.errors import ConfigError
from release.model import Workspace
from tests.factories import a_package, a_workspace

WORKSPACE = a_workspace(
    backend=a_package(), cloudprint=a_package(), frachter=a_package(), docs=a_package(None)
)
NO_RULES = Rules()


def parsed(text: str, workspace: Workspace = WORKSPACE, rules: Rules = NO_RULES) -> Config:
    config = parse_train_config(text, "release.toml", workspace, rules)
    assert config is not None
    return config


def problems(text: str) -> list[str]:
    """Each problem as `line: message`."""
    with pytest.raises(ConfigError) as caught:
        parsed(text)
    return [f"{each.where and each.where.line}: {each.message}" for each in caught.value.problems]
