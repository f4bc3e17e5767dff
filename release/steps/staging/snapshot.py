"""`staging.snapshot`: what has changed gets a version of this moment, and goes to `staging`."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from release.config.deploying import STAGING
from release.contents import changed_content
from release.deployment.own import Registration
from release.deployment.plan import DeployPlan, Planned
from release.deployment.records import Attempt
from release.errors import ConfigError, ForgeError, StateError
from release.model import App, Workspace
from release.phrases import counted
from release.plan import staged_moment, staged_version
from release.read.package_map import read_package_map
from release.read.project import Project, read_project
from release.read.workspace import read_workspace
from release.remote import Objects
from release.rollout import snapshot as rollout
from release.rollout.deploy import check_names
from release.rollout.order import with_needs
from release.rollout.snapshot import Allowed, Known
from release.rollout.standing import standing
from release.steps.deploy import destination_of, is_there, lacking
from release.steps.staging.brings import more_than_release
from release.steps.staging.owned import read_owned
from release.steps.staging.snapshot_files import snapshot_edits
from release.world import Bookkeeping, View


class Wish(NamedTuple):
    """What is asked of a snapshot.

    `moment` is when it is taken, unless the last one was taken later. `apps` are those that it may
    have, with what they need; none means all. `own` are the functions of the team's own. Where
    there is nobody to ask what runs, a `dry` one goes on without. `has` tells whether a program is
    on the PATH.
    """

    moment: datetime
    apps: tuple[str, ...] = ()
    allowed: Allowed = Allowed()
    own: tuple[Registration, ...] = ()
    dry: bool = False
    has: Callable[[str], bool] = is_there


def plan_snapshot(view: View, wish: Wish) -> Planned:
    """Plan the snapshot of the commit that is checked out.

    Raises:
        ConfigError: an app does not exist, or the commit has something malformed.
        StateError: there is no commit, what runs is newer than it, or `staging` is frozen.
        ForgeError: whoever keeps the records refused, or did not answer.
    """
    commit, project = _read(view)
    config = project.config
    environment = config.environment(STAGING)
    destination = destination_of(view, project, environment, wish.own)
    check_names(destination, wish.apps)
    apps = with_needs(config.apps, wish.apps)
    attempts, unasked = _attempts(view, environment.records, apps, wish)
    compared = _Compared(view.objects(), commit, project, {})
    moment = _later(wish.moment, attempts or {})
    missing = lacking(destination, wish.has)
    known = {
        app.name: _known(compared, app, attempts, moment)._replace(
            lacking=missing.get(app.name, "")
        )
        for app in apps
    }
    sight = rollout.Sight(known, commit, wish.moment)
    plan, obstacles = rollout.plan_snapshot(destination, apps, sight, wish.allowed)
    # Made once before anything is done: what is wrong with a manifest is told now.
    texts = tree_of(view, plan)[1] if plan.due else {}
    told = (*unasked, *obstacles, *_uncommitted(view), *_unbundled(texts))
    return Planned(plan, environment.records, (*project.rules.warnings, *told))


def tree_of(view: View, plan: DeployPlan) -> tuple[str, dict[str, str]]:
    """What a plan's scratch tree has: its commit, and the texts that are other ones there.

    Raises:
        ConfigError: the commit has a malformed manifest or lockfile.
    """
    shipments = [stop.shipment for stop in plan.due if stop.shipment]
    commit = shipments[0].commit
    versions = {each.package: each.version for each in shipments}
    moment = staged_moment(shipments[0].version)
    assert moment is not None  # noqa: S101  it was made of one
    return commit, snapshot_edits(read_project(view.objects().files(commit)), versions, moment)


def _read(view: View) -> tuple[str, Project]:
    """The commit that is checked out, and the project as that has it."""
    head = view.git.head()
    if head is None:
        raise StateError(
            "there is no commit here to take a snapshot of",
            hint="run this in a git repository with at least one commit",
        )
    return head.sha, read_project(view.objects().files(head.sha))


def _attempts(
    view: View, place: Bookkeeping, apps: Sequence[App], wish: Wish
) -> tuple[Mapping[str, Sequence[Attempt]] | None, tuple[str, ...]]:
    """The attempts for each app; None, and why, where there is nobody to ask."""
    try:
        records = view.records(place)
    except (ConfigError, ForgeError) as error:
        if not wish.dry:
            raise
        return None, (f"nobody was asked what runs in {STAGING}: {error.problems[0].message}",)
    return records.attempts(STAGING, [app.name for app in apps]), ()


def _later(moment: datetime, attempts: Mapping[str, Sequence[Attempt]]) -> datetime:
    """The moment, or the second after the last snapshot, where that was taken later.

    As when this one has waited for the other, or the clocks of two machines differ.
    """
    versions = [each.wanted.version for tried in attempts.values() for each in tried]
    taken = [staged for version in versions if (staged := staged_moment(version)) is not None]
    return max([moment, *(each + timedelta(seconds=1) for each in taken)])


class _Compared(NamedTuple):
    """What differs in a commit from others; each is compared once."""

    objects: Objects
    commit: str
    project: Project
    known: dict[str, Mapping[str, tuple[str, ...]]]

    def since(self, old: str) -> Mapping[str, tuple[str, ...]]:
        """The files of each package's content, without those that only a release changed."""
        if old not in self.known:
            self.known[old] = self._differing(old)
        return self.known[old]

    def _differing(self, old: str) -> Mapping[str, tuple[str, ...]]:
        paths = self.objects.changed(old, self.commit)
        if not paths:
            return {}
        before, after = self.objects.files(old), self.project.files
        earlier: list[Workspace] = []
        with suppress(ConfigError):  # of a tree that was malformed nobody can tell a release
            earlier = [read_workspace(before)]
            owned = read_owned([(before, earlier[0]), (after, self.project.workspace)])
            paths = tuple(more_than_release(paths, before, after, owned))
        return changed_content(paths, read_package_map(after, self.project.workspace, earlier))


def _known(
    compared: _Compared,
    app: App,
    attempts: Mapping[str, Sequence[Attempt]] | None,
    moment: datetime,
) -> Known:
    """What is known of an app, and how its content differs from what runs."""
    objects, commit, project, _ = compared
    package = project.workspace.by_name[app.package]
    version = staged_version(STAGING, package.ecosystem, commit, moment)
    known = Known(version, manifest=package.version or "")
    if attempts is None:
        return known
    stands = standing(attempts[app.name])
    old = stands.running.commit if stands.running else ""
    if not old or not objects.has(old):
        return known._replace(stands=stands)
    changed = compared.since(old).get(app.package, ())
    is_older = _is_older(objects, commit, old)
    return known._replace(stands=stands, changed=changed, is_older=is_older)


def _is_older(objects: Objects, commit: str, other: str) -> bool:
    """Whether a commit comes before another; where the history is cut off, nobody can tell."""
    try:
        return commit != other and objects.bases(commit, other) == (commit,)
    except StateError:
        return False


def _uncommitted(view: View) -> Iterator[str]:
    files = view.git.uncommitted_files()
    if files:
        number = f"{counted(len(files), 'file')} {'has' if len(files) == 1 else 'have'}"
        yield f"{number} changes that are not committed, and are not in the snapshot"


def _unbundled(texts: Mapping[str, str]) -> Iterator[str]:
    """What a snapshot goes without."""
    for path in texts:
        if posixpath.basename(path).startswith("tauri.linux."):
            directory = posixpath.dirname(path)
            yield f"{directory}: no RPM is bundled, for the version of one has no hyphen"
