"""Which line of the Changesets CLI a repository is on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from release.config import TABLES
from release.config.profile import DEFAULT_COMPAT, PROFILES
from release.manifests import package_json
from release.world import Files

_CLI = "@changesets/cli"
_MANIFEST = "package.json"
_LOCKED: Mapping[str, str] = {
    "package-lock.json": r'"(?:node_modules/)?@changesets/cli":\s*\{[^{}]*?"version":\s*"(\d+)\.',
    "yarn.lock": r'^"?@changesets/cli@[^\n]*:\r?\n\s+version:? "?(\d+)\.',
    "pnpm-lock.yaml": r"['\" /]@changesets/cli[@/](\d+)\.",
    "bun.lock": r'\["@changesets/cli@(\d+)\.',
}
"""How each lockfile spells the version that it holds; the group is the major."""


class Compat(NamedTuple):
    """The line to agree with, 2 or 3, and the file that says so; None when none does."""

    line: int = DEFAULT_COMPAT
    source: str | None = None
    is_configured: bool = False


NOT_SAID = Compat()
"""What holds where nothing says which line it is."""


def read_compat(files: Files) -> Compat:
    """The line of the CLI: configured, or locked, or what the root's package.json asks for.

    Only what is needed is read, and parsed only where a word in it promises an answer.

    Raises:
        ConfigError: `compat` is something else than 2 or 3, or the file with it is malformed.
    """
    return _configured(files) or _locked(files) or _required(files) or NOT_SAID


def _configured(files: Files) -> Compat | None:
    for path in TABLES:
        text = files.read(path)
        if text and "compat" in text:
            from release.config.train import parse_compat  # noqa: PLC0415  many have none: start-up

            if line := parse_compat(text, path):
                return Compat(line, path, is_configured=True)
    return None


def _locked(files: Files) -> Compat | None:
    for path, spelling in _LOCKED.items():
        text = files.read(path)
        if text and _CLI in text:
            majors = {int(major) for major in re.findall(spelling, text, re.MULTILINE)}
            # Of several versions nobody can tell which one `npx changeset` would run.
            if len(majors) == 1 and (found := _line(majors.pop(), path)):
                return found
    return None


def _required(files: Files) -> Compat | None:
    text = files.read(_MANIFEST)
    if not text or _CLI not in text:
        return None
    manifest = package_json.read(_MANIFEST, text)
    wanted = [each.requirement for each in manifest.dependencies if each.name == _CLI]
    first = re.search(r"\d+", wanted[0]) if wanted else None
    return _line(int(first[0]), _MANIFEST) if first else None


def _line(major: int, path: str) -> Compat | None:
    return Compat(major, path) if major in PROFILES else None
