"""What the two lines of the Changesets CLI do differently, each difference under its meaning.

The same engine drives both: a room that must tell them apart asks the profile for the one thing
that it is about, and never which line it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from release import globs
from release.globs import directories

DEFAULT_COMPAT = 3

_Subdirectories = Callable[[str], Iterable[str]]


PRETTIER_2 = "prettier-2"
"""The Prettier that the CLI 2 calls: the repository's, or its own."""


class Profile(NamedTuple):
    """One line of the CLI. The defaults are those of Changesets 3.

    Attributes:
        base_branch: what `baseBranch` is when it is not configured.
        versions_private_packages: whether private packages are versioned when the
            configuration does not say.
        formatter: what `format` is when it is not configured.
        refuses_unversioned_dependencies: a public package must not depend on one without a
            version even where nothing else is skipped.
        tolerates_byte_order_marks: in `.changeset/config.json`.
        reads_as_js_yaml: see `parse_changeset`.
        select: the names that pass a list of patterns, in the order of a group's members.
        refuses_unmatched_patterns: whether a pattern that matches no package is an error.
        peers_move_by_major: a minor or major release moves its peer dependents by MAJOR.
        moves_both_bounds: a range with two bounds keeps two, instead of its first operator.
        rewrites_ranges_on_none: ranges on a package that is in the plan, but not released,
            are rewritten too.
        updates_root_ranges: the ranges in the root's package.json follow.
        reserialises_manifests: package.json is written anew, as `JSON.stringify` does.
        follows_renames: a renamed changeset keeps the commit that first added it.
        records_prereleases: pre.json lists the changesets that prereleases consumed, which stay
            where they are.
        workspaces_first: `workspaces` in package.json lays out the packages whatever other
            tools say, and needs no lockfile.
        expand: the directories that the patterns of a workspace mean.
    """

    base_branch: str = "main"
    versions_private_packages: bool = False
    formatter: str = "auto"
    refuses_unversioned_dependencies: bool = False
    tolerates_byte_order_marks: bool = False
    reads_as_js_yaml: bool = False
    select: Callable[[Iterable[str], Sequence[str]], tuple[str, ...]] = globs.select
    refuses_unmatched_patterns: bool = False
    peers_move_by_major: bool = False
    moves_both_bounds: bool = True
    rewrites_ranges_on_none: bool = False
    updates_root_ranges: bool = True
    reserialises_manifests: bool = False
    follows_renames: bool = True
    records_prereleases: bool = False
    workspaces_first: bool = False
    expand: Callable[[Sequence[str], _Subdirectories], tuple[str, ...]] = directories.expand


PROFILES: Mapping[int, Profile] = MappingProxyType(
    {
        3: Profile(),
        2: Profile(
            base_branch="master",
            versions_private_packages=True,
            formatter=PRETTIER_2,
            refuses_unversioned_dependencies=True,
            tolerates_byte_order_marks=True,
            reads_as_js_yaml=True,
            select=globs.select_by_pattern,
            refuses_unmatched_patterns=True,
            peers_move_by_major=True,
            moves_both_bounds=False,
            rewrites_ranges_on_none=True,
            updates_root_ranges=False,
            reserialises_manifests=True,
            follows_renames=False,
            records_prereleases=True,
            workspaces_first=True,
            expand=directories.expand_in_turn,
        ),
    }
)
"""The profile for each value of `compat`."""
