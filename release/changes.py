"""Which packages a set of changed files belongs to (Changesets 3.0.3: git, getChangedPackages)."""

from __future__ import annotations

from collections.abc import Iterable

from release.config.changesets import ChangesetsConfig, is_skipped
from release.globs import matches_any
from release.model import Package, Workspace


def changed_packages(
    files: Iterable[str], workspace: Workspace, config: ChangesetsConfig
) -> tuple[Package, ...]:
    """The packages that `files` touch and that are versioned, in package order.

    A file belongs to the deepest package that contains it, and counts when it matches
    `changedFilePatterns`, which are relative to that package.
    """
    by_directory = {package.directory: package for package in workspace.packages}
    touched: set[str] = set()
    for file in files:
        owner = _owner(file, by_directory)
        if owner is None or owner.directory in touched:
            continue
        inside = file[len(owner.directory) + 1 :] if owner.directory else file
        if matches_any(inside, config.changed_file_patterns):
            touched.add(owner.directory)
    return tuple(
        package
        for package in workspace.packages
        if package.directory in touched and not is_skipped(package, config)
    )


def changeset_paths(files: Iterable[str]) -> frozenset[str]:
    """Those of `files` that are changesets."""
    return frozenset(
        file for file in files if file.startswith(".changeset/") and file.endswith(".md")
    )


def _owner(file: str, by_directory: dict[str, Package]) -> Package | None:
    directory = file
    while directory:
        directory = directory.rpartition("/")[0]
        if directory in by_directory:
            return by_directory[directory]
    return None
