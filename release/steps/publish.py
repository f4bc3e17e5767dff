"""`release.publish`: the tags and the releases of what is released and not yet published."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from release.actions import Decision, SetOutput, Table, actions_document
from release.changelogs.section import section_of
from release.detection import AppState
from release.edits import changelog_path
from release.errors import ConfigError, Problem, StateError, did_you_mean
from release.forge.releases import WantedRelease
from release.ledger import LEDGER, Ledger, parse_ledger
from release.model import Package
from release.publish import (
    Place,
    Publication,
    candidates,
    unfit_tags,
    wanted_release,
    wrong_tags,
)
from release.publish.files import missing_files, wanted_files, wrong_files
from release.publish.notes import release_notes
from release.read.assets import find_assets
from release.read.history import read_history
from release.read.project import Project, read_project
from release.steps.release import current
from release.world import View

_WORDS = {
    "published": "⚪ is published",
    "draft": "🟢 is drafted, to be published",
    "none": "🟢 to be published",
}


def publish(view: View, apps: Sequence[str]) -> Decision:
    """Publish `apps` (none: all of them): tags, drafts, files, and the releases at last.

    Raises:
        ConfigError: there is no such app, or a tag cannot have its name.
        StateError: a tag is elsewhere, a file is missing, a release was published without one;
            all of them are told, and nothing was written.
        ForgeError: the remote or the forge did not answer.
    """
    project, history = read_project(view.files), read_history(view)
    commit = history.released_commit()
    states = _chosen(current(project, history).apps, apps)
    due = candidates(states, commit, history.tags, history.ledger)
    ConfigError.raise_any([*unfit_tags(due)])
    places = _places(view, due, history.tags)
    problems = [*wrong_tags(due, places, commit, _past(view, places, commit))]
    releases = view.forge().releases() if due else ()
    found = []
    for state in due:
        place = places[state.tag]
        mine = tuple(each for each in releases if each.tag == state.tag)
        wanted, wrong = _wanted(view, project, state, place.commit or commit)
        publication = Publication(state, place, wanted, mine)
        found.append(publication)
        problems += publication.problems if publication.is_published else wrong
    StateError.raise_any(problems)
    return _decision(commit, found, project.rules.warnings)


def _chosen(states: Sequence[AppState], names: Sequence[str]) -> list[AppState]:
    known = [each.name for each in states]
    ConfigError.raise_any(
        [
            Problem(f"app `{name}` does not exist", hint=did_you_mean(name, known))
            for name in dict.fromkeys(names)
            if name not in known
        ]
    )
    return [each for each in states if each.name in names or not names]


def _places(view: View, due: Sequence[AppState], here: Mapping[str, str]) -> Mapping[str, Place]:
    """Where the tags are. An annotated one has a second ref, which is the commit that it is of."""
    refs = {each.tag: f"refs/tags/{each.tag}" for each in due}
    peeled = {tag: f"{ref}^{{}}" for tag, ref in refs.items()}
    there = view.remote().refs([*refs.values(), *peeled.values()]) if due else {}
    return {
        tag: Place(here.get(tag), there.get(peeled[tag], there.get(ref)))
        for tag, ref in refs.items()
    }


def _past(view: View, places: Mapping[str, Place], commit: str) -> Mapping[str, Ledger]:
    """The ledger of each earlier commit of HEAD that a tag is on."""
    tagged = {place.commit for place in places.values()} - {None, commit}
    texts = {each: view.git.text_at(each, LEDGER) for each in tagged if each}
    return {each: parse_ledger(text) for each, text in texts.items() if text is not None}


def _wanted(
    view: View, project: Project, state: AppState, commit: str
) -> tuple[WantedRelease, list[Problem]]:
    """What an app's release is to be, and what is wrong with its files."""
    app = next(each for each in project.config.apps if each.name == state.name)
    package = project.workspace.by_name[app.package]
    assets = find_assets(view.files, package.directory, app.assets)
    files = wanted_files({path: view.blobs.measure(path) for path in assets.paths})
    named = "{name}" in project.config.tag
    wanted = wanted_release(app, state, commit, named=named, body=_notes(view, package, state))
    missing = missing_files(app.name, package.directory, assets.unmatched)
    return wanted._replace(assets=files), [*missing, *wrong_files(files)]


def _notes(view: View, package: Package, state: AppState) -> str:
    """What the changelog tells of the version; nothing where it does not."""
    path = changelog_path(package)
    section = section_of(view.files.read(path) or "", state.version)
    forge = view.forge()
    address = f"{forge.server}/{forge.repository}/blob/{quote(state.tag)}/{quote(path)}"
    return release_notes(section or "", address)


def _decision(commit: str, found: Sequence[Publication], warnings: Sequence[str]) -> Decision:
    actions = [action for each in found for action in each.actions()]
    tags = [each.wanted.tag for each in found if each.wanted.commit == commit]
    rows = tuple((each.state.name, each.wanted.tag, _WORDS[each.standing]) for each in found)
    return Decision(
        actions=(*actions, SetOutput("published", json.dumps(tags))),
        document={
            "schema": 1,
            "commit": commit,
            "apps": {each.state.name: each.document() for each in found},
            "published": tags,
            "actions": actions_document(actions),
        },
        blocks=(Table(("App", "Tag", "Release"), rows),) if rows else (),
        pending=bool(actions),
        warnings=(*warnings, *(line for each in found for line in each.warnings)),
        done="every version is published, or was released before",
    )
