"""Crates, projects and workspaces of them, as short as a test can say them."""

from __future__ import annotations

import pytest

from release.errors import ConfigError
from release.read.workspace import read_workspace
from tests.fakes import MemoryFiles


def crate(name: str, version: str | None = "1.0.0", more: str = "") -> str:
    own = "version.workspace = true" if version is None else f'version = "{version}"'
    return f'[package]\nname = "{name}"\n{own}\n{more}'


def project(name: str, version: str = "1.0.0", *dependencies: str, more: str = "") -> str:
    needs = f"dependencies = {[*dependencies]}\n{more}"
    return f'[project]\nname = "{name}"\nversion = "{version}"\n{needs}'


def cargo_workspace(*members: str, more: str = "") -> str:
    return f"[workspace]\nmembers = {[*members]}\n{more}"


def packages(files: dict[str, str]) -> dict[str, str]:
    """The directories of the packages by name."""
    return {each.name: each.directory for each in read_workspace(MemoryFiles(files)).packages}


def problems(files: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_workspace(MemoryFiles(files))
    return [f"{each.where}: {each.message}" for each in caught.value.problems]
