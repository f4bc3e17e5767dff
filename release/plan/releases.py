"""The release plan: flatten the changesets, then follow dependents and groups until nothing moves.

The rules are those of Changesets 3.0.3 (assemble-release-plan), in its order, because the order
decides which record survives; where 2.31.1 has others, the profile says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from release import ranges, versions
from release.config.changesets import ChangesetsConfig, is_skipped
from release.errors import ChangesetError, ConfigError, Problem, Where, did_you_mean
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
from release.plan.graph import dependency_graph
from release.plan.next_versions import (
    NextVersions,
    leaving_prerelease,
    next_versions,
    prerelease_counters,
)
from release.requirements import as_read, leaves

_TOLD = 3  # members of a group


@dataclass(slots=True)
class _Release:
    """A release while it is still moving."""

    name: str
    bump: Bump
    old: str | None
    changesets: list[str] = field(default_factory=list)
    because_of: list[Cause] = field(default_factory=list)


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
    _check_changesets(changesets, packages, config)
    if dependents is None:
        dependents = dependency_graph(
            workspace, protocol_only=config.bump_versions_with_workspace_protocol_only
        ).dependents
    counters = prerelease_counters(workspace, config) if pre else {}
    following = next_versions(pre, snapshot, config, counters)
    counting = still_counting(changesets, pre)
    releases = _flatten(counting, packages, config)
    while _settle(releases, packages, dependents, config, following):
        pass
    if pre and pre.is_leaving:
        _add_leaving(releases, leaving_prerelease(workspace.packages, counters, config))
    planned = tuple(_finish(each, packages[each.name], following) for each in releases.values())
    _check_versions(planned, packages)
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


def _add_leaving(releases: dict[str, _Release], packages: Iterable[Package]) -> None:
    for package in packages:
        release = releases.get(package.name)
        if release is None:
            release = _Release(package.name, Bump.NONE, package.version)
            releases[package.name] = release
        if release.bump is Bump.NONE:
            release.bump = Bump.PATCH
            release.because_of.append(Cause("exit", package.version or ""))


def _check_changesets(
    changesets: Iterable[Changeset], packages: Mapping[str, Package], config: ChangesetsConfig
) -> None:
    problems: list[Problem] = []
    for changeset in changesets:
        unknown = [name for name in changeset.bumps if name not in packages]
        problems += [_unknown_package(changeset, name, packages) for name in unknown]
        known = [packages[name] for name in changeset.bumps if name in packages]
        skipped = [package.name for package in known if is_skipped(package, config)]
        if skipped and len(skipped) < len(known):
            problems.append(_mixed(changeset, skipped))
    ChangesetError.raise_any(problems)


def _unknown_package(changeset: Changeset, name: str, known: Collection[str]) -> Problem:
    return Problem(
        f"{changeset.path} names `{name}`, which is not in the workspace",
        Where(changeset.path, changeset.lines.get(name)),
        did_you_mean(name, known) or f"the workspace has {_listed(known)}",
    )


def _listed(names: Collection[str]) -> str:
    most = 8  # more than fits a line helps nobody
    shown = ", ".join(f"`{name}`" for name in sorted(names)[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "") or "no packages"


def _mixed(changeset: Changeset, skipped: Sequence[str]) -> Problem:
    return Problem(
        f"{changeset.path} mixes packages that are versioned with packages that are not: "
        + ", ".join(f"`{name}`" for name in skipped),
        Where(changeset.path, changeset.lines.get(skipped[0])),
        "split it in two; `ignore` and `privatePackages` in .changeset/config.json say what is "
        "versioned",
    )


def _flatten(
    changesets: Iterable[Changeset], packages: Mapping[str, Package], config: ChangesetsConfig
) -> dict[str, _Release]:
    releases: dict[str, _Release] = {}
    for changeset in changesets:
        for name, bump in changeset.bumps.items():
            if is_skipped(packages[name], config):
                continue
            release = releases.setdefault(name, _Release(name, bump, packages[name].version))
            release.bump = max(release.bump, bump)
            release.changesets.append(changeset.id)
            release.because_of.append(Cause("changeset", changeset.id, str(bump)))
    return releases


def _settle(
    releases: dict[str, _Release],
    packages: Mapping[str, Package],
    dependents: Mapping[str, Sequence[str]],
    config: ChangesetsConfig,
    following: NextVersions,
) -> bool:
    """One round; whether anything moved."""
    moved = _add_dependents(releases, packages, dependents, config, following)
    moved |= _level_fixed_groups(releases, packages, config)
    moved |= _level_linked_groups(releases, packages, config)
    return moved


def _add_dependents(
    releases: dict[str, _Release],
    packages: Mapping[str, Package],
    dependents: Mapping[str, Sequence[str]],
    config: ChangesetsConfig,
    following: NextVersions,
) -> bool:
    moved = False
    queue = list(releases.values())
    for release in queue:  # grows while it is walked
        new = following.normal(release.name, release.old, release.bump) or ""
        candidates = [
            (name, _bump_of_dependent(packages[name], release, new, packages, releases, config))
            for name in dependents[release.name]
        ]
        for name, found in candidates:
            if found is None:
                continue
            bump, cause = found
            moved = True
            queue.append(_record(name, bump, cause, releases, packages))
    return moved


def _record(
    name: str,
    bump: Bump,
    cause: Cause,
    releases: dict[str, _Release],
    packages: Mapping[str, Package],
) -> _Release:
    """The dependent's record: lifted to a major, or fresh.

    A fresh record replaces a `none` one, as in Changesets: its changesets are not kept.
    """
    existing = releases.get(name)
    if existing and bump is Bump.MAJOR:
        existing.bump = bump
        existing.because_of.append(cause)
        return existing
    releases[name] = _Release(name, bump, packages[name].version, because_of=[cause])
    return releases[name]


def _bump_of_dependent(  # noqa: PLR0913, PLR0917  one release, seen from one dependent
    dependent: Package,
    release: _Release,
    new: str,
    packages: Mapping[str, Package],
    releases: Mapping[str, _Release],
    config: ChangesetsConfig,
) -> tuple[Bump, Cause] | None:
    """What `release`, to version `new`, does to `dependent`; None when it changes nothing."""
    existing = releases.get(dependent.name)
    present = existing.bump if existing else Bump.NONE
    bump: Bump | None = None
    left = ""
    if is_skipped(dependent, config):
        bump = Bump.NONE
    elif release.bump is not Bump.NONE and (
        present is Bump.NONE or config.profile.peers_move_by_major
    ):
        for pull, requirement in _pulls(dependent, release, new, packages[release.name], config):
            lifts = pull is Bump.MAJOR and present is not Bump.MAJOR
            if (present is Bump.NONE or lifts) and (bump is None or pull > bump):
                bump, left = pull, requirement
    if bump is None or (existing is not None and existing.bump is bump):
        return None
    return bump, Cause("dependency", release.name, left)


def _pulls(
    dependent: Package, release: _Release, new: str, dependency: Package, config: ChangesetsConfig
) -> Iterator[tuple[Bump, str]]:
    """How far each requirement moves the dependent, and its text, when it moves it at all."""
    goes_far = config.profile.peers_move_by_major and release.bump >= Bump.MINOR
    found = [
        (section, requirement, not ranges.satisfies(new, requirement))
        for section, requirement in _effective_ranges(dependent, release, dependency)
    ]
    found += [
        (link.section, link.requirement or "", leaves(link, new))
        for link in dependent.links
        if link.package == release.name
    ]
    for section, requirement, is_left in found:
        is_peer = goes_far and section == "peerDependencies"
        if is_peer and (is_left or not config.only_update_peers_out_of_range):
            yield Bump.MAJOR, requirement
        elif is_left or config.always_update_dependents:
            yield Bump.NONE if section == "devDependencies" else Bump.PATCH, requirement


def _effective_ranges(
    dependent: Package, release: _Release, dependency: Package
) -> list[tuple[str, str]]:
    """The ranges that `dependent` has for the released package, with `workspace:` resolved."""
    found: list[tuple[str, str]] = []
    if dependent.ecosystem != dependency.ecosystem:
        return found
    for each in dependent.manifest.dependencies:
        if each.name == release.name and each.requirement:
            requirement = _resolve(each.requirement, release.old or "", dependency)
            if requirement is not None:
                found.append((each.section, requirement))
    return found


def _resolve(requirement: str, version: str, dependency: Package) -> str | None:
    if not requirement.startswith("workspace:"):
        return requirement
    requirement = requirement.removeprefix("workspace:")
    if requirement == "*":
        return version
    if requirement in ("^", "~"):
        return requirement + version
    if ranges.normalise(requirement) is not None:
        return requirement
    # The root is never found by its path here, though the graph has the edge, as in Changesets.
    return version if not dependency.is_root and dependency.is_at(requirement) else None


def _level_fixed_groups(
    releases: dict[str, _Release], packages: Mapping[str, Package], config: ChangesetsConfig
) -> bool:
    moved = False
    for group in config.fixed:
        bump, base = _level_of(group, releases, packages)
        if bump is Bump.NONE:
            continue
        cause = Cause("fixed", _group(group))
        for name in group:
            if is_skipped(packages[name], config):
                continue
            if name not in releases:
                releases[name] = _Release(name, bump, base, because_of=[cause])
                moved = True
            else:
                moved |= _lift(releases[name], bump, base, cause)
    return moved


def _level_linked_groups(
    releases: dict[str, _Release], packages: Mapping[str, Package], config: ChangesetsConfig
) -> bool:
    moved = False
    for group in config.linked:
        bump, base = _level_of(group, releases, packages)
        if bump is Bump.NONE:
            continue
        cause = Cause("linked", _group(group))
        for release in (releases[name] for name in group if name in releases):
            if release.bump is not Bump.NONE:
                moved |= _lift(release, bump, base, cause)
    return moved


def _group(names: Sequence[str]) -> str:
    """A group by its first members: every release of a thousand would have all of them."""
    return ", ".join(names[:_TOLD]) + (f" and {len(names) - _TOLD} more" if names[_TOLD:] else "")


def _level_of(
    group: Sequence[str], releases: Mapping[str, _Release], packages: Mapping[str, Package]
) -> tuple[Bump, str | None]:
    """The group's largest bump and highest current version, skipped members included."""
    bumps = [releases[name].bump for name in group if name in releases]
    known = [version for name in group if (version := packages[name].version)]
    return max(bumps, default=Bump.NONE), versions.highest(known)


def _lift(release: _Release, bump: Bump, base: str | None, cause: Cause) -> bool:
    if release.bump is bump and release.old == base:
        return False
    release.bump, release.old = bump, base
    release.because_of.append(cause)
    return True


def _finish(release: _Release, package: Package, following: NextVersions) -> PlannedRelease:
    new = following.final(release.name, release.old, release.bump)
    if new is not None and release.bump is not Bump.NONE:
        new = as_read(package.ecosystem, new)
    return PlannedRelease(
        release.name,
        release.bump,
        release.old,
        new,
        tuple(release.changesets),
        tuple(release.because_of),
    )


def _check_versions(planned: Iterable[PlannedRelease], packages: Mapping[str, Package]) -> None:
    """Refuse what Changesets would leave unbumped while deleting the changeset (B7)."""
    ConfigError.raise_any(
        [
            Problem(
                f"`{release.name}` has version `{release.old}`, which is not a semantic version",
                Where(packages[release.name].manifest.path),
                "write it as MAJOR.MINOR.PATCH",
            )
            for release in planned
            if release.bump is not Bump.NONE and release.new is None
        ]
    )
