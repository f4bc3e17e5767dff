"""What comes back after a bad version: which code, under which number, and the commit of that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from release.actions import DeleteFile, WriteFile
from release.detection import output_name
from release.errors import ConfigError, StateError
from release.manifests import format_of
from release.model import Bump
from release.read.changesets import FOLDER, is_changeset
from release.read.overlay import Overlay
from release.read.project import read_project
from release.remote import NewCommit
from release.steps.changeset.version import release_edits
from release.steps.tauri.app import TauriApp
from release.versions import highest, increment, is_below, tag_name, version_of_tag
from release.world import Files

_CHANGESET = f"{FOLDER}/halt.md"


class Comeback(NamedTuple):
    """From a bad version back to the code of a good one, whose tag is on `commit`, as a new one.

    `last` is the version before the new one: the highest that there is.
    """

    bad: str
    good: str
    new: str
    commit: str
    last: str


def halt_branch(name: str, version: str) -> str:
    """The branch from which what comes back is released."""
    return f"halt/{output_name(name)}-{version}"


def comeback(app: TauriApp, offered: Sequence[str], to: str) -> Comeback:
    """What comes back, of the versions that the channel has offered, the newest first.

    Raises:
        StateError: there is no such version, or its tag is not here.
    """
    name, template = app.package.name, app.project.config.tag_of(app.package.name)
    bad = highest(offered)
    choices = [each for each in dict.fromkeys(offered) if bad and is_below(each, bad)]
    good = to or next(iter(choices), None)
    if bad is None or good not in choices:
        known = ", ".join(choices) or "none"
        raise StateError(
            f"{to or 'nothing'} was offered before {bad or 'anything'} that could come back",
            hint=f"the versions that were: {known}",
        )
    tags = app.view.git.tags()
    tagged = (version_of_tag(template, name, each) for each in tags)
    last = highest([bad, *(each for each in tagged if each)]) or bad
    if "-" in last:
        raise StateError(
            f"{last} is a prerelease, and the next number would be a release",
            hint="release the next prerelease, with what was bad taken out",
        )
    commit = tags.get(tag_name(template, name, good))
    if commit is None:
        raise StateError(
            f"the tag {tag_name(template, name, good)} is not here", hint="run `git fetch --tags`"
        )
    return Comeback(bad, good, increment(last, Bump.PATCH) or last, commit, last)


def commit_of(app: TauriApp, found: Comeback) -> NewCommit:
    """The commit of the good code as a release of the new version, its changelog and all.

    It is made as any release is, by a changeset, from a tree that is said to be at the version
    before the new one.

    Raises:
        ConfigError: the manifests of then are malformed.
    """
    objects, path = app.view.objects(), app.package.manifest.path
    files = objects.files(found.commit)
    tree = Overlay(files, {**_before(app, files, found), **_changesets(app, files, found)})
    edits: dict[str, str | None] = {}
    for each in release_edits(app.view._replace(files=tree), read_project(tree)):
        match each:
            case WriteFile():
                edits[each.path] = each.text
            case DeleteFile():
                edits[each.path] = None
    edits.pop(_CHANGESET, None)
    if path not in edits:
        raise ConfigError(f"{path} of {found.good} cannot be brought to {found.new}")
    message = f"Bring {app.app.name} {found.good} back, as {found.new}\n"
    date = objects.commit(found.commit).date
    return NewCommit(objects.write_tree(found.commit, edits), (found.commit,), message, date)


def _before(app: TauriApp, files: Files, found: Comeback) -> dict[str, str | None]:
    """The app's manifest, as if it were at the version before the new one."""
    path = app.package.manifest.path
    text, form = files.read(path), format_of(path)
    if text is None or form is None:
        raise StateError(f"{path} is not in {found.good}", hint="halt it by a hotfix by hand")
    return {path: form.update(text, found.last, {})}


def _changesets(app: TauriApp, files: Files, found: Comeback) -> dict[str, str | None]:
    """One changeset that tells what comes back; those of then wait for their own release."""
    others = {
        f"{FOLDER}/{each.name}": None for each in files.entries(FOLDER) if is_changeset(each.name)
    }
    words = f"Brings back {found.good}, for {found.bad} was halted."
    return {**others, _CHANGESET: f'---\n"{app.package.name}": patch\n---\n\n{words}\n'}
