"""Which packages a set of changed files belongs to (@changesets/git, getChangedPackages)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from release.config.changesets import ChangesetsConfig, is_skipped
from release.model import Package, Workspace


def changed_packages(
    files: Iterable[str], workspace: Workspace, config: ChangesetsConfig
) -> tuple[Package, ...]:
    """The packages that `files` touch and that are versioned, in package order."""
    touched = {owner.directory for owner, _ in _touches(files, workspace, config)}
    return tuple(each for each in workspace.packages if each.directory in touched)


def files_by_package(
    files: Iterable[str], workspace: Workspace, config: ChangesetsConfig
) -> Mapping[str, tuple[str, ...]]:
    """The names of the packages that `files` touch and that are versioned, each with its files."""
    found: dict[str, list[str]] = {}
    for owner, file in _touches(files, workspace, config):
        found.setdefault(owner.name, []).append(file)
    return {name: tuple(inside) for name, inside in found.items()}


def changeset_paths(files: Iterable[str]) -> frozenset[str]:
    """Those of `files` that are changesets."""
    return frozenset(
        file for file in files if file.startswith(".changeset/") and file.endswith(".md")
    )


def _touches(
    files: Iterable[str], workspace: Workspace, config: ChangesetsConfig
) -> Iterator[tuple[Package, str]]:
    """Every file that counts, with the package that it counts for.

    A file belongs to the deepest package that contains it, and counts when it matches
    `changedFilePatterns`, which are relative to that package.
    """
    by_directory = {package.directory: package for package in workspace.packages}
    for file in files:
        owner = _owner(file, by_directory)
        if owner is None or is_skipped(owner, config):
            continue
        inside = file[len(owner.directory) + 1 :] if owner.directory else file
        if config.profile.select((inside,), config.changed_file_patterns):
            yield owner, file


def _owner(file: str, by_directory: dict[str, Package]) -> Package | None:
    directory = file
    while directory:
        directory = directory.rpartition("/")[0]
        if directory in by_directory:
            return by_directory[directory]
    return None
