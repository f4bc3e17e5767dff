"""The release plan: flatten the changesets, then follow dependents and groups until nothing moves.

The rules are those of Changesets 3.0.3 (assemble-release-plan), in its order, because the order
decides which record survives; where 2.31.1 has others, the profile says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from release.config.changesets import ChangesetsConfig, is_skipped
from release.model import (
    Bump,
    Cause,
    Changeset,
    Package,
    PlannedRelease,
    PreRecord,
    PreState,
    ReleasePlan,
    Workspace,
)
from release.plan.dependents import add_dependents
from release.plan.graph import dependency_graph
from release.plan.groups import level_fixed_groups, level_linked_groups
from release.plan.moving import Ground, Moving, Releases
from release.plan.next_versions import leaving_prerelease, next_versions, prerelease_counters
from release.plan.refusals import check_changesets, check_versions
from release.requirements import as_read


def plan_release(  # noqa: PLR0913  what is read, and the mode
    changesets: Sequence[Changeset],
    workspace: Workspace,
    config: ChangesetsConfig,
    dependents: Mapping[str, Sequence[str]] | None = None,
    *,
    pre: PreState | None = None,
    snapshot: str | None = None,
) -> ReleasePlan:
    """Decide every release that the pending changesets cause, dependents included.

    A dependent moves by PATCH when its range no longer admits the new version, as Changesets 3
    does (assemble-release-plan, determineDependents); a peer dependent of a minor or major
    release moves by MAJOR where the profile says so, as in Changesets 2.

    Args:
        changesets: in file-name byte order; the largest bump per package wins.
        workspace: current versions. Not modified.
        config: groups, ignored packages and propagation.
        dependents: the graph's edges, when the caller has them already.
        pre: prerelease mode. In mode `pre` changesets that a prerelease consumed do not count;
            when it is left, all count, and every prerelease becomes a release.
        snapshot: what stands after the first `-` of a snapshot's versions.

    Returns:
        Releases in plan order; empty when nothing is pending.

    Raises:
        ChangesetError: a changeset names a package outside the workspace, or mixes skipped
            packages with others.
        ConfigError: a package that must move has a version that is not semver, or one on which
            no prerelease can be counted.
    """
    packages = workspace.by_name
    check_changesets(changesets, packages, config)
    if dependents is None:
        dependents = dependency_graph(
            workspace, protocol_only=config.bump_versions_with_workspace_protocol_only
        ).dependents
    counters = prerelease_counters(workspace, config) if pre else {}
    following = next_versions(pre, snapshot, config, counters)
    counting = still_counting(changesets, pre)
    ground = Ground(packages, dependents, config, following)
    releases = _flatten(counting, ground)
    while _settle(releases, ground):
        pass
    if pre and pre.is_leaving:
        _add_leaving(releases, leaving_prerelease(workspace.packages, counters, config))
    planned = tuple(_finish(each, ground) for each in releases.values())
    check_versions(planned, packages)
    return ReleasePlan(counting, planned, _recorded(pre, changesets, workspace), snapshot)


def still_counting(changesets: Iterable[Changeset], pre: PreState | None) -> tuple[Changeset, ...]:
    """The changesets that no prerelease of the current series has consumed."""
    is_counting = pre is not None and not pre.is_leaving
    return tuple(each for each in changesets if not (is_counting and each.is_kept))


def _recorded(
    pre: PreState | None, changesets: Iterable[Changeset], workspace: Workspace
) -> PreState | None:
    """The mode with everything in its record, where there is one."""
    if pre is None or pre.record is None:
        return pre
    versions_now = {each.name: each.version for each in workspace.packages if each.version}
    initial = {**pre.record.initial_versions}
    for name, version in versions_now.items():
        initial.setdefault(name, version)
    return pre._replace(record=PreRecord(initial, tuple(each.id for each in changesets)))


def _add_leaving(releases: Releases, packages: Iterable[Package]) -> None:
    for package in packages:
        release = releases.get(package.name)
        if release is None:
            release = Moving(package.name, Bump.NONE, package.version)
            releases[package.name] = release
        if release.bump is Bump.NONE:
            release.bump = Bump.PATCH
            release.because_of.append(Cause("exit", package.version or ""))


def _flatten(changesets: Iterable[Changeset], ground: Ground) -> Releases:
    releases: Releases = {}
    for changeset in changesets:
        for name, bump in changeset.bumps.items():
            package = ground.packages[name]
            if is_skipped(package, ground.config):
                continue
            release = releases.setdefault(name, Moving(name, bump, package.version))
            release.bump = max(release.bump, bump)
            release.changesets.append(changeset.id)
            release.because_of.append(Cause("changeset", changeset.id, str(bump)))
    return releases


def _settle(releases: Releases, ground: Ground) -> bool:
    """One round; whether anything moved."""
    moved = add_dependents(releases, ground)
    moved |= level_fixed_groups(releases, ground)
    moved |= level_linked_groups(releases, ground)
    return moved


def _finish(release: Moving, ground: Ground) -> PlannedRelease:
    new = ground.following.final(release.name, release.old, release.bump)
    if new is not None and release.bump is not Bump.NONE:
        new = as_read(ground.packages[release.name].ecosystem, new)
    return PlannedRelease(
        release.name,
        release.bump,
        release.old,
        new,
        tuple(release.changesets),
        tuple(release.because_of),
    )
