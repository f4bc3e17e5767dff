"""`[tool.release.environments]`: what holds in each environment, whatever is deployed there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from release.config.deploying import BUILT_IN, Environment
from release.config.freeze import Window, parse_window, wrong_zone
from release.config.options import COUNT, FILLED, LIST_OF_TABLES, TABLE, Kind, listed, one_of
from release.config.toml_options import Path, TomlOptions, values_of
from release.errors import Problem, did_you_mean

KINDS: Mapping[str, Kind] = {
    "records": one_of("forge", "clone", "either"),
    "rollback": one_of("app", "wave"),
    "freeze": LIST_OF_TABLES,
    "keep": COUNT,
}
"""The keys of one environment."""

FREEZE_KINDS: Mapping[str, Kind] = {
    "from": FILLED,
    "to": FILLED,
    "why": FILLED,
    "zone": FILLED,
}
"""The keys of one window."""

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.|lock$|$))*")
"""A part of a ref's name, in which its lock is kept (git check-ref-format)."""


def parse_environments(
    options: TomlOptions, tables: Mapping[str, Any], problems: list[Problem]
) -> dict[str, Environment]:
    """Every environment that has a table; what is wrong joins `problems`."""
    found = {}
    for name, content in tables.items():
        where: Path = ("environments", name)
        if not _NAME.fullmatch(name):
            hint = "letters, digits, `-`, `_` and `.`: its lock is a ref of that name"
            problems.append(options.problem(where, "is not a name for an environment", hint))
        if not TABLE.admits(content):
            problems.append(options.problem(where, f"is not {TABLE.words}"))
            continue
        values = values_of(options, where, content, KINDS, problems)
        windows = _windows(options, (*where, "freeze"), values.pop("freeze", ()), problems)
        found[name] = Environment(name, freeze=windows, **values)
    return found


def names_of(environments: Mapping[str, Environment]) -> tuple[str, ...]:
    """The environments that are there, those without a table among them."""
    return tuple(dict.fromkeys((*BUILT_IN, *environments)))


def unknown_environment(
    name: str, environments: Mapping[str, Environment]
) -> tuple[str, str] | None:
    """What is wrong with the name of an environment, and what to do; None when it is one."""
    known = names_of(environments)
    if name in known:
        return None
    named = f"the environments are {listed(known)}; give it a table `environments.{name}`"
    return f"environment `{name}` does not exist", did_you_mean(name, known) or named


def _windows(
    options: TomlOptions, where: Path, tables: Sequence[Mapping[str, Any]], problems: list[Problem]
) -> tuple[Window, ...]:
    windows = []
    for content in tables:
        values = values_of(options, where, content, FREEZE_KINDS, problems)
        if len(values) < len(content):
            continue
        if not {"from", "to"} <= set(values):
            hint = 'for example { from = "Fri 16:00", to = "Mon 06:00" }'
            problems.append(options.problem(where, "has a window without `from` or `to`", hint))
            continue
        zone = values.get("zone", "UTC")
        if hint := wrong_zone(zone) or "":
            problems.append(
                options.problem(where, f"has the zone `{zone}`, which is not a time zone", hint)
            )
        try:
            windows.append(parse_window(values["from"], values["to"], values.get("why", ""), zone))
        except ValueError as error:
            problems.append(options.problem(where, str(error)))
    return tuple(windows)
