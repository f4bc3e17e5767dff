"""Changesets with scripts of one's own around it: versions, detection, preview, and workflows.

The shape: `version-packages` in package.json runs `changeset version` and then a script that
brings the other manifests along; scripts/workflows/ has that one and those that detect and preview
a release; workflows call them, and deploy the apps in their order.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release import yaml_text
from release.adoption.conversion import Conversion
from release.adoption.conversions.scripts.apps import apps_of
from release.adoption.conversions.scripts.commands import (
    CALL,
    FOLDER,
    ROOT,
    VERSION,
    lost_arguments,
    with_tasks,
)
from release.adoption.foreign import json_table, strings, table, table_list, tables
from release.adoption.members import Member, members_at
from release.lockfiles import LOCKFILES
from release.manifests import format_of
from release.phrases import cut, first
from release.spans import Malformed
from release.world import Files, LoggedCommit

MARKS: Sequence[str] = (".changeset",)

_SCRIPT = re.compile(r"(?:(sync)-[\w-]*version|(detect)-release|(preview)-release)\.[cm]?[jt]s")
_WORKFLOWS = ("release-tagger", "release-preview", "deploy", "sync-staging", "staging")
_PATH = re.compile(
    r"""["'`]([^"'`\s]+\.(?:toml|json5?|ya?ml|lock|ts|js|py|txt|md|plist|gradle))["'`]"""
)
_WIDEST = 60  # characters of a command that is told


def may_release(commit: LoggedCommit) -> bool:
    """Whether it consumed changesets."""
    return any(path.startswith(".changeset/") for path in commit.deleted)


def found(files: Files) -> str | None:
    """The first of its scripts, where package.json has `changeset version`."""
    if not any(VERSION.search(each) for each in _commands(files).values()):
        return None
    return next(_scripts(files), None)


def convert(files: Files, commits: Sequence[LoggedCommit]) -> Conversion:
    """Our tasks in place of its scripts and workflows; the changesets go on as they are.

    Raises:
        ConfigError: package.json is malformed.
    """
    del commits  # Changesets knows changesets alone
    scripts = [*_scripts(files)]
    workflows = {path: text for path in _paths() if (text := files.read(path)) is not None}
    parsed = {path: table(_yaml(text)) for path, text in workflows.items()}
    return Conversion(
        files={
            **dict.fromkeys([*scripts, *workflows]),
            ROOT: with_tasks(files.read(ROOT) or ""),
        },
        settings=_settings(parsed, _members(files)),
        told=tuple(_told(files, scripts, parsed)),
    )


def _scripts(files: Files) -> Iterator[str]:
    for entry in files.entries(FOLDER):
        if _SCRIPT.fullmatch(entry.name):
            yield f"{FOLDER}/{entry.name}"


def _paths() -> Iterator[str]:
    yield from (f".github/workflows/{name}.yml" for name in _WORKFLOWS)


def _commands(files: Files) -> dict[str, str]:
    """The commands of package.json by their names."""
    found = table(json_table(files, ROOT).get("scripts"))
    return {name: each for name, each in found.items() if isinstance(each, str)}


def _yaml(text: str) -> object:
    try:
        return yaml_text.loads(text)
    except Malformed:
        return None  # what nobody can run says nothing


def _members(files: Files) -> list[Member]:
    """The packages of the workspace, as far as its patterns are plain ones."""
    listed = json_table(files, ROOT).get("workspaces")
    patterns = strings(listed) or strings(table(listed).get("packages"))
    places = []
    for pattern in patterns:
        parent, _, last = pattern.rstrip("/").rpartition("/")
        inside = [each.name for each in files.entries(parent) if each.is_directory]
        places += [posixpath.join(parent, name) for name in inside] if last == "*" else [pattern]
    return [*members_at(files, places).values()]


def _settings(
    workflows: Mapping[str, Mapping[str, Any]], members: Sequence[Member]
) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if title := next(_titles(workflows), None):
        settings["title"] = title
    if apps := apps_of(workflows.get(".github/workflows/deploy.yml", {}), members):
        settings["apps"] = apps
    return settings


def _titles(workflows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The title of the release pull request, where it is not what ours is called."""
    for _, step in _steps(workflows):
        if str(step.get("uses") or "").startswith("changesets/action@"):
            title = table(step.get("with")).get("title")
            if isinstance(title, str) and title not in {"", "chore: release versions"}:
                yield title


def _steps(
    workflows: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, workflow in workflows.items():
        for job in tables(workflow.get("jobs")).values():
            for step in table_list(job.get("steps")):
                yield path, step


def _told(
    files: Files, scripts: Sequence[str], workflows: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for path in scripts:
        names = dict.fromkeys(_PATH.findall(files.read(path) or ""))
        others = [each for each in names if not _follows(each)]
        if others and "/sync-" in path:
            yield f"{path} names {first(others)}: what repeats a version there goes into `files`"
    for name, task, arguments in lost_arguments(_commands(files)):
        yield f"`{name}` in {ROOT} runs `{task}` without `{cut(arguments, _WIDEST)}`"
    for path in workflows:
        runs = [
            " ".join(str(step["run"]).split())
            for place, step in _steps(workflows)
            if place == path and step.get("run") and not CALL.search(str(step["run"]))
        ]
        told = f"; it ran {first([f'`{cut(each, _WIDEST)}`' for each in runs])}" if runs else ""
        yield f"{path} is ours now{told}{_WHERE.get(posixpath.basename(path), '')}"


def _follows(path: str) -> bool:
    """Whether a file of this name is brought along by itself."""
    return format_of(path) is not None or posixpath.basename(path) in LOCKFILES


_WHERE = {"deploy.yml": ": what deploys an app is said as its target, or in tasks.py"}
