"""Whose content a change of files changes: what the build of a package may read, told by paths.

- A file belongs to the innermost package that it lies in, and counts for every package that
  depends on that one, development dependencies included.
- A lockfile counts for every package in its directory or below that has a manifest of its
  language, wherever the lockfile itself belongs.
- What lies in no package (a shared configuration, a folder of scripts) counts for all of them:
  to build once too often is cheap, to leave a change out is wrong.
- But `.changeset` and `.github` are read by no build, and neither are Markdown and licences that
  lie in no package, nor what is outside the workspace.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from release.waves import reached

_UNREAD = (".changeset/", ".github/")
_PROSE = r"(?i).*\.(md|markdown|rst)|(licen[cs]e|copying|notice)([.-].*)?"

_LOCKS: Mapping[str, str] = {
    "Cargo.lock": "cargo",
    "bun.lock": "npm",
    "bun.lockb": "npm",
    "npm-shrinkwrap.json": "npm",
    "package-lock.json": "npm",
    "pdm.lock": "python",
    "pnpm-lock.yaml": "npm",
    "poetry.lock": "python",
    "uv.lock": "python",
    "yarn.lock": "npm",
}
"""The language of each lockfile, also of those that a release has nothing to write into."""


class PackageMap(NamedTuple):
    """What is known of the packages, by name.

    `homes` has the package of each package's directory, also of those that are gone;
    `languages` those of a package's manifests, `dependents` who depends on it directly.
    """

    homes: Mapping[str, str]
    languages: Mapping[str, frozenset[str]]
    dependents: Mapping[str, tuple[str, ...]]


def changed_content(paths: Iterable[str], packages: PackageMap) -> dict[str, tuple[str, ...]]:
    """The files that count for each package, sorted; packages without any are left out."""
    found: dict[str, set[str]] = {}
    for path in paths:
        for name in _with_dependents(_whose(path, packages), packages):
            found.setdefault(name, set()).add(path)
    return {name: tuple(sorted(files)) for name, files in sorted(found.items())}


def _whose(path: str, packages: PackageMap) -> set[str]:
    """The packages that a file counts for, without those that depend on them."""
    owner = _owner(path, packages)
    directory, name = posixpath.split(path)
    language = _LOCKS.get(name)
    if language:
        below = {
            package
            for home, package in packages.homes.items()
            if _is_below(home, directory) and language in packages.languages.get(package, ())
        }
        return below | ({owner} if owner and packages.homes.get("") != owner else set())
    if owner:
        return {owner}
    if path.startswith(("../", *_UNREAD)) or re.fullmatch(_PROSE, name):
        return set()
    return set(packages.languages)


def _owner(path: str, packages: PackageMap) -> str | None:
    """The innermost package around a file; None where there is none, or nobody reads it."""
    if path.startswith(("../", *_UNREAD)):
        return None
    directory = posixpath.dirname(path)
    while directory and directory not in packages.homes:
        directory = posixpath.dirname(directory)
    return packages.homes.get(directory)


def _is_below(home: str, directory: str) -> bool:
    """Whether a package's directory is `directory` or in it; what is outside is around all."""
    if not directory or directory.startswith(".."):
        return True
    return home == directory or home.startswith(f"{directory}/")


def _with_dependents(names: Iterable[str], packages: PackageMap) -> set[str]:
    return reached(names, packages.dependents) & packages.languages.keys()
