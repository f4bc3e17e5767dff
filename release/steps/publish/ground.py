"""What a publication stands on: the tags as they are, and the commit that is to be tagged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from release.detection import AppState
from release.edits import changelog_path
from release.errors import Problem, Where
from release.hotfixes import branch_of
from release.ledger import LEDGER, parse_ledger
from release.publish import Place, wrong_tags
from release.read.project import Project
from release.remote import HEADS, TAGS
from release.versions import highest, is_below, version_of_tag
from release.world import View

if TYPE_CHECKING:
    from release.config.train import Config

_PEELED = "^{}"
_MOST_HOTFIXES = 20  # versions that a branch may go back to


class Ground(NamedTuple):
    """What is looked at: here, the commit that is published, and the remote's refs."""

    view: View
    project: Project
    commit: str
    there: Mapping[str, str]

    def place(self, tag: str, here: Mapping[str, str]) -> Place:
        """Where a tag is; `here` are the commits of the tags of this clone."""
        return _place(tag, here, self.there)


def look(view: View, project: Project, commit: str, due: Sequence[AppState]) -> Ground:
    """Ask the remote for its main branch, and for the tags that are to be there."""
    refs = [f"{HEADS}{project.config.main}", *_refs_of(each.tag for each in due)]
    return Ground(view, project, commit, view.remote().refs(refs))


def place_of(view: View, tag: str) -> Place:
    """Where a tag is, here and at the remote, which is asked."""
    return _place(tag, view.git.tags(), view.remote().refs([*_refs_of([tag])]))


def _place(tag: str, here: Mapping[str, str], there: Mapping[str, str]) -> Place:
    ref = f"{TAGS}{tag}"
    return Place(here.get(tag), there.get(f"{ref}{_PEELED}", there.get(ref)))


def _refs_of(tags: Iterable[str]) -> Iterator[str]:
    """The refs of the tags; an annotated one has a second, which is the commit that it is of."""
    for tag in tags:
        yield from (f"{TAGS}{tag}", f"{TAGS}{tag}{_PEELED}")


def wrong_ground(
    ground: Ground, due: Sequence[AppState], places: Mapping[str, Place]
) -> Iterator[Problem]:
    """What is wrong with the tags, or with the commit that is to be tagged."""
    tagged = {place.commit for place in places.values()} - {None, ground.commit}
    texts = {each: ground.view.git.text_at(each, LEDGER) for each in tagged if each}
    past = {each: parse_ledger(text) for each, text in texts.items() if text is not None}
    yield from wrong_tags(due, places, ground.commit, past)
    if untagged := [each for each in due if places[each.tag].there is None]:
        yield from _uncommitted(ground, untagged)
        yield from _unmerged(ground, untagged)


def _uncommitted(ground: Ground, untagged: Sequence[AppState]) -> Iterator[Problem]:
    """That a version, or what is told of it, is not in the commit that is to be tagged."""
    packages = ground.project.workspace.by_name
    changed = set(ground.view.git.uncommitted_files())
    for state in untagged:
        package = packages[state.package]
        for path in (package.manifest.path, changelog_path(package)):
            if path in changed:
                yield Problem(
                    f"{path} has changes that are in no commit, and {state.tag} would be of one",
                    Where(path),
                    "commit and push them, or undo them",
                )


def _unmerged(ground: Ground, untagged: Sequence[AppState]) -> Iterator[Problem]:
    """That the commit which is to be tagged is not on the remote's main branch, nor on a hotfix's.

    A tag brings its commit along, and cannot be taken back once it was seen.
    """
    main, remote = ground.project.config.main, ground.view.remote()
    tip = ground.there.get(f"{HEADS}{main}")
    if tip == ground.commit:
        return
    if tip is None:
        message = f"{remote.address} has no branch `{main}`, which releases are made from"
        yield Problem(message, hint="set `main` in the configuration")
        return
    objects = ground.view.objects()
    if not objects.has(tip):
        tip = remote.fetch([main])[main]
    if objects.bases(ground.commit, tip) != (ground.commit,) and not _is_hotfix(ground, untagged):
        yield Problem(
            f"{ground.commit} is to be released, and is not on `{main}` of {remote.address}",
            hint="push it first, or check out a commit that is there; a hotfix is released from "
            "its branch, `hotfix/APP-VERSION`",
        )


def _is_hotfix(ground: Ground, untagged: Sequence[AppState]) -> bool:
    """Whether the commit is on the branch of a hotfix of an earlier version, at the remote."""
    config = ground.project.config
    branches = [branch for state in untagged for branch in hotfixes(ground.view, config, state)]
    return is_on(ground.view, ground.commit, branches)


def is_on(view: View, commit: str, branches: Sequence[str]) -> bool:
    """Whether a commit is on one of these branches of the remote, as far as they are there."""
    remote, objects = view.remote(), view.objects()
    there = remote.refs([f"{HEADS}{branch}" for branch in branches])
    if commit in there.values():
        return True
    for ref, tip in there.items():
        if not objects.has(tip):
            remote.fetch([ref.removeprefix(HEADS)])
        if objects.bases(commit, tip) == (commit,):
            return True
    return False


def hotfixes(view: View, config: Config, state: AppState) -> Iterator[str]:
    """The branches from which a version can have come: those of the released ones before it."""
    template = config.tag_of(state.package)
    earlier = {
        version
        for tag in view.git.tags()
        if (version := version_of_tag(template, state.package, tag)) is not None
        and is_below(version, state.version)
    }
    for _ in range(_MOST_HOTFIXES):
        version = highest(earlier)
        if version is None:
            return
        earlier.remove(version)
        yield branch_of(state.name, version)
