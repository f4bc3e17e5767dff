"""`tauri.publish`: the release of an app's version, with its bundles; nobody is offered it yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from release.actions import Decision, Table, actions_document
from release.detection import AppState
from release.errors import Problem, StateError
from release.forge.releases import WantedAsset
from release.publish import Publication, unfit_tags
from release.publish.files import wrong_files
from release.steps.publish import release_of
from release.steps.publish.ground import hotfixes, is_on, place_of
from release.steps.tauri.app import Sought, TauriApp, look_at, verified_bundles
from release.steps.tauri.comeback import halt_branch
from release.updates.bundles import SIGNATURE, Bundle
from release.world import View


class Tagged(NamedTuple):
    """The tag that a version gets, and the commit that it was built of."""

    tag: str
    commit: str


def publish(view: View, name: str, sought: Sought, tagged: Tagged) -> Decision:
    """Have the release of a tag: drafted, given its files, published last.

    Raises:
        ConfigError: there is no such app, or it has no public key.
        StateError: a bundle is missing or not rightly signed, or the tag is elsewhere; all of them
            are told, and nothing was written.
        ForgeError: the remote or the forge did not answer.
    """
    app = look_at(view, name)
    bundles = verified_bundles(app, sought)
    found, problems = _publication(app, bundles, sought.version, tagged)
    problems += found.problems if found.is_published else wrong_files(found.wanted.assets)
    StateError.raise_any(problems)
    actions = tuple(found.actions())
    rows = tuple((each.name, str(each.size)) for each in found.wanted.assets)
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "app": name,
            **found.document(),
            "actions": actions_document(actions),
        },
        blocks=(Table(("File", "Bytes"), rows),),
        done=f"{tagged.tag} is released",
    )


def _publication(
    app: TauriApp, bundles: Sequence[Bundle], version: str, tagged: Tagged
) -> tuple[Publication, list[Problem]]:
    """What there is of the release, what it is to be, and what is wrong with that."""
    view, tag = app.view, tagged.tag
    state = AppState(app.app.name, app.package.name, True, version, None, tag, "")
    place = place_of(view, tag)
    wanted, problems = release_of(view, app.project, state, tagged.commit)
    wanted = wanted._replace(assets=_together(wanted.assets, [*_files(app, bundles)]))
    releases = tuple(each for each in view.forge().releases() if each.tag == tag)
    problems += [*unfit_tags([state]), *_elsewhere(tagged, place.commit)]
    if place.there is None:
        problems += _unpushed(app, state, tagged)
    return Publication(state, place, wanted, releases), problems


def _files(app: TauriApp, bundles: Sequence[Bundle]) -> Iterator[WantedAsset]:
    """The bundles and their signatures, as files of a release."""
    for each in bundles:
        yield _file(app, each.name, each.path)
        if each.signature:
            yield _file(app, f"{each.name}{SIGNATURE}", each.signature)


def _file(app: TauriApp, name: str, path: str) -> WantedAsset:
    measured = app.view.blobs.measure(path)
    return WantedAsset(name, path, measured.size, measured.digest)


def _together(
    configured: Sequence[WantedAsset], bundles: Sequence[WantedAsset]
) -> tuple[WantedAsset, ...]:
    """All files, each once: a bundle may be among the `assets` of the app as well."""
    paths = {each.path for each in bundles}
    return (*bundles, *(each for each in configured if each.path not in paths))


def _elsewhere(tagged: Tagged, found: str | None) -> Iterator[Problem]:
    if found not in {None, tagged.commit}:
        yield Problem(
            f"the tag {tagged.tag} is on {found}, and what was built is {tagged.commit}",
            hint="tags do not move: release a new version, or check out that commit",
        )


def _unpushed(app: TauriApp, state: AppState, tagged: Tagged) -> Iterator[Problem]:
    """That the commit is on no branch that is released from; its tag would bring it along."""
    view, config = app.view, app.project.config
    branches = [
        *(config.main, config.staging, halt_branch(app.app.name, state.version)),
        *hotfixes(view, config, state),
    ]
    if not is_on(view, tagged.commit, branches):
        yield Problem(
            f"{tagged.commit} is on no branch of {view.remote().address} that is released from: "
            f"`{config.main}`, `{config.staging}`, a hotfix's",
            hint="push it there first; a tag would bring it along, and cannot be taken back",
        )
