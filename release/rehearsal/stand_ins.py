"""What a rehearsal deploys with: commands that do nothing, in place of those that reach a host.

All else of the configuration stays: the apps, their order, what each requires of the others.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from release import json_text, toml_text
from release.changelogs import GENERATORS
from release.config import TABLES
from release.config.changesets import DEFAULT_CHANGELOG
from release.config.changesets import PATH as CHANGESETS
from release.config.deploying import STAGING
from release.config.placing import PLACING_KINDS
from release.model import PRODUCTION
from release.targets import SHELF
from release.world import Files

_NOTHING = ["git", "--version"]  # a program that is there, since the train itself needs it
_STAND_IN: Mapping[str, Any] = {
    "target": "command",
    "command": {"roll-out": _NOTHING, "rollback": _NOTHING},
    "health": {"command": _NOTHING, "successes": 1},
}
_NEVER_WELL: Mapping[str, Any] = {
    "command": ["git", "is-this-app-well"],
    "successes": 1,
    "within": 0.2,
    "interval": 0.1,
}
_LEFT_OUT = {*PLACING_KINDS, *SHELF, "environments", "assets"}
_OWN_CODE = "release.tasks.own"  # what a module imports that registers functions


class StandIns(NamedTuple):
    """The new text of files by path, and what is not as it will be, in words."""

    files: Mapping[str, str]
    told: tuple[str, ...]


def stand_ins(
    files: Files,
    modules: Iterable[str],
    apps: Sequence[str],
    staged: Collection[str],
    *,
    formats: bool = False,
) -> StandIns:
    """What is changed of a repository, so that a rehearsal reaches nobody and builds nothing.

    Functions that it registers for deployments are left out with the modules that register them,
    and so are the files of releases, freezes, and changelogs that GitHub would be asked for. The
    book is kept at the forge.

    Args:
        files: of the repository, whose configuration is right.
        modules: the paths of tasks.py and what is beside it.
        apps: all that are deployed.
        staged: those that are deployed to `staging`, too.
        formats: whether a formatter that is not in the copy would be at changelogs.
    """
    path, own = _configuration(files)
    table = own
    for key in TABLES[path]:
        table = table[key]
    tables, environments = table.get("apps", {}), table.get("environments", {})
    if apps:
        placed = {app: _placed(tables.get(app, {}), app in staged) for app in apps}
        table["apps"] = {**tables, **placed}
        table.get("workflows", {}).pop("platforms", None)  # whose apps nobody builds here
    if environments:
        table["environments"] = {name: _open(each) for name, each in environments.items()}
    registering = [each for each in modules if _OWN_CODE in (files.read(each) or "")]
    changed = dict.fromkeys(registering, "")
    if apps or environments:
        changed[path] = toml_text.dumps(own)
    config = json_text.loads(files.read(CHANGESETS) or "{}", relaxed=True)
    names = _names_people(config)
    if isinstance(config, dict) and (names or formats):
        plain: dict[str, object] = {"changelog": DEFAULT_CHANGELOG} if names else {}
        plain |= dict.fromkeys(("format", "prettier"), False) if formats else {}
        changed[CHANGESETS] = json.dumps({**config, **plain}, indent=2) + "\n"
    told = (
        *(f"the functions that {each} registers are not called" for each in registering),
        *(["releases have no files: nothing is built"] if _any(tables, "assets") else []),
        *(["freezes are passed over"] if _any(environments, "freeze") else []),
        *(["changelogs name no people: GitHub would be asked for them"] if names else []),
        *(["changelogs are not formatted: nothing is installed in the copy"] if formats else []),
    )
    return StandIns(changed, told)


def unwell(files: Files, app: str) -> dict[str, str]:
    """The new text of the file that has the stand-ins, with an app that is never well."""
    path, own = _configuration(files)
    table = own
    for key in TABLES[path]:
        table = table[key]
    table["apps"][app]["environments"][PRODUCTION]["health"] = _NEVER_WELL
    return {path: toml_text.dumps(own)}


def _any(tables: Mapping[str, Mapping[str, Any]], key: str) -> bool:
    return any(key in each for each in tables.values())


def _names_people(config: object) -> bool:
    """Whether GitHub would be asked for changelogs, by the configuration of Changesets."""
    found = config.get("changelog") if isinstance(config, dict) else None
    name = found[0] if isinstance(found, list) and found else found
    return isinstance(name, str) and GENERATORS.get(name) == "github"


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
    kept = {key: value for key, value in app.items() if key not in _LEFT_OUT}
    places = [PRODUCTION, STAGING] if is_staged else [PRODUCTION]
    return {**kept, "environments": dict.fromkeys(places, _STAND_IN)}


def _open(environment: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in environment.items() if key not in {"records", "freeze"}}
