"""The commands of package.json that ran the scripts, with our tasks in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from release import json_text
from release.spans import splice

ROOT = "package.json"
FOLDER = "scripts/workflows"
_TASKS = {"sync": "changeset.version", "detect": "release.detect", "preview": "release.preview"}
CALL = re.compile(rf"[^&|;]*\b{FOLDER}/(?:(sync)-[\w-]*version|(detect)-release|(preview)-release)")
_ENDING = re.compile(r"^\S*")  # of a file's name
_BETWEEN = re.compile(r"(\s*(?:&&|\|\|?|;)\s*)")  # commands of a shell's line
VERSION = re.compile(r"(?:^|[\s/])changeset version\b")


def with_tasks(text: str) -> str:
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
    calls = list(_calls(command))
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


def lost_arguments(commands: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The arguments that our tasks do not get: of which command, the task, and what they are."""
    for name, command in commands.items():
        for _, call in _calls(command) if _task(command) else ():
            found = VERSION.search(call) or CALL.match(call)
            arguments = _ENDING.sub("", call[found.end() :]).strip() if found else ""
            if arguments:
                yield name, _ours(call), arguments


def _calls(command: str) -> Iterator[tuple[str, str]]:
    """The calls of a shell's line, each after what stands between it and the one before."""
    first_call, *rest = _BETWEEN.split(command)
    yield "", first_call
    yield from zip(rest[::2], rest[1::2], strict=True)


def _ours(call: str) -> str:
    kind = "sync" if VERSION.search(call) else _kind(call)
    return f"release {_TASKS[kind]}" if kind else call


def _kind(call: str) -> str | None:
    match = CALL.match(call)
    return next((each for each in match.groups() if each), None) if match else None
