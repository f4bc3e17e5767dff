"""Which formatter a repository uses, and which package manager runs it, as Changesets 3.0.3 finds.

Both look above the repository too, where a checkout inside another one finds its tools.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release.adapters.formatters.commands import AGENTS, FORMATTERS, Formatter

LOCKFILES = {
    "aube-lock.yaml": "aube",
    "aube-workspace.yaml": "aube",
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "deno.lock": "deno",
    "nub.lock": "nub",
    "upm.lock": "upm",
    "pnpm-lock.yaml": "pnpm",
    "pnpm-workspace.yaml": "pnpm",
    "yarn.lock": "yarn",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
}
"""The package manager by its file; of several in one directory the first counts."""

_DEFAULT_AGENT = "npm"
_VERSION = re.compile(r"\d+(?:\.\d+){0,2}", re.ASCII)
_OLDEST_BERRY = 2


def find_formatter(root: Path) -> Formatter | None:
    """The formatter that is configured nearest to `root`, or else the one installed nearest."""
    above = (root, *root.parents)
    configured = (each for directory in above for each in _configured(directory))
    installed = (
        each
        for directory in above
        for each in FORMATTERS.values()
        if each.package and (directory / "node_modules" / each.package).exists()
    )
    return next(configured, None) or next(installed, None)


def is_installed(formatter: Formatter, root: Path) -> bool:
    """Whether a `node_modules` here or above has it, or Yarn's Plug'n'Play may have it."""
    return any(
        (directory / ".pnp.cjs").exists()
        or (directory / "node_modules" / (formatter.package or formatter.name)).exists()
        for directory in (root, *root.parents)
    )


def find_agent(root: Path) -> str:
    """The package manager of the repository at `root`, one of `commands.AGENTS`.

    The nearest lockfile or `packageManager` tells; in one directory the latter goes first.
    """
    for directory in (root, *root.parents):
        if directory == directory.parent:
            break  # the file system's root is not looked at
        if (directory / "rush.json").is_file():
            return "pnpm-rush"
        if named := _named(directory / "package.json"):
            return named
        for name, agent in LOCKFILES.items():
            if (directory / name).is_file():
                return agent
    return _DEFAULT_AGENT


def _configured(directory: Path) -> list[Formatter]:
    found = []
    for each in FORMATTERS.values():
        has_file = any((directory / name).exists() for name in each.configs)
        if has_file or (each.key and each.key in _object(directory / "package.json")):
            found.append(each)
    return found


def _named(manifest: Path) -> str | None:
    """The package manager that a package.json asks for, when it is one that we know."""
    name, version = _asked(_object(manifest))
    if not isinstance(name, str) or not isinstance(version, str) or name not in AGENTS:
        return None
    number = _VERSION.search(version)
    is_berry = number is not None and int(number[0].partition(".")[0]) >= _OLDEST_BERRY
    return "yarn@berry" if name == "yarn" and is_berry else name


def _asked(package: Mapping[str, Any]) -> tuple[object, object]:
    """The name and the version in `packageManager`, or else in `devEngines`."""
    asked = package.get("packageManager")
    if isinstance(asked, str):
        name, _, version = asked.removeprefix("^").partition("@")
        return name, version.partition("@")[0]
    engines = package.get("devEngines")
    manager = engines.get("packageManager") if isinstance(engines, dict) else None
    return (
        (manager.get("name"), manager.get("version", "")) if isinstance(manager, dict) else ("", "")
    )


def _object(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty when there is none that can be read."""
    try:
        found = json.loads(path.read_bytes().decode("utf-8", "replace"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
