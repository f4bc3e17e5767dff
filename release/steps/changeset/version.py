"""`changeset.version`: the pending changesets become a release."""

from __future__ import annotations

from collections.abc import Sequence

from release.actions import Action, Decision, WriteFile, actions_document
from release.announce import release_document
from release.changelogs import Generator, generator_for
from release.edits import Changelogs, changelog_path, plan_edits
from release.read.overlay import tree_after
from release.read.project import Project, read_project
from release.read.workspace import read_workspace
from release.steps.cargo import sync_actions
from release.world import View


def version(view: View) -> Decision:
    """Consume the pending changesets: versions, dependents, changelogs, companions, lockfiles."""
    project = read_project(view.files)
    actions = version_actions(view, project, generator_for(project.rules.changelog))
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
    view: View, project: Project, generator: Generator | None
) -> tuple[Action, ...]:
    """Every file that the pending changesets change, companions and lockfiles included."""
    if not project.changesets:
        return ()
    changelogs = _changelogs(view, project, generator) if generator else None
    edits = plan_edits(project.plan, project.workspace, project.rules, changelogs)
    after = tree_after(view.files, edits)
    return _by_path(edits, sync_actions(after, read_workspace(after)))


def _changelogs(view: View, project: Project, generator: Generator) -> Changelogs:
    packages = project.workspace.by_name
    paths = [changelog_path(packages[release.name]) for release in project.plan.releases]
    return Changelogs(
        generator,
        commits=view.git.added_in([each.path for each in project.changesets]),
        texts={path: text for path in paths if (text := view.files.read(path)) is not None},
    )


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
