"""`changeset.version`: the pending changesets become a release."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

from release.actions import Decision, DeleteFile, WriteFile, actions_document
from release.announce import release_document
from release.changelogs import Asking, Generator, generator_for
from release.changeset.prerelease import PATH as PRE_STATE
from release.commit_messages import version_message
from release.config.profile import DEFAULT_COMPAT
from release.edits import (
    RECORDS,
    Changelogs,
    changelog_path,
    changelog_subjects,
    mode_edits,
    plan_edits,
    record_edits,
    release_line,
)
from release.errors import StateError, Where
from release.ledger import LEDGER, append_line
from release.plan import needs_commit, released, snapshot_suffix
from release.read.overlay import tree_after
from release.read.project import Project, read_project, refuse_skipped_dependencies
from release.read.workspace import read_workspace
from release.steps.cargo import sync_actions
from release.steps.changeset.committing import committing
from release.steps.changeset.formatting import formatted
from release.world import Files, Formatting, View

if TYPE_CHECKING:
    from release.credits import Credits
    from release.own_code import LoadCode


class Snapshot(NamedTuple):
    """What is asked of a snapshot: its tag and its template, both as typed; None for neither."""

    tag: str | None = None
    template: str | None = None


def version(
    view: View, *, ignore: Sequence[str] = (), snapshot: Snapshot | None = None
) -> Decision:
    """Consume the pending changesets: versions, dependents, changelogs, companions, lockfiles.

    Args:
        view: the world.
        ignore: packages that are left alone this time, with their changesets; each of these
            texts may hold several, with commas.
        snapshot: give every release a version of this moment, which nobody commits.
    """
    project = read_project(view.files)
    if names := [name.strip() for each in ignore for name in each.split(",") if name.strip()]:
        project = project.ignoring(names)
    if snapshot is not None:
        project = _as_snapshot(project, snapshot, view)
    message = _message(view, project)
    actions, left_out = committing(release_edits(view, project), message, view.git)
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "releases": [release_document(release) for release in project.plan.releases],
            "actions": actions_document(actions),
        },
        warnings=(*project.warnings, *_mode(project), *left_out),
        done="no changesets are pending",
    )


class Additions(Protocol):
    """Git, as far as a release asks it."""

    def added_in(self, paths: Sequence[str], *, follow: bool = True) -> Mapping[str, str]:
        """As `Git.added_in`."""


class Sources(Protocol):
    """A view, as far as the files of a release depend on it."""

    @property
    def files(self) -> Files:
        """The tree."""

    @property
    def git(self) -> Additions:
        """Who tells the commits of changesets."""

    @property
    def load_code(self) -> LoadCode:
        """The repository's own Python."""

    @property
    def credits(self) -> Callable[[], Credits]:
        """The forge, for whom to credit."""

    @property
    def formatting(self) -> Formatting:
        """What formats the changelogs."""


def release_edits(view: Sources, project: Project) -> tuple[WriteFile | DeleteFile, ...]:
    """Every file that the pending changesets change, changelogs worded as they are configured."""
    generator, commits = _generator(view, project)
    return version_actions(view.files, project, generator, commits, view.formatting)


def _as_snapshot(project: Project, snapshot: Snapshot, view: View) -> Project:
    if project.pre is not None and not project.pre.is_leaving:
        raise StateError(
            f"there are no snapshots in prerelease mode (`{project.pre.tag}`)",
            Where(PRE_STATE),
            "leave it first: inv changeset.pre-exit",
        )
    template = snapshot.template
    if template is None:
        template = project.rules.snapshot_prerelease_template
    head = view.git.head() if needs_commit(template) else None
    suffix = snapshot_suffix(snapshot.tag, template, head and head.sha, view.clock())
    return replace(project, snapshot=suffix)


def _mode(project: Project) -> tuple[str, ...]:
    if project.pre is None or project.pre.is_leaving:
        return ()
    return (f"prerelease mode is on (`{project.pre.tag}`); inv changeset.pre-exit leaves it",)


