"""Today's configuration, for a tree of the past."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from release.config.changesets import PATH as CHANGESETS
from release.globs import compile_glob, split_negation
from release.json_text import loads
from release.model import Workspace
from release.read.overlay import Overlay
from release.read.workspace import read_workspace
from release.replay.configured import configuration, configured
from release.world import Files

_OF_RELEASES = ("packages", "depends", "files", "compat", "tag", "tags")
"""The keys of our configuration that decide what a release is; others are about deploying it."""


def prepared(before: Files, today: Files) -> dict[str, str | None]:
    """What is laid over a tree of the past: today's configuration, as far as it fits there.

    What it says of packages and files that were not there yet is left out.

    Args:
        before: the tree.
        today: where the configuration is.

    Raises:
        ConfigError: the tree has no packages, or a file of it is malformed.
    """
    own = configuration(today)
    table = {key: value for key, value in (own or {}).items() if key in _OF_RELEASES}
    packages = {key: value for key, value in table.items() if key in {"packages", "compat"}}
    workspace = read_workspace(Overlay(before, configured(before, packages)))
    edits = configured(before, own and {**table, **_fitting(table, workspace, before)})
    text = today.read(CHANGESETS)
    if text is not None:
        edits[CHANGESETS] = _fitting_changesets(text, [each.name for each in workspace.packages])
    return edits


def _fitting(table: Mapping[str, Any], workspace: Workspace, before: Files) -> dict[str, Any]:
    """What our configuration says of packages and files that are there."""
    packages = workspace.by_name
    depends = {
        name: [each for each in needs if each in packages]
        for name, needs in table.get("depends", {}).items()
        if name in packages
    }
    files = {
        name: [each for each in places if before.exists(packages[name].path(each["path"]))]
        for name, places in table.get("files", {}).items()
        if name in packages
    }
    tags = {name: each for name, each in table.get("tags", {}).items() if name in packages}
    return {"depends": depends, "files": files, "tags": tags}


def _fitting_changesets(text: str, names: Collection[str]) -> str:
    """Changesets' configuration without the names and patterns that match no package."""
    config: Any = loads(text.removeprefix("\ufeff"))
    if not isinstance(config, dict):
        return text
    fitting: dict[str, Any] = {
        key: [[*_matching(group, names)] for group in config[key]]
        for key in ("fixed", "linked")
        if key in config
    }
    if "ignore" in config:
        fitting["ignore"] = [*_matching(config["ignore"], names)]
    return text if config == config | fitting else json.dumps(config | fitting)


def _matching(patterns: Iterable[str], names: Collection[str]) -> Iterator[str]:
    for pattern in patterns:
        negated, positive = split_negation(pattern)
        if negated or any(map(compile_glob(positive), names)):
            yield pattern
