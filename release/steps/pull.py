"""`release.pr`: the next release as one commit on a branch of its own, and its pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from release.actions import (
    Action,
    ClosePull,
    Decision,
    DeleteFile,
    Note,
    PushBranch,
    PutPull,
    WriteFile,
    actions_document,
)
from release.announce import Preview, preview_table, release_document
from release.announce.pull_body import Entry, PullText, pull_body, pull_title
from release.changelogs.section import section_of
from release.edits import changelog_path
from release.errors import StateError
from release.forge import Pull, WantedPull, release_branch
from release.markdown import skips_workflows
from release.model import Bump, PlannedRelease
from release.read.history import read_history
from release.read.overlay import tree_after
from release.read.project import Project, read_project
from release.remote import HEADS
from release.steps.branch import bring, is_there, refuse_to_lose, release_commit
from release.steps.changeset.version import release_edits
from release.steps.release import preview_of
from release.world import View

Edits = Sequence[WriteFile | DeleteFile]


class _Standing(NamedTuple):
    """What there is. `tip` is where the release branch is, None when it is not there."""

    head: str
    main: str
    tip: str | None
    pull: Pull | None

    @property
    def branch(self) -> str:
        """The release branch."""
        return release_branch(self.main)


def release_pull(view: View, *, force: bool = False) -> Decision:
    """Have a pull request that makes the next release of what `main` has; none without a release.

    All is read from the commit that is checked out; the work tree plays no part.

    Args:
        view: the world.
        force: replace, or delete, the release branch also where somebody has pushed to it.

    Raises:
        StateError: what is checked out is not what `main` is at the remote, or is a shallow
            clone; or somebody has pushed to the release branch.
    """
    head = read_history(view).released_commit()
    view = view._replace(files=view.objects().files(head))
    project = read_project(view.files)
    standing = _look(view, head, project.config.main)
    releases = [each for each in project.plan.releases if each.bump is not Bump.NONE and each.new]
    if not releases:
        return _without_a_release(view, standing, project, force=force)
    edits = release_edits(view, project)
    preview = preview_of(project, read_history(view), [each.path for each in edits])
    wanted = _wanted_pull(standing, project, preview, _entries(project, releases, edits))
    actions = [*_push(view, standing, wanted.title, edits, force=force)]
    if not wanted.is_met_by(standing.pull):
        actions.append(PutPull(wanted))
    return Decision(
        actions=tuple(actions),
        document={
            **_document(standing, actions),
            "title": wanted.title,
            "digest": preview.detection.digest,
            "releases": [release_document(release) for release in releases],
        },
        blocks=(preview_table(preview), *_told(standing.pull)),
        warnings=(*project.warnings, *_warnings(wanted.title)),
        done="the pull request is there, and says all of it",
    )


def _look(view: View, head: str, main: str) -> _Standing:
    """What there is.

    Raises:
        StateError: `head` is not what `main` is at the remote.
    """
    branch, remote = release_branch(main), view.remote()
    found = remote.refs([HEADS + main, HEADS + branch])
    there = found.get(HEADS + main)
    if there is None:
        raise StateError(
            f"{remote.address} has no branch `{main}`",
            hint="push it there, or say with `main` in the configuration which branch is released",
        )
    if there != head:
        raise StateError(
            f"{head} is checked out, and `{main}` of {remote.address} is at {there}",
            hint=f"run `git switch {main}`, and pull or push; in GitHub Actions somebody pushed "
            "meanwhile, and the job of that push makes the pull request",
        )
    tip = found.get(HEADS + branch)
    # Without its branch there is none: GitHub closes it, and knows that later than git does.
    pull = view.forge().pull(branch, main) if tip else None
    return _Standing(head, main, tip, pull)


def _without_a_release(
    view: View, standing: _Standing, project: Project, *, force: bool
) -> Decision:
    """Close the pull request, and delete its branch."""
    actions: list[Action] = []
    if standing.pull:
        actions.append(ClosePull(standing.branch, standing.main))
    if standing.tip:
        bring(view, standing.branch, standing.tip)
        if not force:
            refuse_to_lose(view.objects(), standing.branch, standing.tip, standing.head)
        actions.append(PushBranch(standing.branch, standing.tip, None))
    return Decision(
        actions=tuple(actions),
        document={**_document(standing, actions), "releases": []},
        blocks=(Note("no release is pending"), *_told(standing.pull)),
        warnings=project.warnings,
        done="there is no pull request",
    )


def _push(
    view: View, standing: _Standing, title: str, edits: Edits, *, force: bool
) -> Iterator[Action]:
    """Move the release branch, unless it is the release already."""
    objects = view.objects()
    texts = {each.path: each.text if isinstance(each, WriteFile) else None for each in edits}
    tree = objects.write_tree(standing.head, texts)
    commit = release_commit(objects, standing.head, tree, title)
    if standing.tip is not None:
        bring(view, standing.branch, standing.tip)
        if is_there(objects, standing.tip, commit):
            return
        if not force:
            refuse_to_lose(objects, standing.branch, standing.tip, standing.head)
    yield PushBranch(standing.branch, standing.tip, objects.write_commit(commit))


def _wanted_pull(
    standing: _Standing, project: Project, preview: Preview, entries: tuple[Entry, ...]
) -> WantedPull:
    mode = project.pre.tag if project.pre and not project.pre.is_leaving else None
    text = PullText(preview, entries, standing.main, mode)
    return WantedPull(
        branch=standing.branch,
        base=standing.main,
        title=pull_title(project.config.title, mode),
        body=pull_body(text, standing.pull.body if standing.pull else ""),
    )


def _entries(
    project: Project, releases: Sequence[PlannedRelease], edits: Edits
) -> tuple[Entry, ...]:
    """The releases, each with what its changelog will tell of it."""
    if project.rules.changelog is None:
        return tuple(map(Entry, releases))
    after, packages = tree_after(project.files, edits), project.workspace.by_name
    texts = [after.read(changelog_path(packages[each.name])) or "" for each in releases]
    return tuple(
        Entry(each, section_of(text, each.new or ""))
        for each, text in zip(releases, texts, strict=True)
    )


def _document(standing: _Standing, actions: Sequence[Action]) -> dict[str, object]:
    pull = standing.pull
    return {
        "schema": 1,
        "commit": standing.head,
        "branch": standing.branch,
        "base": standing.main,
        "pull": {"number": pull.number, "url": pull.url} if pull else None,
        "actions": actions_document(actions),
    }


def _told(pull: Pull | None) -> tuple[Note, ...]:
    return (Note(f"pull request #{pull.number}: {pull.url}"),) if pull else ()


def _warnings(title: str) -> Iterator[str]:
    if skips_workflows(title):
        yield f"the title `{title}` keeps every workflow from starting on the release"
