"""What a release does to those who depend on its package (assemble-release-plan)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from release import ranges
from release.config.changesets import ChangesetsConfig, is_skipped
from release.model import Bump, Cause, Package
from release.plan.moving import Ground, Moving, Releases
from release.requirements import leaves


class _Step(NamedTuple):
    """A release as its dependents see it: from `old` to `new`, both empty without a version."""

    package: Package
    bump: Bump
    old: str
    new: str


def add_dependents(releases: Releases, ground: Ground) -> bool:
    """Follow every release to its dependents, and these to theirs; whether anything moved."""
    moved = False
    queue = list(releases.values())
    for release in queue:  # grows while it is walked
        step = _step(release, ground)
        for name in ground.dependents[release.name]:
            existing = releases.get(name)
            present = existing.bump if existing else None
            found = _effect(ground.packages[name], step, present, ground.config)
            if found is not None:
                moved = True
                queue.append(_record(ground.packages[name], *found, releases))
    return moved


def _step(release: Moving, ground: Ground) -> _Step:
    new = ground.following.normal(release.name, release.old, release.bump)
    return _Step(ground.packages[release.name], release.bump, release.old or "", new or "")


def _record(dependent: Package, bump: Bump, cause: Cause, releases: Releases) -> Moving:
    """The dependent's record: lifted to a major, or fresh.

    A fresh record replaces a `none` one, as in Changesets: its changesets are not kept.
    """
    existing = releases.get(dependent.name)
    if existing and bump is Bump.MAJOR:
        existing.bump = bump
        existing.because_of.append(cause)
        return existing
    fresh = Moving(dependent.name, bump, dependent.version, because_of=[cause])
    releases[dependent.name] = fresh
    return fresh


def _effect(
    dependent: Package, step: _Step, present: Bump | None, config: ChangesetsConfig
) -> tuple[Bump, Cause] | None:
    """What `step` does to `dependent`; None when it changes nothing.

    `present` is the dependent's bump so far, None when it is not in the plan.
    """
    bump: Bump | None = None
    left = ""
    if is_skipped(dependent, config):
        bump = Bump.NONE
    elif step.bump is not Bump.NONE and (not present or config.profile.peers_move_by_major):
        for pull, requirement in _pulls(dependent, step, config):
            lifts = pull is Bump.MAJOR and present is not Bump.MAJOR
            if (not present or lifts) and (bump is None or pull > bump):
                bump, left = pull, requirement
    if bump is None or bump is present:
        return None
    return bump, Cause("dependency", step.package.name, left)


def _pulls(dependent: Package, step: _Step, config: ChangesetsConfig) -> Iterator[tuple[Bump, str]]:
    """How far each requirement moves the dependent, and its text, when it moves it at all."""
    goes_far = config.profile.peers_move_by_major and step.bump >= Bump.MINOR
    found = [
        (section, requirement, not ranges.satisfies(step.new, requirement))
        for section, requirement in _effective_ranges(dependent, step)
    ]
    found += [
        (link.section, link.requirement or "", leaves(link, step.new))
        for link in dependent.links
        if link.package == step.package.name
    ]
    for section, requirement, is_left in found:
        is_peer = goes_far and section == "peerDependencies"
        if is_peer and (is_left or not config.only_update_peers_out_of_range):
            yield Bump.MAJOR, requirement
        elif is_left or config.always_update_dependents:
            yield Bump.NONE if section == "devDependencies" else Bump.PATCH, requirement


def _effective_ranges(dependent: Package, step: _Step) -> list[tuple[str, str]]:
    """The ranges that `dependent` has for the released package, with `workspace:` resolved."""
    found: list[tuple[str, str]] = []
    if dependent.ecosystem != step.package.ecosystem:
        return found
    for each in dependent.manifest.dependencies:
        if each.name == step.package.name and each.requirement:
            requirement = _resolve(each.requirement, step)
            if requirement is not None:
                found.append((each.section, requirement))
    return found


def _resolve(requirement: str, step: _Step) -> str | None:
    if not requirement.startswith("workspace:"):
        return requirement
    requirement = requirement.removeprefix("workspace:")
    if requirement == "*":
        return step.old
    if requirement in ("^", "~"):
        return requirement + step.old
    if ranges.normalise(requirement) is not None:
        return requirement
    # The root is never found by its path here, though the graph has the edge, as in Changesets.
    return step.old if not step.package.is_root and step.package.is_at(requirement) else None
