"""Packages whose version is written in one place: what moves one of them moves all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from release.config.changesets import PATH, ChangesetsConfig
from release.errors import ConfigError, Problem, Where
from release.model import Bump, ReleasePlan, Workspace


def with_shared(rules: ChangesetsConfig, shared: Iterable[Sequence[str]]) -> ChangesetsConfig:
    """The rules with each of the groups `shared` as a fixed one, joined with those it meets.

    Raises:
        ConfigError: such a package is also in a linked group, whose members may differ.
    """
    fixed = list(rules.fixed)
    for group in shared:
        meeting = [each for each in fixed if not set(each).isdisjoint(group)]
        joined = tuple(dict.fromkeys([*(name for each in meeting for name in each), *group]))
        fixed = [each for each in fixed if each not in meeting] + [joined]
    linked = {name for group in rules.linked for name in group}
    ConfigError.raise_any(
        [_linked(group, linked) for group in shared if not linked.isdisjoint(group)]
    )
    return rules._replace(fixed=tuple(fixed))


def _linked(group: Sequence[str], linked: Collection[str]) -> Problem:
    names = ", ".join(f"`{name}`" for name in group)
    first = next(name for name in group if name in linked)
    return Problem(
        f"`linked` has `{first}`, which inherits one version together with others: {names}",
        Where(PATH),
        "put it into `fixed`, or give the crate a `version` of its own",
    )


def released(workspace: Workspace, plan: ReleasePlan) -> Workspace:
    """The workspace with the versions that `plan` gives.

    What shares its version with a released package gets that too, even when it is skipped.
    """
    new = {each.name: each.new for each in plan.releases if each.bump is not Bump.NONE and each.new}
    for group in workspace.shared:
        version = next((new[name] for name in group if name in new), None)
        new |= dict.fromkeys(group, version) if version else {}
    return workspace._replace(
        packages=tuple(
            package._replace(manifest=package.manifest._replace(version=new[package.name]))
            if package.name in new
            else package
            for package in workspace.packages
        )
    )
