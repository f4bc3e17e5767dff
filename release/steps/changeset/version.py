"""`changeset.version`: the pending changesets become a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from release.actions import Action, Decision, DeleteFile, WriteFile, actions_document
from release.announce import release_document
from release.changelogs import Generator, generator_for
from release.edits import (
    RECORDS,
    Changelogs,
    changelog_path,
    plan_edits,
    record_edits,
    release_line,
)
from release.ledger import LEDGER, append_line
from release.plan import released
from release.read.overlay import tree_after
from release.read.project import Project, read_project
from release.read.workspace import read_workspace
from release.steps.cargo import sync_actions
from release.steps.changeset.formatting import formatted
from release.world import Files, Formatting, View


def version(view: View) -> Decision:
    """Consume the pending changesets: versions, dependents, changelogs, companions, lockfiles."""
    project = read_project(view.files)
    generator = generator_for(project.rules.changelog, view.load_code)
    commits: Mapping[str, str] = {}
    if generator is not None:
        commits = view.git.added_in([each.path for each in project.changesets])
    actions = version_actions(view.files, project, generator, commits, view.formatting)
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "releases": [release_document(release) for release in project.plan.releases],
            "actions": actions_document(actions),
        },
        warnings=(*project.warnings, *project.unmet),
        done="no changesets are pending",
    )


def version_actions(
    files: Files,
    project: Project,
    generator: Generator | None,
    commits: Mapping[str, str],
    formatting: Formatting,
) -> tuple[Action, ...]:
    """Every file that the pending changesets change, companions and lockfiles included.

    Args:
        files: the tree.
        project: what was read of it.
        generator: what words the changelogs; None for no changelogs.
        commits: the commit that added a changeset, by its path, for the changelogs.
        formatting: formats the changelogs.
    """
    spent = [
        DeleteFile(each.changeset.path, "released before") for each in project.spent if each.wholly
    ]
    if not project.changesets:
        return tuple(spent)
    packages = project.workspace.by_name
    paths = dict.fromkeys(changelog_path(packages[each.name]) for each in project.plan.releases)
    texts = {path: text for path in paths if (text := files.read(path)) is not None}
    changelogs = Changelogs(generator, commits, texts) if generator else None
    edits = plan_edits(project.plan, project.workspace, project.rules, changelogs)
    edits = formatted(edits, paths, project.rules, formatting)
    after = tree_after(files, edits)
    synced = sync_actions(after, released(read_workspace(after), project.plan))
    return _by_path((*edits, *_record(files, project), *spent), synced)


def _record(files: Files, project: Project) -> Iterator[WriteFile]:
    """The release's line in the ledger."""
    line = release_line(
        project.plan, project.workspace, project.rules, project.present, project.config.tag
    )
    if line is not None:
        texts = {path: files.read(path) for path in RECORDS}
        yield from record_edits(append_line(texts[LEDGER], line), texts, "what was released")


def _by_path(edits: Sequence[Action], synced: Sequence[WriteFile]) -> tuple[Action, ...]:
    """One write a file: what sync wrote last stands, and deletions come last."""
    latest = {action.path: action for action in synced}
    writes: list[Action] = []
    deletions: list[Action] = []
    for action in edits:
        if isinstance(action, WriteFile):
            writes.append(latest.pop(action.path, action))
        else:
            deletions.append(action)
    return (*writes, *latest.values(), *deletions)
