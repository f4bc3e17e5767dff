"""A hotfix: where it begins, which version it gets, and how its way back to `main` will be."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from release.model import PRODUCTION, App, Bump
from release.phrases import counted, first
from release.versions import increment, is_below

BUMPS = (Bump.PATCH, Bump.MINOR, Bump.MAJOR)
"""What may lead to the version of a hotfix, the smallest first."""

_UNFIT = r"[^A-Za-z0-9._@/-]+|\.\.+|@\{|/(?=[./])|(?<=/)\.|\.lock(?=/|$)"  # git check-ref-format


class Origin(NamedTuple):
    """Where a hotfix begins: what runs, who says so, and, where it is known, what ran `before`."""

    version: str
    commit: str
    source: str
    before: str = ""


class Way(NamedTuple):
    """The way back to `main`.

    `main` is the version there; `hotfix` the one here, or, as long as that is what runs, the next
    one that no release has, and `bump` what leads to it. `since` is how many commits `main` has
    that are not here, `files` are those of the app's content that changed there. `own` is how many
    are here alone: what they conflict in is `settled` by itself, as versions and changelogs are, or
    one of the `conflicts` for people.
    """

    main: str
    hotfix: str
    bump: Bump
    since: int
    files: tuple[str, ...]
    own: int
    settled: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """The way as JSON."""
        lists = {name: list(getattr(self, name)) for name in ("files", "settled", "conflicts")}
        return {**self._asdict(), "bump": str(self.bump), **lists}


def branch_of(app: str, version: str) -> str:
    """The branch of a hotfix; what no branch's name can have is a hyphen there."""
    return f"hotfix/{re.sub(_UNFIT, '-', app).strip('/.-')}-{version}"


def smallest_free(version: str, taken: frozenset[str]) -> tuple[Bump, str]:
    """The smallest bump to a version that is free, and that version; NONE where none is."""
    steps = ((bump, increment(version, bump)) for bump in BUMPS)
    return next(((bump, new) for bump, new in steps if new and new not in taken), (Bump.NONE, ""))


def begun(app: App, origin: Origin, environment: str) -> str:
    """Where it begins, in words."""
    return (
        f"begins at {origin.commit[:7]}, {app.name} {origin.version}, which runs in "
        f"`{environment}` ({origin.source})"
    )


def way_back(main: str, app: App, way: Way) -> Iterator[str]:
    """The way back to the branch `main`, line by line."""
    yield f"{main} has {counted(way.since, 'commit')} more"
    if way.files:
        yield f"they change {counted(len(way.files), 'file')} of {app.name}: {first(way.files)}"
    else:
        yield f"they change nothing of {app.name}"
    if is_below(way.main, way.hotfix):
        yield f"{main} has {app.name} {way.main}, and the merge raises it to {way.hotfix}"
    elif is_below(way.hotfix, way.main):
        yield f"{main} has {app.name} {way.main}, above {way.hotfix}, and keeps it"
    if not way.own:
        yield "the hotfix has no commits yet"
        return
    yield f"{counted(way.own, 'commit')} of the hotfix to merge"
    if way.settled:
        yield f"git conflicts in what is settled by itself: {first(way.settled)}"
    yield f"for people to solve: {first(way.conflicts)}" if way.conflicts else "no other conflict"


def warnings_of(app: App, origin: Origin, way: Way) -> Iterator[str]:
    """What would go wrong if nobody knew: versions that two commits would share."""
    patch = increment(origin.version, Bump.PATCH)
    if not way.hotfix:
        yield f"every version that a changeset leads to from {app.name} {origin.version} is taken"
    elif way.bump > Bump.PATCH:
        yield (
            f"{app.name} {patch} is taken: the hotfix needs a {way.bump} changeset, "
            f"for {way.hotfix}"
        )
    if way.hotfix == way.main:
        yield (
            f"the hotfix and main both have {app.name} {way.main}, and do not have the same in it: "
            "a changeset on main must give it another version before it is deployed"
        )


def typed(task: str, app: App, environment: str) -> str:
    """A command about an app, and where it is not `production`, about that environment."""
    place = "" if environment == PRODUCTION else f" --environment {shlex.quote(environment)}"
    return f"inv {task} --app {shlex.quote(app.name)}{place}"


def advice(branch: str, app: App, bump: Bump, environment: str) -> tuple[str, ...]:
    """How to go on, in commands; `bump` leads to a version that is free, if any does."""
    package = shlex.quote(f"{app.package}:{max(bump, Bump.PATCH)}")
    return (
        "go on with:",
        "  git fetch origin",
        f"  git switch {shlex.quote(branch)}",
        f"  inv changeset.add --package {package} --message 'what it mends'",
        "  inv changeset.version  # then commit and push",
        f"  {typed('deploy', app, environment)}",
        "  inv release.publish",
        f"  {typed('release.hotfix', app, environment)} --back",
    )
