"""The recent commits: where the branches are, whose content each changed, which made a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from release.board.facts import Line, first_parents
from release.board.measures import WINDOWS
from release.board.model import Event
from release.board.skips import left_alone
from release.contents import changed_content
from release.errors import ReleaseError
from release.ledger import LEDGER
from release.read.history import History
from release.read.package_map import read_package_map
from release.read.project import Project
from release.remote import HEADS
from release.steps.board.books import Books
from release.versions import version_of_tag
from release.world import RecentCommit, View

BACK = timedelta(days=2 * max(WINDOWS))
"""Commits can wait for long before they are deployed; older ones are not counted."""


class Past(NamedTuple):
    """The commits of that time, children first, and the tips of branches that are known."""

    commits: tuple[RecentCommit, ...]
    line: Line
    tips: Mapping[str, str]
    head: str = ""


def fetched(view: View, project: Project) -> dict[str, ReleaseError]:
    """Have both branches here as they are at the remote; or why they could not be had."""
    branches = (project.config.main, project.config.staging)
    try:
        remote = view.remote()
        refs = {HEADS + each: each for each in branches}
        if there := remote.refs([*refs]):
            remote.fetch([refs[each] for each in there])
    except ReleaseError as error:
        return {"the branches": error}
    return {}


def read_past(view: View, project: Project, books: Books, now: datetime) -> Past:
    """Read the commits that lead to HEAD, to both branches, and to what was deployed."""
    config = project.config
    tips = view.git.branches((config.main, config.staging))
    head = view.git.head()
    deployed = {each.wanted.commit for each in books.production}
    here = head.sha if head else ""
    wanted = [each for each in (here, *tips.values(), *sorted(deployed)) if each]
    commits = view.git.recent(wanted, now - BACK)
    by_name = {each.sha: each for each in commits}
    line = Line(
        commits=by_name,
        main=first_parents(by_name, tips.get(config.main)),
        touches=_touches(view, project, commits),
        releases=frozenset(
            each.sha for each in commits if LEDGER in each.files or each.subject == config.title
        ),
    )
    return Past(commits, line, tips, here)


def _touches(
    view: View, project: Project, commits: tuple[RecentCommit, ...]
) -> dict[str, frozenset[str]]:
    """The apps whose content each commit changed."""
    homes = read_package_map(view.files, project.workspace)
    apps = [(app.name, app.package) for app in project.config.apps]
    found = {}
    for each in commits:
        packages = changed_content(each.files, homes)
        found[each.sha] = frozenset(name for name, package in apps if package in packages)
    return found


def releases(project: Project, history: History, past: Past) -> Iterator[Event]:
    """The versions that got their tag on one of the recent commits."""
    config = project.config
    unmoved = left_alone(config.apps, history.ledger)
    for tag, commit in history.tags.items():
        found = past.line.commits.get(commit)
        if found is None:
            continue
        for app in config.apps:
            if version := version_of_tag(config.tag, app.package, tag):
                yield Event(
                    found.committed,
                    "release",
                    app.name,
                    version,
                    "tagged",
                    commit=commit,
                    unmoved=unmoved.get((app.package, version), ()),
                )
