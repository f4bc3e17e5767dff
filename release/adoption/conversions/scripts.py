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

from release import json_text, yaml_text
from release.adoption.conversion import Conversion
from release.adoption.foreign import json_table, strings, table, tables
from release.adoption.members import Member, members_at
from release.config.circles import circles
from release.lockfiles import LOCKFILES
from release.manifests import format_of
from release.phrases import cut, first
from release.spans import Malformed, splice
from release.world import Files, LoggedCommit

FOLDER = "scripts/workflows"
MARKS: Sequence[str] = (".changeset",)

_ROOT = "package.json"
_TASKS = {"sync": "changeset.version", "detect": "release.detect", "preview": "release.preview"}
_SCRIPT = re.compile(r"(?:(sync)-[\w-]*version|(detect)-release|(preview)-release)\.[cm]?[jt]s")
_CALL = re.compile(
    rf"[^&|;]*\b{FOLDER}/(?:(sync)-[\w-]*version|(detect)-release|(preview)-release)"
)
_BETWEEN = re.compile(r"(\s*(?:&&|\|\|?|;)\s*)")  # commands of a shell's line
_VERSION = re.compile(r"(?:^|[\s/])changeset version\b")
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
    commands = json_table(files, _ROOT).get("scripts")
    if not any(_VERSION.search(each) for each in _texts(commands).values()):
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
            _ROOT: _with_tasks(files.read(_ROOT) or ""),
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


def _texts(value: object) -> dict[str, str]:
    return {name: each for name, each in table(value).items() if isinstance(each, str)}


def _yaml(text: str) -> object:
    try:
        return yaml_text.loads(text)
    except Malformed:
        return None  # what nobody can run says nothing


def _with_tasks(text: str) -> str:
    """package.json with our tasks in the place of its scripts, and every other byte as it was."""
    scripts = json_text.members(text).get("scripts")
    if scripts is None:
        return text
    edits = []
    for span in json_text.members(text, scripts.start).values():
        command = json_text.loads(span.of(text))
        if isinstance(command, str) and (task := _task(command)):
            edits.append((span, json_text.quoted(task)))
    return splice(text, edits)


def _task(command: str) -> str | None:
    """What takes the place of a command, with what else that does; None without a script in it."""
    first_call, *rest = _BETWEEN.split(command)
    calls = [("", first_call), *zip(rest[::2], rest[1::2], strict=True)]
    if not any(_kind(call) for _, call in calls):
        return None
    text, tasks = "", set[str]()
    for between, call in calls:
        ours = _ours(call)
        if ours not in tasks:  # a task is run once
            text += between + ours
        if ours != call:
            tasks.add(ours)
    return text


def _ours(call: str) -> str:
    kind = "sync" if _VERSION.search(call) else _kind(call)
    return f"release {_TASKS[kind]}" if kind else call


def _kind(call: str) -> str | None:
    match = _CALL.match(call)
    return next((each for each in match.groups() if each), None) if match else None


def _members(files: Files) -> list[Member]:
    """The packages of the workspace, as far as its patterns are plain ones."""
    listed = json_table(files, _ROOT).get("workspaces")
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
    if apps := _apps(workflows.get(".github/workflows/deploy.yml", {}), members):
        settings["apps"] = apps
    return settings


def _titles(workflows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The title of the release pull request, where it is not what ours is called."""
    for _, step in _steps(workflows):
        if str(step.get("uses") or "").startswith("changesets/action@"):
            title = table(step.get("with")).get("title")
            if isinstance(title, str) and title not in {"", "chore: release versions"}:
                yield title


def _apps(deploy: Mapping[str, Any], members: Sequence[Member]) -> dict[str, dict[str, Any]]:
    """The packages that have a job in the deployment, and what their jobs wait for."""
    jobs = tables(deploy.get("jobs"))
    found = {job: _of_job(job, members) for job in jobs}
    named = {job: app for job, app in found.items() if app}
    apps: dict[str, dict[str, Any]] = {}
    for job, (name, member) in named.items():
        waits = jobs[job].get("needs")
        needs = [waits] if isinstance(waits, str) else strings(waits)
        app = apps.setdefault(name, {} if member.name == name else {"package": member.name})
        own = [named[each][0] for each in needs if each in named and named[each][0] != name]
        if own := list(dict.fromkeys([*app.get("needs", ()), *own])):
            app["needs"] = own
    waiting = {name: app.get("needs", []) for name, app in apps.items()}
    return {} if any(circles(waiting)) else apps


def _of_job(job: str, members: Sequence[Member]) -> tuple[str, Member] | None:
    """What a job is called without the verb before it, and the package that is called so."""
    name = re.sub(r"^(?:deploy|build|release)[-_]", "", job)
    for each in members:
        if name in {posixpath.basename(each.directory), each.name.rpartition("/")[2]}:
            return name, each
    return None


def _steps(
    workflows: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, workflow in workflows.items():
        for job in tables(workflow.get("jobs")).values():
            listed = job.get("steps")
            for step in listed if isinstance(listed, list) else ():
                yield path, table(step)


def _told(
    files: Files, scripts: Sequence[str], workflows: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for path in scripts:
        names = dict.fromkeys(_PATH.findall(files.read(path) or ""))
        others = [each for each in names if not _follows(each)]
        if others and "/sync-" in path:
            yield f"{path} names {first(others)}: what repeats a version there goes into `files`"
    for path in workflows:
        runs = [
            " ".join(str(step["run"]).split())
            for place, step in _steps(workflows)
            if place == path and step.get("run") and not _CALL.search(str(step["run"]))
        ]
        told = f"; it ran {first([f'`{cut(each, _WIDEST)}`' for each in runs])}" if runs else ""
        yield f"{path} is ours now{told}{_WHERE.get(posixpath.basename(path), '')}"


def _follows(path: str) -> bool:
    """Whether a file of this name is brought along by itself."""
    return format_of(path) is not None or posixpath.basename(path) in LOCKFILES


_WHERE = {"deploy.yml": ": what deploys an app is said as its target, or in tasks.py"}
