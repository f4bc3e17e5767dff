"""What is to be published: the tags and the releases that are wanted, and are not there yet.

All of it is derived from the versions, the ledger, the tags and the releases as they are, so that
a run that was cut off anywhere is completed by the next one, and a finished one has nothing to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from release.actions import CreateTag, PutRelease
from release.detection import AppState
from release.errors import Problem
from release.forge.releases import Release, WantedRelease, lacking, standing
from release.ledger import LEDGER, Ledger
from release.model import App
from release.remote import NewTag
from release.versions import parse

_UNFIT = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|(?:^|/)\.|\.lock(?:/|$)|^[-/]|[./]$")
"""What git refuses in the name of a tag (git check-ref-format)."""


class Place(NamedTuple):
    """The commit that a tag is on, in this clone and at the remote; None: there is no such tag."""

    here: str | None
    there: str | None

    @property
    def commit(self) -> str | None:
        """Where it is, as far as the two agree."""
        return self.there or self.here


class Publication(NamedTuple):
    """One app's version, where its tag is, what its release is to be, and what there is of it."""

    state: AppState
    place: Place
    wanted: WantedRelease
    releases: tuple[Release, ...]

    @property
    def is_published(self) -> bool:
        """Whether its release is public."""
        return any(not each.is_draft for each in self.releases)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with a release that is public already."""
        found = (lacking(self.wanted, each) for each in self.releases)
        return tuple(each for each in found if each)

    @property
    def warnings(self) -> Iterator[str]:
        """A line for each public file that is not the one in the tree."""
        public = [release for release in self.releases if not release.is_draft]
        for asset in self.wanted.assets:
            found = [one for release in public for one in release.named(asset.name)]
            if found and not any(asset.is_met_by(one) for one in found):
                told = f"{asset.name} that {self.wanted.tag} was published with"
                yield f"{asset.path} is not the {told}"

    def actions(self) -> Iterator[CreateTag | PutRelease]:
        """What is left to do: the tag first, and the release, which is published last."""
        if self.place.there is None:
            message = f"{self.wanted.title}\n"
            yield CreateTag(NewTag(self.wanted.tag, self.wanted.commit, message))
        found = standing(self.releases, self.wanted.tag)
        if found is None or found.release.is_draft or found.copies:
            yield PutRelease(self.wanted)

    @property
    def stage(self) -> str:
        """How far its release is: `published`, `draft` or `none`."""
        if self.is_published:
            return "published"
        return "draft" if any(each.is_our_draft for each in self.releases) else "none"

    def document(self) -> dict[str, object]:
        """It as JSON, before anything was done."""
        return {
            "version": self.state.version,
            "tag": self.wanted.tag,
            "commit": self.wanted.commit,
            "tagged": self.place.there is not None,
            "release": self.stage,
        }


def candidates(
    states: Iterable[AppState], commit: str, tags: Mapping[str, str], ledger: Ledger
) -> tuple[AppState, ...]:
    """The apps whose current version may have to be published.

    Those are the versions that have no tag; those whose tag is on this commit, for whoever made
    it may not have come further; and those that the ledger says we made. What a baseline has was
    released before we came.

    Args:
        states: of the apps.
        commit: the one that is published.
        tags: commit by tag, in this clone.
        ledger: what was released.
    """

    def may_be_left(state: AppState) -> bool:
        is_here = tags.get(state.tag) == commit
        return state.deploy or is_here or ledger.made(state.package, state.version)

    def is_older(state: AppState) -> bool:
        return state.version in ledger.versions(state.package) or state.tag in ledger.released_tags

    return tuple(each for each in states if may_be_left(each) and not is_older(each))


def unfit_tags(states: Iterable[AppState]) -> Iterator[Problem]:
    """Tags whose names git refuses."""
    for state in states:
        if _UNFIT.search(state.tag):
            yield Problem(
                f"`{state.tag}` is not a name that git takes for a tag",
                hint="look at `tag` in the configuration, and at the package's name",
            )


def wrong_tags(
    states: Iterable[AppState],
    places: Mapping[str, Place],
    commit: str,
    past: Mapping[str, Ledger],
) -> Iterator[Problem]:
    """Tags that are on another commit than the version that they name.

    A tag on an earlier commit is right when the ledger there says that we made the version.

    Args:
        states: the candidates.
        places: of each tag.
        commit: the one that is published.
        past: the ledger of each earlier commit that has a tag.
    """
    for state in states:
        place = places[state.tag]
        if place.here and place.there and place.here != place.there:
            yield Problem(
                f"the tag {state.tag} is on {place.there} at the remote, and on {place.here} here",
                hint=f"find out which is right, and delete the other: `git tag -d {state.tag}`",
            )
        elif place.commit not in {None, commit}:
            made_there = past.get(place.commit or "", Ledger()).made(state.package, state.version)
            if not made_there:
                yield _elsewhere(state, place.commit or "", commit)


def _elsewhere(state: AppState, tagged: str, commit: str) -> Problem:
    return Problem(
        f"the tag {state.tag} is on {tagged}, and {state.version} is to be released from {commit}",
        hint="tags do not move: release a new version, or, when that commit is the release, "
        f"run `git fetch --tags` (and see that {LEDGER} was committed there)",
    )


def wanted_release(
    app: App, state: AppState, commit: str, *, named: bool, body: str
) -> WantedRelease:
    """The release of an app's version, without its files.

    Args:
        app: its configuration.
        state: its version.
        commit: what the tag is on.
        named: whether the title names the app; in a repository of one package it need not.
        body: its text.
    """
    version = parse(state.version)
    is_prerelease = version is not None and bool(version.prerelease)
    return WantedRelease(
        tag=state.tag,
        commit=commit,
        title=f"{app.name} v{state.version}" if named else f"v{state.version}",
        body=body,
        is_prerelease=is_prerelease,
        is_latest=app.latest and not is_prerelease,  # GitHub refuses the two together
    )
