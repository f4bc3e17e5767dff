"""Where our configuration is in a repository, and where it goes to when there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from release.adoption.settings import AppSettings, appended, settings_text
from release.config import TABLES
from release.config.toml_options import TomlOptions
from release.read.overlay import Overlay
from release.world import Files

OWN = "release.toml"
"""The file of our configuration where there is no pyproject.toml."""

_PYPROJECT = "pyproject.toml"


def configured_in(files: Files) -> str | None:
    """The file that has our configuration."""
    for path, table in TABLES.items():
        text = files.read(path)
        if text is not None and TomlOptions.of(path, text, table) is not None:
            return path
    return None


def configuration_text(
    files: Files, values: Mapping[str, object], apps: Sequence[AppSettings] = ()
) -> tuple[str, str]:
    """The path of our configuration, and its file's text with these settings."""
    path, table = _home(files)
    text = settings_text(values, apps, table)
    return path, appended(files.read(path) or "", text)


def with_settings(files: Files, values: Mapping[str, object]) -> Files:
    """The tree with a configuration of these settings; as it is without any."""
    if not values:
        return files
    path, text = configuration_text(files, values)
    return Overlay(files, {path: text})


def _home(files: Files) -> tuple[str, tuple[str, ...]]:
    """The file that our configuration goes to, and where in it.

    A release.toml that is there already is another tool's: cargo-release has its own of that name.
    """
    path = _PYPROJECT if any(map(files.exists, TABLES)) else OWN
    return path, TABLES[path]
