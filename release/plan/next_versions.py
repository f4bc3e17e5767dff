"""The version that a release leads to: a normal one, a prerelease's, or a snapshot's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from release import versions
from release.config.changesets import ChangesetsConfig, is_skipped
from release.errors import ConfigError, Problem, Where
from release.model import Bump, Package, PreState, Workspace


class NextVersions(NamedTuple):
    """How versions go on, as Changesets 3.0.3 has it (assemble-release-plan).

    `tag` is None but in mode `pre`; `counters` has the number that follows it, by package.
    `snapshot` is the part after the first `-` of a snapshot's versions; `calculated` puts the
    normal version in front of it instead of `0.0.0`.
    """

    tag: str | None = None
    counters: Mapping[str, int] = MappingProxyType({})
    snapshot: str | None = None
    calculated: bool = False

    def normal(self, name: str, old: str | None, bump: Bump) -> str | None:
        """The version that ranges are held against; None when `old` is no version."""
        if bump is Bump.NONE or old is None:
            return old
        new = versions.increment(old, bump)
        if new is None or self.tag is None:
            return new
        return f"{new}-{self.tag}.{self.counters[name]}"

    def final(self, name: str, old: str | None, bump: Bump) -> str | None:
        """The version that is written; None when `old` is no version."""
        new = self.normal(name, old, bump)
        if self.snapshot is None or bump is Bump.NONE or new is None:
            return new
        return f"{new if self.calculated else '0.0.0'}-{self.snapshot}"


def next_versions(
    pre: PreState | None,
    snapshot: str | None,
    config: ChangesetsConfig,
    counters: Mapping[str, int],
) -> NextVersions:
    """How the versions of this plan go on."""
    tag = pre.tag if pre and not pre.is_leaving else None
    return NextVersions(tag, counters, snapshot, config.snapshot_use_calculated_version)


def prerelease_counters(workspace: Workspace, config: ChangesetsConfig) -> dict[str, int]:
    """The number that follows the tag in each package's next prerelease.

    It is one more than the second part of its current prerelease, whatever the first part is,
    and 0 without one; a fixed or linked group has the highest of its members.

    Raises:
        ConfigError: a second part is no number; all of them are told.
    """
    packages = workspace.by_name
    groups = [*config.fixed, *config.linked]
    grouped = {name for group in groups for name in group}
    counting = [
        package
        for package in packages.values()
        if not is_skipped(package, config) or package.name in grouped
    ]
    ConfigError.raise_any([_no_number(each) for each in counting if _counter(each) is None])
    own = {package.name: _counter(package) or 0 for package in counting}
    level = [dict.fromkeys(group, max(own[name] for name in group)) for group in groups if group]
    return own | dict(pair for group in level for pair in group.items())


def _counter(package: Package) -> int | None:
    """The package's own number; None when the prerelease that it has cannot be counted on."""
    version = versions.parse(package.version or "")
    parts = (version.prerelease or "").split(".") if version else []
    if len(parts) < 2:  # noqa: PLR2004  a tag and a number
        return 0
    return int(parts[1]) + 1 if parts[1].isdecimal() else None


def _no_number(package: Package) -> Problem:
    return Problem(
        f"`{package.name}` has version `{package.version}`, in which no number follows the tag",
        Where(package.manifest.path),
        "prereleases are counted there: write it as MAJOR.MINOR.PATCH-TAG.NUMBER",
    )


def leaving_prerelease(
    packages: Iterable[Package], counters: Mapping[str, int], config: ChangesetsConfig
) -> list[Package]:
    """The packages that become a release when the mode ends, also without a changeset.

    A prerelease without a number (`1.0.0-next`) is not one of them, as in Changesets.
    """
    return [each for each in packages if not is_skipped(each, config) and counters.get(each.name)]
