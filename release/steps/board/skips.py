"""The deployments to production that were due, and waited for an app that they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.board.model import Event
from release.board.skips import held_up
from release.errors import ReleaseError
from release.model import PRODUCTION
from release.read.project import Project
from release.read.workspace import read_workspace
from release.steps.board.books import Books
from release.steps.board.past import Past
from release.world import View


def blocked(
    view: View, project: Project, books: Books, past: Past, released: Sequence[Event]
) -> Iterator[Event]:
    """An event for each, at the moment at which what it needs had not gone well.

    Args:
        view: the world.
        project: whose apps.
        books: what was deployed.
        past: the commits.
        released: the versions that have a tag; git is asked for the others alone.
    """
    config, packages = project.config, project.workspace.by_name
    apps = [app for app in config.apps if config.deploying(app.name, PRODUCTION)]
    manifests = {app.name: packages[app.package].manifest.path for app in apps}
    package_of = {app.name: app.package for app in apps}
    known = {(each.app, each.commit): each.version for each in released}
    versions: dict[str, dict[str, str]] = {}
    for app, by, release in held_up(apps, books.attempts.get(PRODUCTION, {}), manifests, past.line):
        version = known.get((app, release))
        if version is None:
            if release not in versions:
                versions[release] = _versions(view, release)
            version = versions[release].get(package_of[app], "")
        ended = "failed" if by.state == "failure" else "ended nobody knows how"
        yield Event(
            at=by.since,
            what="deploy",
            app=app,
            version=version,
            state="blocked",
            environment=PRODUCTION,
            commit=by.wanted.commit,
            run=by.wanted.run,
            description=f"it needs {by.wanted.app}, which {ended}",
        )


def _versions(view: View, commit: str) -> dict[str, str]:
    """The versions of the packages at a commit; none of one that cannot be read any more."""
    try:
        packages = read_workspace(view.objects().files(commit)).packages
    except ReleaseError:
        return {}
    return {each.name: each.version or "" for each in packages}
