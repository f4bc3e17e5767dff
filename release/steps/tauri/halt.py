"""`tauri.halt`: the last good code again, under a number that is higher than the bad one's.

An installed app takes a higher version alone, and the signature of a bundle says which one it is.
So whoever has a bad version is not helped by an old bundle: the old code is built anew, as a new
version. That is made here, as a branch of one commit; it is built and deployed from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from release.actions import Decision, DeleteFile, Note, PushBranch, WriteFile, actions_document
from release.backmerge.words import Branches
from release.detection import output_name
from release.errors import ConfigError, StateError
from release.manifests import format_of
from release.model import Bump
from release.read.changesets import FOLDER, is_changeset
from release.read.overlay import Overlay
from release.read.project import read_project
from release.remote import NewCommit
from release.steps.branch import bring, is_there
from release.steps.changeset.version import release_edits
from release.steps.staging.sync import merge_back
from release.steps.tauri.app import TauriApp, look_at
from release.steps.tauri.branch import look
from release.versions import highest, increment, is_below, tag_name, version_of_tag
from release.world import Files, View

_CHANGESET = f"{FOLDER}/halt.md"


class Halted(NamedTuple):
    """What is to come back, of which channel on which branch; `to` empty: the last good version."""

    channel: str
    branch: str
    to: str = ""


class Return(NamedTuple):
    """From a bad version back to the code of a good one, whose tag is on `commit`, as a new one.

    `last` is the version before the new one: the highest that there is.
    """

    bad: str
    good: str
    new: str
    commit: str
    last: str


def halt(view: View, name: str, halted: Halted) -> Decision:
    """Have a branch with the code of the last good version, as the next version.

    Raises:
        ConfigError: there is no such app.
        StateError: nothing was offered that could come back, its tag is not here, or the branch
            has something else.
        ForgeError: the remote did not answer.
    """
    app, channels = look_at(view, name), look(view, halted.branch)
    (channel,) = channels.channels(name, [halted.channel])
    found = _return(app, channels.versions(channel), halted.to)
    branch = _branch(name, found.new)
    actions = _pushed(view, branch, _commit(app, found))
    is_offered = channel.offer is not None and channel.offer.version == found.bad
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "app": name,
            "branch": branch,
            **found._asdict(),
            "actions": actions_document(actions),
        },
        blocks=(Note(branch, (f"{name} {found.good} as {found.new}, above {found.bad}",)),),
        warnings=(_still(name, found, halted.channel),) if is_offered else (),
        done=f"the branch `{branch}` is there already",
        afterword=_advice(app, branch, found),
    )


def back(view: View, name: str, halted: Halted) -> Decision:
    """Have a pull request that brings the number of what came back to `main`.

    What is bad there stays for people to mend; but their next release is above the number.

    Raises:
        ConfigError: there is no such app.
        StateError: nothing was halted.
        ForgeError: the remote or the forge refused, or did not answer.
    """
    app, channels = look_at(view, name), look(view, halted.branch)
    (channel,) = channels.channels(name, [halted.channel])
    highest_offered = highest(channels.versions(channel)) or ""
    versions = [highest_offered, increment(highest_offered, Bump.PATCH) or ""]
    branches = [_branch(name, each) for each in versions]
    there = view.remote().refs([f"refs/heads/{each}" for each in branches])
    found = next((each for each in branches if f"refs/heads/{each}" in there), None)
    if found is None:
        raise StateError(
            f"nothing of {name} was halted: {view.remote().address} has no branch "
            f"{' or '.join(f'`{each}`' for each in branches)}",
            hint=f"make it with `inv tauri.halt --app {name}`",
        )
    return merge_back(view, Branches(found, app.project.config.main), asks=True)


def _branch(name: str, version: str) -> str:
    return f"halt/{output_name(name)}-{version}"


def _return(app: TauriApp, offered: Sequence[str], to: str) -> Return:
    """What comes back, of the versions that the channel has offered, the newest first.

    Raises:
        StateError: there is no such version, or its tag is not here.
    """
    name, template = app.package.name, app.project.config.tag
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
    return Return(bad, good, increment(last, Bump.PATCH) or last, commit, last)


def _commit(app: TauriApp, found: Return) -> NewCommit:
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


def _before(app: TauriApp, files: Files, found: Return) -> dict[str, str | None]:
    """The app's manifest, as if it were at the version before the new one."""
    path = app.package.manifest.path
    text, form = files.read(path), format_of(path)
    if text is None or form is None:
        raise StateError(f"{path} is not in {found.good}", hint="halt it by a hotfix by hand")
    return {path: form.update(text, found.last, {})}


def _changesets(app: TauriApp, files: Files, found: Return) -> dict[str, str | None]:
    """One changeset that tells what comes back; those of then wait for their own release."""
    others = {
        f"{FOLDER}/{each.name}": None for each in files.entries(FOLDER) if is_changeset(each.name)
    }
    words = f"Brings back {found.good}, for {found.bad} was halted."
    return {**others, _CHANGESET: f'---\n"{app.package.name}": patch\n---\n\n{words}\n'}


def _pushed(view: View, branch: str, wanted: NewCommit) -> tuple[PushBranch, ...]:
    """What has the remote have the branch; nothing where it is there.

    Raises:
        StateError: it is there with something else.
    """
    ref, objects = f"refs/heads/{branch}", view.objects()
    tip = view.remote().refs([ref]).get(ref)
    if tip is None:
        return (PushBranch(branch, None, objects.write_commit(wanted)),)
    bring(view, branch, tip)
    if not is_there(objects, tip, wanted):
        raise StateError(
            f"the branch `{branch}` is there, and has something else in it",
            hint="go on from there, or delete it",
        )
    return ()


def _still(name: str, found: Return, channel: str) -> str:
    return (
        f"the channel `{channel}` still offers {found.bad}: "
        f"`inv deploy.rollback --app {name} --to {found.good}` ends that at once"
    )


def _advice(app: TauriApp, branch: str, found: Return) -> tuple[str, ...]:
    name, main = app.app.name, app.project.config.main
    built = f"check out `{branch}`, build it for every platform, and deploy {name} from it"
    return (
        f"{built}: whoever has {found.bad} then gets the code of {found.good}",
        f"`inv tauri.halt --app {name} --back` then tells `{main}` of the number {found.new}",
    )