def _message(view: View, project: Project) -> str | None:
    """What the commit of the release says; None for no commit."""
    commit = project.rules.commit
    if commit is None or project.snapshot is not None:
        return None
    return version_message(commit, project.plan.releases, view.load_code)


def _generator(view: Sources, project: Project) -> tuple[Generator | None, Mapping[str, str]]:
    """What words the changelogs, knowing what it must, and the commits that it is told of."""
    changelog = project.rules.changelog if project.plan.releases else None
    is_old = project.rules.compat < DEFAULT_COMPAT
    generator = generator_for(changelog, view.load_code, view.credits, is_old=is_old)
    if generator is None:
        return None, {}
    paths = [each.path for each in project.plan.changesets]
    commits = view.git.added_in(paths, follow=project.rules.profile.follows_renames)
    if isinstance(generator, Asking):
        subjects = changelog_subjects(project.plan, project.workspace, project.rules)
        told, behind = (
            [(each, commits.get(each.path)) for each in changesets] for changesets in subjects
        )
        generator = generator.knowing(view.credits().describe(generator.needs(told, behind)))
    return generator, commits


def version_actions(
    files: Files,
    project: Project,
    generator: Generator | None,
    commits: Mapping[str, str],
    formatting: Formatting,
) -> tuple[WriteFile | DeleteFile, ...]:
    """Every file that the pending changesets change, companions and lockfiles included.

    Args:
        files: the tree.
        project: what was read of it.
        generator: what words the changelogs; None for no changelogs.
        commits: the commit that added a changeset, by its path, for the changelogs.
        formatting: formats the changelogs.

    Raises:
        ConfigError: a package that is versioned depends on one that is not.
    """
    # Also what looking passes over: a package without a version, where nothing else is skipped.
    refuse_skipped_dependencies(project.rules, project.workspace)
    spent = [
        DeleteFile(each.changeset.path, "released before") for each in project.spent if each.wholly
    ]
    plan, tree = project.plan, project.files
    mode = tuple(mode_edits(plan, tree.read(PRE_STATE)))
    if not plan.changesets and not (plan.pre and plan.pre.is_leaving):
        return _by_path(files, project.migration, mode, spent)
    packages = project.workspace.by_name
    paths = dict.fromkeys(changelog_path(packages[each.name]) for each in project.plan.releases)
    texts = {path: text for path in paths if (text := tree.read(path)) is not None}
    changelogs = Changelogs(generator, commits, texts) if generator else None
    changesets = _changesets(project) if plan.pre else {}
    edits = plan_edits(plan, project.workspace, project.rules, changelogs, changesets)
    edits = formatted(edits, paths, project.rules, formatting)
    after = tree_after(tree, edits)
    synced = sync_actions(after, released(read_workspace(after), plan))
    record = _record(tree, project)
    return _by_path(files, project.migration, edits, mode, record, spent, synced)


def _record(files: Files, project: Project) -> Iterator[WriteFile]:
    """The release's line in the ledger."""
    line = release_line(
        project.plan, project.workspace, project.rules, project.present, project.config.tag_of
    )
    if line is not None:
        texts = {path: files.read(path) for path in RECORDS}
        yield from record_edits(append_line(texts[LEDGER], line), texts, "what was released")


def _changesets(project: Project) -> dict[str, str]:
    return {each.path: project.files.read(each.path) or "" for each in project.present}


def _by_path(
    files: Files, *groups: Iterable[WriteFile | DeleteFile]
) -> tuple[WriteFile | DeleteFile, ...]:
    """One action a file: the last one stands. Deletions come last."""
    latest = {action.path: action for action in chain(*groups)}
    writes = [each for each in latest.values() if isinstance(each, WriteFile)]
    deletions = [each for each in latest.values() if isinstance(each, DeleteFile)]
    # What the migration would have moved and the release consumes was never there.
    return (*writes, *(each for each in deletions if files.exists(each.path)))
