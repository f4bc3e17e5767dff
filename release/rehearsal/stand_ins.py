"""What a rehearsal deploys with: commands that do nothing, in place of those that reach a host.

All else of the configuration stays: the apps, their order, what each requires of the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from release import toml_text
from release.config import TABLES
from release.config.deploying import STAGING
from release.config.placing import PLACING_KINDS
from release.deployment import PRODUCTION
from release.targets import SHELF
from release.world import Files

_NOTHING = ["git", "--version"]  # a program that is there, since the train itself needs it
_STAND_IN: Mapping[str, Any] = {
    "target": "command",
    "command": {"roll-out": _NOTHING, "rollback": _NOTHING},
    "health": {"command": _NOTHING, "successes": 1},
}
_ELSEWHERE = {*PLACING_KINDS, *SHELF, "environments"}
_OWN_CODE = "release.tasks.own"  # what a module imports that registers functions


def stand_ins(
    files: Files, modules: Iterable[str], apps: Sequence[str], staged: Collection[str]
) -> dict[str, str]:
    """The new text of the files that say how apps are deployed, by path.

    Functions that a repository registers for deployments are left out with the modules that
    register them. Both environments keep their book at the forge, and nothing is frozen.

    Args:
        files: of the repository, whose configuration is right.
        modules: the paths of tasks.py and what is beside it.
        apps: all that are deployed.
        staged: those that are deployed to `staging`, too.
    """
    changed = {path: "" for path in modules if _OWN_CODE in (files.read(path) or "")}
    path, own = _configuration(files)
    table = own
    for key in TABLES[path]:
        table = table[key]
    tables = table.get("apps", {})
    table["apps"] = {**tables, **{app: _placed(tables.get(app, {}), app in staged) for app in apps}}
    if environments := table.get("environments"):
        table["environments"] = {name: _open(each) for name, each in environments.items()}
    return {**changed, path: toml_text.dumps(own)}


def _configuration(files: Files) -> tuple[str, dict[str, Any]]:
    """The file that has our configuration, and all that is in it; a new one where there is none."""
    for path, keys in TABLES.items():
        text = files.read(path)
        own = _copied(toml_text.loads(text)) if text is not None else None
        table = own
        for key in keys:
            table = table.get(key) if table else None
        if own is not None and table is not None:
            return path, own
    return "release.toml", {}


def _copied(value: Any) -> Any:
    """Tables that can be changed, of those that are for reading only."""
    if not isinstance(value, dict):
        return value
    return {key: _copied(each) for key, each in value.items()}


def _placed(app: Mapping[str, Any], is_staged: bool) -> dict[str, Any]:
    kept = {key: value for key, value in app.items() if key not in _ELSEWHERE}
    places = [PRODUCTION, STAGING] if is_staged else [PRODUCTION]
    return {**kept, "environments": dict.fromkeys(places, _STAND_IN)}


def _open(environment: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in environment.items() if key not in {"records", "freeze"}}
