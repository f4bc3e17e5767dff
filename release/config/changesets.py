"""What `.changeset/config.json` says: every option of Changesets, and whom nothing versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.config.profile import DEFAULT_COMPAT, PROFILES, Profile
from release.errors import Problem, Where
from release.model import Bump, Package, Workspace

PATH = ".changeset/config.json"
SCHEMA = "https://unpkg.com/@changesets/config@4.0.1/schema.json"
DEFAULT_CHANGELOG = "@changesets/cli/changelog"
DEFAULT_COMMIT = ("@changesets/cli/commit", {"skipCI": "version"})


class ChangesetsConfig(NamedTuple):
    """Every option, with defaults filled in and patterns of names expanded to names.

    `changelog` and `commit` are a module and its options, or None for `false`. `format` is
    None for `false`. `fixed` and `linked` hold names in package order. `compat` is the line of
    the CLI that all of this is meant for, 2 or 3.
    """

    changelog: tuple[str, object] | None = (DEFAULT_CHANGELOG, None)
    commit: tuple[str, object] | None = None
    access: str = "restricted"
    base_branch: str = "main"
    changed_file_patterns: tuple[str, ...] = ("**",)
    format: str | None = "auto"
    fixed: tuple[tuple[str, ...], ...] = ()
    linked: tuple[tuple[str, ...], ...] = ()
    ignore: frozenset[str] = frozenset()
    update_internal_dependencies: Bump = Bump.PATCH
    bump_versions_with_workspace_protocol_only: bool = False
    private_packages_version: bool = False
    private_packages_tag: bool = False
    snapshot_use_calculated_version: bool = False
    snapshot_prerelease_template: str | None = None
    only_update_peers_out_of_range: bool = False
    always_update_dependents: bool = False
    warnings: tuple[str, ...] = ()
    compat: int = DEFAULT_COMPAT

    @property
    def profile(self) -> Profile:
        """What that line of the CLI does differently from the other."""
        return PROFILES[self.compat]


def is_skipped(package: Package, config: ChangesetsConfig) -> bool:
    """Whether nothing versions this package: ignored, private without leave, or no version."""
    if package.name in config.ignore:
        return True
    if package.manifest.private and not config.private_packages_version:
        return True
    return not package.version


def check_skipped_dependents(
    config: ChangesetsConfig, workspace: Workspace, dependents: Mapping[str, Sequence[str]]
) -> list[Problem]:
    """The public packages that are versioned but depend on one that is not.

    Args:
        config: says what is skipped.
        workspace: its packages, in order.
        dependents: who depends on a package, devDependencies left out.
    """
    packages = workspace.by_name
    versioned = {
        name
        for name, package in packages.items()
        if not package.manifest.private and not is_skipped(package, config)
    }
    return [
        _skipped_dependency(package, dependent, config)
        for package in workspace.packages
        if is_skipped(package, config)
        for dependent in dependents.get(package.name, ())
        if dependent in versioned
    ]


def _skipped_dependency(package: Package, dependent: str, config: ChangesetsConfig) -> Problem:
    name = package.name
    if name in config.ignore:
        hint = f"add `{dependent}` to `ignore`, or take `{name}` out of it"
    elif not package.version:
        hint = f"give `{name}` a version, or add `{dependent}` to `ignore`"
    else:
        hint = f"version `{name}` with `privatePackages`, or add `{dependent}` to `ignore`"
    return Problem(
        f"`{dependent}` is versioned, but depends on `{name}`, which is not", Where(PATH), hint
    )
