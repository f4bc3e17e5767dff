"""Groups: what is fixed moves as one, and of what is linked those that move do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from release import versions
from release.config.changesets import is_skipped
from release.model import Bump, Cause
from release.phrases import first
from release.plan.moving import Ground, Moving, Releases

_TOLD = 3  # members of a group: every release of a thousand would have all of them


def level_fixed_groups(releases: Releases, ground: Ground) -> bool:
    """Give every member of a group that moves its largest bump; whether anything moved."""
    moved = False
    for group, bump, base in _moving(ground.config.fixed, releases, ground):
        cause = Cause("fixed", first(group, _TOLD))
        for name in group:
            if is_skipped(ground.packages[name], ground.config):
                continue
            if name not in releases:
                releases[name] = Moving(name, bump, base, because_of=[cause])
                moved = True
            else:
                moved |= releases[name].level(bump, base, cause)
    return moved


def level_linked_groups(releases: Releases, ground: Ground) -> bool:
    """Give those members that move their group's largest bump; whether anything moved."""
    moved = False
    for group, bump, base in _moving(ground.config.linked, releases, ground):
        cause = Cause("linked", first(group, _TOLD))
        for release in (releases[name] for name in group if name in releases):
            if release.bump is not Bump.NONE:
                moved |= release.level(bump, base, cause)
    return moved


def _moving(
    groups: Iterable[Sequence[str]], releases: Releases, ground: Ground
) -> Iterator[tuple[Sequence[str], Bump, str | None]]:
    """The groups that move, each with its largest bump and its highest current version.

    The version is that of skipped members too. Each group is looked at when it is asked for.
    """
    for group in groups:
        bump = max((releases[name].bump for name in group if name in releases), default=Bump.NONE)
        if bump is not Bump.NONE:
            known = [version for name in group if (version := ground.packages[name].version)]
            yield group, bump, versions.highest(known)
