"""The versions of crates, inherited ones too, and the requirements among them."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.errors import ConfigError, Problem, Where
from release.manifests.cargo_toml import Crate
from release.model import Dependency, Workspace
from release.requirements import REQUIREMENTS
from release.sync.companion import Companion
from release.versions import parse


class CrateVersions(NamedTuple):
    """What the sync makes of the crates: `own` by companion, `shared` by workspace manifest.

    A crate that keeps a version of its own, apart from its package's, is not among them.
    """

    own: Mapping[tuple[str | None, str], str]
    shared: Mapping[str, str]
    crates: Mapping[str, str]


def crate_versions(companions: Sequence[Companion], workspace: Workspace) -> CrateVersions:
    """The version that the sync gives to each companion, crate and Cargo workspace.

    Raises:
        ConfigError: as `plan_sync`.
    """
    releases, problems = _package_versions(companions, workspace)
    shared = _shared_versions(companions, releases, problems)
    ConfigError.raise_any(problems)
    own = _own_versions(companions, releases)
    crates = {
        companion.path: version
        for companion in companions
        if (version := own.get(companion.key) or _inherited(companion, shared))
    }
    return CrateVersions(own, shared, crates)


def _package_versions(
    companions: Sequence[Companion], workspace: Workspace
) -> tuple[dict[str, str], list[Problem]]:
    """The new version of each package that has companions, in SemVer's plain spelling."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    packages = workspace.by_name
    for name in sorted({companion.package for companion in companions if companion.package}):
        written = packages[name].version
        version = parse(written) if written else None
        if version:
            found[name] = str(version)
        elif written:
            where = Where(packages[name].manifest.path)
            problems.append(
                Problem(
                    f"`{written}` is not a semantic version", where, "write it as MAJOR.MINOR.PATCH"
                )
            )
    return found, problems


def _own_versions(
    companions: Sequence[Companion], releases: Mapping[str, str]
) -> dict[tuple[str | None, str], str]:
    before = _main_versions(companions)
    return {
        companion.key: version
        for companion in companions
        if (version := releases.get(companion.package or "")) and _moves(companion, before)
    }


def _moves(companion: Companion, before: Mapping[str | None, str]) -> bool:
    """A crate apart from the main one moves along only while both have the same version."""
    version = companion.manifest.version
    return version is not None and (companion.follows or before.get(companion.package) == version)


def _main_versions(companions: Sequence[Companion]) -> dict[str | None, str]:
    """The version of each package's main crate before the sync; `src-tauri` goes before `.`."""
    shared = {
        companion.path: companion.crate.workspace.version
        for companion in companions
        if companion.crate and companion.crate.workspace
    }
    found: dict[str | None, str] = {}
    for companion in sorted(companions, key=lambda companion: companion.path):
        if companion.crate and companion.follows:
            inherited = shared.get(companion.root or "") if companion.crate.inherits else None
            version = companion.manifest.version or inherited
            if version:
                found[companion.package] = version
    return found


def _shared_versions(
    companions: Sequence[Companion], releases: Mapping[str, str], problems: list[Problem]
) -> dict[str, str]:
    """The new `workspace.package.version` of each Cargo workspace whose crates inherit it."""
    roots = {companion.path: companion for companion in companions}
    heirs: dict[str, dict[str, str]] = defaultdict(dict)
    for companion in companions:
        name = companion.package
        if not (companion.crate and companion.crate.inherits and name and name in releases):
            continue
        root = roots.get(companion.root or "")
        if root is None or root.crate is None or not _has_shared_version(root.crate):
            problems.append(_nothing_to_inherit(companion))
        else:
            heirs[root.path][name] = releases[name]
    problems += [
        _conflict(path, found) for path, found in heirs.items() if len({*found.values()}) > 1
    ]
    return {path: next(iter(found.values())) for path, found in heirs.items()}


def _has_shared_version(crate: Crate) -> bool:
    return crate.workspace is not None and crate.workspace.version is not None


def _nothing_to_inherit(companion: Companion) -> Problem:
    return Problem(
        "the crate inherits its version, and its workspace has no `workspace.package.version`",
        Where(companion.path),
        "give the crate a `version` of its own",
    )


def _conflict(path: str, heirs: Mapping[str, str]) -> Problem:
    names = ", ".join(f"`{name}` ({version})" for name, version in sorted(heirs.items()))
    return Problem(
        f"crates of packages with different versions inherit `workspace.package.version`: {names}",
        Where(path),
        "give each crate a `version` of its own",
    )


def _inherited(companion: Companion, shared: Mapping[str, str]) -> str | None:
    inherits = companion.crate is not None and companion.crate.inherits
    return shared.get(companion.root or "") if inherits else None


def crate_requirements(companion: Companion, crates: Mapping[str, str]) -> dict[Dependency, str]:
    """The requirements on our crates that the new versions would break."""
    found: dict[Dependency, str] = {}
    directory = posixpath.dirname(companion.path)
    for needed in companion.crate.paths if companion.crate else ():
        path = posixpath.normpath(posixpath.join(directory, needed.directory, "Cargo.toml"))
        if needed.dependency and path in crates:
            old = needed.dependency.requirement
            new = REQUIREMENTS["cargo"].requirement_for(old, crates[path])
            if new != old:
                found[needed.dependency] = new
    return found
