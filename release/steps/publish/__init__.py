"""`release.publish`: the tags and the releases of what is released and not yet published."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import quote

from release.actions import Decision, SetOutput, Table, actions_document
from release.changelogs.section import section_of
from release.config.apps import unknown_app
from release.detection import AppState
from release.edits import changelog_path
from release.errors import ConfigError, Problem, StateError
from release.forge import page_of
from release.forge.releases import Release, WantedRelease
from release.model import Package
from release.publish import (
    Publication,
    candidates,
    unfit_tags,
    wanted_release,
)
from release.publish.files import missing_files, wanted_files, wrong_files
from release.publish.notes import release_notes
from release.read.assets import find_assets
from release.read.history import read_history
from release.read.project import Project, read_project
from release.steps.publish.ground import look, wrong_ground
from release.steps.publish.waiting import Waiting, find_waiting
from release.steps.release import current
from release.world import View

_WORDS = {
    "published": "⚪ is published",
    "draft": "🟢 is drafted, to be published",
    "none": "🟢 to be published",
}
_MISSING = {
    "published": "there are drafts beside the release",
    "draft": "there is only a draft of the release",
    "none": "there is no release",
}


def publish(view: View, apps: Sequence[str], own: Collection[str] = ()) -> Decision:
    """Publish `apps` (none: all of them): tags, drafts, files, and the releases at last.

    What is deployed to production is published once it runs there.

    Args:
        view: the world.
        apps: by their names.
        own: the apps that functions of the team's own deploy, whatever their target.

    Raises:
        ConfigError: there is no such app, or a tag cannot have its name.
        StateError: a tag is elsewhere, what is to be tagged is not committed or not on the main
            branch, a file is missing, a release was published without one; all of them are told,
            and nothing was written.
        ForgeError: the remote or the forge did not answer.
    """
    project, history = read_project(view.files), read_history(view)
    commit = history.released_commit()
    states = _chosen(current(project, history).apps, apps)
    due = candidates(states, commit, history.tags, history.ledger)
    ConfigError.raise_any([*unfit_tags(due)])
    # What has its tag already ran once, or was released before deployments were recorded.
    left = [each for each in due if each.tag not in history.tags]
    waiting = find_waiting(view, project, left, own)
    due = tuple(each for each in due if each.name not in waiting)
    if not due:
        return _decision(commit, (), waiting, project.rules.warnings)
    ground = look(view, project, commit, due)
    places = {each.tag: ground.place(each.tag, history.tags) for each in due}
    problems = [*wrong_ground(ground, due, places)]
    releases = _releases(view)
    found = []
    for state in due:
        place = places[state.tag]
        wanted, wrong = release_of(view, project, state, place.commit or commit)
        publication = Publication(state, place, wanted, releases.get(state.tag, ()))
        found.append(publication)
        problems += publication.problems if publication.is_published else wrong
    StateError.raise_any(problems)
    return _decision(commit, found, waiting, project.rules.warnings)


def _chosen(states: Sequence[AppState], names: Sequence[str]) -> list[AppState]:
    known = [each.name for each in states]
    ConfigError.raise_any(
        [unknown_app(name, known) for name in dict.fromkeys(names) if name not in known]
    )
    return [each for each in states if each.name in names or not names]


def _releases(view: View) -> Mapping[str, tuple[Release, ...]]:
    """All releases and drafts by their tags."""
    found: dict[str, tuple[Release, ...]] = {}
    for release in view.forge().releases():
        found[release.tag] = (*found.get(release.tag, ()), release)
    return found


def release_of(
    view: View, project: Project, state: AppState, commit: str
) -> tuple[WantedRelease, list[Problem]]:
    """What an app's release is to be, and what is wrong with its files."""
    app = next(each for each in project.config.apps if each.name == state.name)
    package = project.workspace.by_name[app.package]
    assets = find_assets(view.files, package.directory, app.assets)
    files = wanted_files({path: view.blobs.measure(path) for path in assets.paths})
    named = "{name}" in project.config.tag or app.package in project.config.tags
    wanted = wanted_release(app, state, commit, named=named, body=_notes(view, package, state))
    missing = missing_files(app.name, package.directory, assets.unmatched)
    return wanted._replace(assets=files), [*missing, *wrong_files(files)]


def _notes(view: View, package: Package, state: AppState) -> str:
    """What the changelog tells of the version; nothing where it does not."""
    path = changelog_path(package)
    section = section_of(view.files.read(path) or "", state.version)
    forge = view.forge()
    address = f"{page_of(forge)}/blob/{quote(state.tag)}/{quote(path)}"
    return release_notes(section or "", address)


def _unpublished(found: Sequence[Publication]) -> Iterator[Problem]:
    """What a job that only looks tells whoever is to mend it."""
    for each in found:
        if list(each.actions()):
            missing = _MISSING[each.stage] if each.place.there else "there is no tag"
            yield Problem(
                f"{each.state.name} {each.state.version} is not published: "
                f"{missing} {each.wanted.tag}",
                hint="`release.publish` does what is missing; it can be run again, also by hand",
            )


def _decision(
    commit: str,
    found: Sequence[Publication],
    waiting: Mapping[str, Waiting],
    warnings: Sequence[str],
) -> Decision:
    actions = [action for each in found for action in each.actions()]
    tags = [each.wanted.tag for each in found if each.wanted.commit == commit]
    rows = (
        *((each.state.name, each.wanted.tag, _WORDS[each.stage]) for each in found),
        *((each.state.name, each.state.tag, f"⏳ {each.why}") for each in waiting.values()),
    )
    return Decision(
        actions=(*actions, SetOutput("published", json.dumps(tags))),
        document={
            "schema": 1,
            "commit": commit,
            "apps": {each.state.name: each.document() for each in found},
            "published": tags,
            "waiting": {name: each.why for name, each in waiting.items()},
            "actions": actions_document(actions),
        },
        blocks=(Table(("App", "Tag", "Release"), rows),) if rows else (),
        pending=bool(actions),
        lacking=tuple(_unpublished(found)),
        warnings=(*warnings, *(line for each in found for line in each.warnings)),
        done=f"every version is published, or was released before{', or waits' if waiting else ''}",
    )
