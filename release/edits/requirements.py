"""What becomes of a range in package.json when the sibling that it names is released.

The rules are those of Changesets 3.0.3 (apply-release-plan), faults of ordinary output included,
because teams diff what the two tools write: `>1.0.0` becomes `>1.0.1`, which excludes itself (B9).
Where Changesets 2 differs, the profile says so.
"""

from __future__ import annotations

from release import ranges, versions
from release.config.changesets import ChangesetsConfig
from release.model import Bump, Dependency, Package, PlannedRelease

_WORKSPACE = "workspace:"


def is_to_be_updated(
    dependency: Dependency, release: PlannedRelease, package: Package, config: ChangesetsConfig
) -> bool:
    """Whether `release` of `package` concerns this range: it left it, or moved far enough."""
    if release.new is None:
        return False
    requirement = dependency.requirement
    if requirement.startswith(_WORKSPACE):
        requirement = requirement.removeprefix(_WORKSPACE)
        if requirement == "*":
            return True
        if requirement in ("^", "~"):
            requirement += release.old or ""
        elif ranges.normalise(requirement) is None:
            return not package.is_root and package.is_at(requirement)
    if not ranges.satisfies(release.new, requirement):
        return True
    if dependency.section == "peerDependencies":
        return not config.only_update_peers_out_of_range
    return release.bump >= config.update_internal_dependencies


def rewrite(
    dependency: Dependency,
    release: PlannedRelease,
    package: Package,
    config: ChangesetsConfig,
    *,
    exact: bool = False,
) -> str | None:
    """The range to write in place of `dependency`'s, or None to leave it.

    `exact`: it is the new version and nothing else, as for a snapshot.
    """
    requirement = dependency.requirement
    stays = release.bump is Bump.NONE and not config.profile.rewrites_ranges_on_none
    if stays or requirement.startswith(("file:", "link:")) or not requirement:
        return None
    if release.new is None or not is_to_be_updated(dependency, release, package, config):
        return None
    bare = requirement.removeprefix(_WORKSPACE)
    uses_workspace = bare != requirement
    if uses_workspace and bare in ("*", "^", "~"):
        return None
    if not uses_workspace and config.bump_versions_with_workspace_protocol_only:
        return None
    normal = ranges.normalise(bare)
    if normal is None or (normal == "" and not _is_prerelease(release.new)):
        return None
    if exact:
        new = release.new
    elif config.profile.moves_both_bounds:
        new = _moved(bare, release.new, release.bump)
    else:
        new = _operator(bare) + release.new
    return _WORKSPACE + new if uses_workspace else new


def _is_prerelease(version: str) -> bool:
    parsed = versions.parse(version)
    return parsed is not None and bool(parsed.prerelease)


def _moved(requirement: str, new: str, bump: Bump) -> str:
    """The same kind of range around `new`: the first characters decide the kind."""
    sets = ranges.comparators(requirement)
    if len(sets) == 1 and len(sets[0]) == 2 and ">" in requirement and "<" in requirement:  # noqa: PLR2004  # a lower and an upper bound
        lower = next((each for each in sets[0] if each.operator.startswith(">")), None)
        upper = next((each for each in sets[0] if each.operator.startswith("<")), None)
        if lower and upper:
            bounds = [f">={new}", _upper_bound(str(upper), new, bump)]
            return " ".join(bounds if sets[0][0] is lower else reversed(bounds))
    return _operator(requirement) + new


def _upper_bound(upper: str, new: str, bump: Bump) -> str:
    if ranges.satisfies(new, upper):
        return upper
    return f"<{versions.increment(new, bump)}"


def _operator(requirement: str) -> str:
    for operator in ("^", "~", ">=", "<=", ">"):
        if requirement.startswith(operator):
            return operator
    return ""
