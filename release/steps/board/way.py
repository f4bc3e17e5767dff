"""What is on its way: on staging, pending, in the release pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from release.announce import Preview, preview_table
from release.board.facts import reached_from
from release.board.model import Change, Intent, PullRequest, Train, Upcoming
from release.errors import ReleaseError
from release.forge import release_branch
from release.model import Changeset
from release.read.history import History
from release.read.project import Project, read_project
from release.reasons import first_line, reasons, summaries_of
from release.steps.board.past import Past
from release.steps.release import preview_of
from release.world import View

_HERE = "this tree"


def read_train(
    view: View, project: Project, history: History, past: Past, *, asks: bool
) -> tuple[Train, dict[str, ReleaseError]]:
    """What is on its way, and what of it could not be read.

    Args:
        view: the world.
        project: the tree.
        history: what was released.
        past: the recent commits.
        asks: whether the forge is asked for the release pull request.
    """
    config = project.config
    torn: dict[str, ReleaseError] = {}
    pull = None
    if asks:
        try:
            pull = _pull(view, config.main)
        except ReleaseError as error:
            torn["the release pull request"] = error
    train = Train(
        main=config.main,
        staging=config.staging,
        changes=_changes(past, config.main, config.staging),
        intents=tuple(_intents(_pending(view, project, past, torn))),
        upcoming=tuple(_upcoming(preview_of(project, history, ()))),
        pull=pull,
        asked=asks and not torn,
    )
    return train, torn


def _pull(view: View, main: str) -> PullRequest | None:
    pull = view.forge().pull(release_branch(main), main)
    return pull and PullRequest(pull.number, pull.url, pull.title, pull.commit)


def _pending(
    view: View, project: Project, past: Past, torn: dict[str, ReleaseError]
) -> dict[str, tuple[Changeset, ...]]:
    """The pending changesets of both branches, and of this tree where that is of neither."""
    pending = {_HERE: project.pending}
    for branch, tip in past.tips.items():
        if tip == past.head:
            pending[branch] = pending.pop(_HERE, project.pending)
            continue
        try:
            pending[branch] = read_project(view.objects().files(tip)).pending
        except ReleaseError as error:
            torn[branch] = error
    return pending


def _intents(pending: Mapping[str, tuple[Changeset, ...]]) -> Iterator[Intent]:
    """Each changeset once, with all the branches that have it."""
    places: dict[str, list[str]] = {}
    for name, changesets in pending.items():
        for each in changesets:
            places.setdefault(each.id, []).append(name)
    found = {each.id: each for changesets in pending.values() for each in changesets}
    for id_, each in sorted(found.items()):
        bumps = tuple((name, str(bump)) for name, bump in each.bumps.items())
        yield Intent(id_, ", ".join(places[id_]), bumps, first_line(each.summary))


def _changes(past: Past, main: str, staging: str) -> tuple[Change, ...] | None:
    """The commits on staging that are not on main, the newest first; merges are none."""
    if main not in past.tips or staging not in past.tips:
        return None
    commits = past.line.commits
    waiting = reached_from(commits, past.tips[staging]) - reached_from(commits, past.tips[main])
    return tuple(
        Change(each.sha, each.subject, each.author, each.authored)
        for each in past.commits
        if each.sha in waiting and len(each.parents) < 2  # noqa: PLR2004  a merge has more
    )


def _upcoming(preview: Preview) -> Iterator[Upcoming]:
    summaries = summaries_of(preview.plan.changesets)
    states = {each.name: each for each in preview.detection.apps}
    for app, status, version in preview_table(preview).rows:
        release = preview.releases.get(states[app].package)
        why = "; ".join(reasons(release, summaries)) if release else states[app].reason
        yield Upcoming(app, status, version.removeprefix("v"), why)
