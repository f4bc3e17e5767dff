"""A release of the past, made once more from the tree before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from release.changelogs import GENERATORS
from release.changelogs.witness import tells_of
from release.config.changesets import DEFAULT_CHANGELOG
from release.credits import Credits
from release.edits import changelog_path
from release.errors import ConfigError, ReleaseError
from release.model import Bump
from release.own_code import LoadCode, OwnCode
from release.read.overlay import Overlay, tree_after
from release.read.project import Project, read_project
from release.read.workspace import read_workspace
from release.replay import Compared, Moved, Past, compare, moves_versions
from release.replay.configured import configuration, configured
from release.replay.past import AddedIn
from release.replay.told import ToldCredits
from release.steps.changeset.version import release_edits
from release.world import Files, Formatting, Unformatted


def past_releases(pasts: Iterable[Past], most: int) -> Iterator[Past]:
    """Those commits that did release, as many of them as are wanted."""
    return islice(filter(moves_versions, pasts), most)


def replay(past: Past, prepared: Mapping[str, str | None]) -> Compared:
    """Release what was pending before a release of the past, and compare that with it.

    Nobody is asked: the changelogs credit whom theirs did, and a generator that cannot be run
    here gives way to the usual one; such changelogs are compared by what they tell.

    Args:
        past: the release.
        prepared: texts laid over the tree before, such as a configuration; None removes a file.
    """
    files = Overlay(past.before, prepared)
    try:
        project, is_worded = _with_a_generator(read_project(files))
        edits = release_edits(_Sources(files, _Git(past.added_in), _told_by(past)), project)
        # What is theirs may know nothing of our configuration, which says what a package is.
        table = configuration(files)
        theirs, ours = (_configured(tree, table) for tree in (past.after, tree_after(files, edits)))
        moved = tuple(_moved(theirs, project))
        judged = {} if is_worded else dict(_judged(past, project))
    except ReleaseError as error:
        return Compared(past, trouble=trouble(error))
    written = [each.path for each in edits]
    found = compare(past._replace(after=theirs), ours, written, moved, judged)
    return found._replace(past=past)


def trouble(error: ReleaseError) -> str:
    """The first thing that is wrong, with its place and its hint, a line each."""
    return str(error.problems[0]).removeprefix("error: ")


def _configured(files: Files, table: Mapping[str, Any] | None) -> Files:
    return Overlay(files, configured(files, table))


class _Git(NamedTuple):
    """Git, as far as a release asks it."""

    added_in: AddedIn


def _no_code(name: str, options: object, functions: Sequence[str]) -> OwnCode:
    raise ConfigError(f"`{name}` is not run here: {options}, {functions}")


class _Sources(NamedTuple):
    """What the files of a past release are made of."""

    files: Files
    git: _Git
    credits: Callable[[], Credits]
    load_code: LoadCode = _no_code
    formatting: Formatting = Unformatted()


def _told_by(past: Past) -> Callable[[], Credits]:
    def told() -> Credits:
        paths = [path for path in past.changed if path.endswith("CHANGELOG.md")]
        return ToldCredits([past.after.read(path) or "" for path in paths])

    return told


def _with_a_generator(project: Project) -> tuple[Project, bool]:
    """The project with a generator that runs here, and whether it words as theirs did.

    Lines of a template need not say of which commit they are, so nobody knows whom to credit.
    """
    changelog = project.rules.changelog
    if changelog is None:
        return project, True
    name, options = changelog
    is_ours = name in GENERATORS and not (isinstance(options, dict) and "template" in options)
    if is_ours:
        return project, True
    usual = project.rules._replace(changelog=(DEFAULT_CHANGELOG, None))
    return replace(project, rules=usual), False


def _moved(theirs: Files, project: Project) -> Iterator[Moved]:
    """The packages that either release moved."""
    after = {each.name: each.version for each in read_workspace(theirs).packages}
    ours = {each.name: each.new for each in project.plan.releases if each.bump is not Bump.NONE}
    for package in project.workspace.packages:
        before = package.version
        found = Moved(package.name, before, after.get(package.name), ours.get(package.name, before))
        if {found.theirs, found.ours} != {before}:
            yield found


def _judged(past: Past, project: Project) -> Iterator[tuple[str, str]]:
    """Why each changelog differs by what it tells; empty where it tells all that ours would."""
    packages = project.workspace.by_name
    summaries = {each.id: each.summary for each in project.plan.changesets}
    for release in project.plan.releases:
        path = changelog_path(packages[release.name])
        text = past.after.read(path)
        untold = [
            id_
            for id_ in release.changesets
            if tells_of(text, release.new or "", summaries[id_]) is False
        ]
        yield path, f"it did not tell of {untold[0]} under {release.new}" if untold else ""
