"""Companions: the manifests that carry a package's version, besides a package.json.

A Tauri app has a Cargo.toml and a tauri.conf.json, a Python service a pyproject.toml. Changesets
knows package.json alone; the others follow it here. Where one of them leads the package, it is
the first of its own companions, and gets the version that the plan says.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from release.actions import WriteFile
from release.errors import ConfigError, Problem, Where
from release.manifests import Format, cargo_toml
from release.manifests.cargo_toml import Crate
from release.manifests.python_requirements import normal_name
from release.model import Dependency, Manifest, Workspace
from release.requirements import cargo, python
from release.versions import from_pep440, parse


class Companion(NamedTuple):
    """A manifest that a package's version may have to be written into.

    `package` names the package in whose directory the file is; None when it is in nobody's.
    `follows` says that the file stands where a package's own manifest does, so that it always
    has the package's version; a crate elsewhere may have one of its own. `root` is the path of
    the Cargo.toml that is the crate's workspace.
    """

    package: str | None
    manifest: Manifest
    format: Format
    follows: bool = True
    crate: Crate | None = None
    root: str | None = None

    @property
    def path(self) -> str:
        """The path of the manifest."""
        return self.manifest.path


class CrateVersions(NamedTuple):
    """What the sync makes of the crates: `own` by manifest, `shared` by workspace manifest.

    A crate that keeps a version of its own, apart from its package's, is not among them.
    """

    own: Mapping[str, str]
    shared: Mapping[str, str]
    crates: Mapping[str, str]


def plan_sync(companions: Sequence[Companion], workspace: Workspace) -> tuple[WriteFile, ...]:
    """Bring all companions to the versions of their packages, and leave out what is so already.

    Requirements among our crates are raised when they no longer admit the new version, because
    Cargo would refuse to build; so are those among our Python projects that admitted the old one.

    Args:
        companions: as they are in the tree, one for each file.
        workspace: with the new versions.

    Raises:
        ConfigError: packages with different versions share one, a crate inherits a version that
            is nowhere, or a package's version is not one that Cargo could read.
    """
    versions = crate_versions(companions, workspace)
    moves = _project_moves(companions, workspace)
    planned = [_write(companion, versions, moves) for companion in companions]
    return tuple(action for action in planned if action)


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
        if (version := own.get(companion.path) or _inherited(companion, shared))
    }
    return CrateVersions(own, shared, crates)


def _package_versions(
    companions: Iterable[Companion], workspace: Workspace
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
            problems.append(Problem(f"`{written}` is not a semantic version", where))
    return found, problems


def _own_versions(companions: Iterable[Companion], releases: Mapping[str, str]) -> dict[str, str]:
    companions = list(companions)
    before = _main_versions(companions)
    return {
        companion.path: version
        for companion in companions
        if (version := releases.get(companion.package or "")) and _moves(companion, before)
    }


def _moves(companion: Companion, before: Mapping[str | None, str]) -> bool:
    """A crate apart from the main one moves along only while both have the same version."""
    version = companion.manifest.version
    return version is not None and (companion.follows or before.get(companion.package) == version)


def _main_versions(companions: Iterable[Companion]) -> dict[str | None, str]:
    """The version of each package's main crate before the sync; `src-tauri` goes before `.`."""
    companions = sorted(companions, key=lambda companion: companion.path)
    shared = {
        companion.path: companion.crate.workspace.version
        for companion in companions
        if companion.crate and companion.crate.workspace
    }
    found: dict[str | None, str] = {}
    for companion in companions:
        if companion.crate and companion.follows:
            inherited = shared.get(companion.root or "") if companion.crate.inherits else None
            version = companion.manifest.version or inherited
            if version:
                found[companion.package] = version
    return found


def _shared_versions(
    companions: Iterable[Companion], releases: Mapping[str, str], problems: list[Problem]
) -> dict[str, str]:
    """The new `workspace.package.version` of each Cargo workspace whose crates inherit it."""
    companions = list(companions)
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


class _Move(NamedTuple):
    """The version of a Python project before and after; None when nothing says which it was."""

    old: str | None
    new: str


def _project_moves(companions: Iterable[Companion], workspace: Workspace) -> dict[str, _Move]:
    """Where the Python projects go, by their normal names."""
    companions = [each for each in companions if each.manifest.ecosystem == "python"]
    before = {
        each.package: from_pep440(each.manifest.version)
        for each in companions
        if each.manifest.version is not None
    }
    packages = workspace.by_name
    found: dict[str, _Move] = {}
    for each in companions:
        version = packages[each.package].version if each.package else None
        new = parse(version) if version else None
        if each.manifest.name and new:
            name = normal_name(each.manifest.name)
            found[name] = _Move(before.get(each.package), str(new))
    return found


def _write(
    companion: Companion, versions: CrateVersions, moves: Mapping[str, _Move]
) -> WriteFile | None:
    old, own = companion.manifest, versions.own.get(companion.path)
    shared = versions.shared.get(companion.path)
    requirements = {
        **_requirements(companion, versions.crates),
        **_project_requirements(companion, moves),
    }
    text = companion.format.update(old.text, own, requirements)
    if shared:
        text = cargo_toml.update_workspace(text, shared)
    if text == old.text:
        return None
    changed = [
        (old.version, own and companion.format.read(old.path, text).version),
        (
            companion.crate and companion.crate.workspace and companion.crate.workspace.version,
            shared,
        ),
        *((f"{need.name} {need.requirement}", new) for need, new in requirements.items()),
    ]
    changes = dict.fromkeys(
        f"{before} -> {after}" for before, after in changed if after and before != after
    )
    return WriteFile(old.path, text, ", ".join(changes))


def _requirements(companion: Companion, crates: Mapping[str, str]) -> dict[Dependency, str]:
    """The requirements on our crates that the new versions would break."""
    found: dict[Dependency, str] = {}
    directory = posixpath.dirname(companion.path)
    for needed in companion.crate.paths if companion.crate else ():
        path = posixpath.normpath(posixpath.join(directory, needed.directory, "Cargo.toml"))
        if needed.dependency and path in crates:
            old = needed.dependency.requirement
            new = cargo.requirement_for(old, crates[path])
            if new != old:
                found[needed.dependency] = new
    return found


def _project_requirements(
    companion: Companion, moves: Mapping[str, _Move]
) -> dict[Dependency, str]:
    """The requirements on our projects that admitted the old version, and not the new one."""
    found: dict[Dependency, str] = {}
    if companion.manifest.ecosystem != "python":
        return found
    for dependency in companion.manifest.dependencies:
        move = moves.get(normal_name(dependency.name))
        old = dependency.requirement
        if move and move.old and old and python.admits(old, move.old):
            new = python.requirement_for(old, move.new)
            if new != old:
                found[dependency] = new
    return found
