"""`changeset.add`: a new changeset, from flags or from answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from release.actions import Decision, OpenFile, actions_document
from release.authoring import Answers, Changed, Choices, plan_changeset, plan_questions
from release.changes import files_by_package
from release.changeset.names import Chooser
from release.commit_messages import add_message
from release.consequences import NEW, Foresight, foresight_document, foresight_lines
from release.errors import StateError
from release.model import Bump, Changeset, Package
from release.read.project import Project
from release.steps.changeset.committing import committing
from release.steps.changeset.foresee import foresee
from release.steps.changeset.formatting import formatted
from release.world import Git, View


def questions(git: Git, project: Project, *, since: str) -> Choices:
    """What to ask the author of a changeset: changed packages come first.

    Files that git does not track count: whoever adds a changeset has often not added those yet.
    """
    since, unknown = since or project.rules.base_branch, ""
    new = frozenset(git.uncommitted_files())
    try:
        files = new.union(git.changed_files(since))
    except StateError as error:
        files, unknown = new, error.problems[0].message
    touched = files_by_package(sorted(files), project.workspace, project.rules)
    packages = project.workspace.by_name
    choices = plan_questions(
        project.workspace,
        project.rules,
        {name: _changed(packages[name], inside, new) for name, inside in touched.items()},
    )
    return choices._replace(since=since, unknown=unknown)


def _changed(package: Package, files: Sequence[str], uncommitted: frozenset[str]) -> Changed:
    start = len(package.path(""))
    return Changed(tuple(file[start:] for file in files), len(uncommitted.intersection(files)))


def preview(project: Project, bumps: Mapping[str, Bump]) -> Foresight:
    """What a changeset with `bumps` will cause, together with what is pending."""
    return foresee(project, [Changeset(NEW, "", bumps, "")])


def add(
    project: Project,
    answers: Answers,
    chooser: Chooser,
    view: View,
    *,
    open_it: bool = False,
) -> Decision:
    """Write a new changeset.

    Args:
        project: the repository.
        answers: the bumps, none for an empty changeset, and the summary.
        chooser: picks the words of the file's name.
        view: formats the file, and words its commit.
        open_it: open the new file in the editor.
    """
    action = plan_changeset(
        answers,
        project.workspace,
        project.rules,
        existing_ids=[changeset.id for changeset in project.present],
        choose=chooser,
    )
    edits = formatted([action], [action.path], project.rules, view.formatting)
    message = None
    if project.rules.commit is not None:
        name = PurePosixPath(action.path).stem
        new = Changeset(name, action.path, answers.bumps, answers.summary)
        message = add_message(project.rules.commit, new, view.load_code)
    actions, warnings = committing(edits, message, view.git)
    if open_it:
        actions = (*actions, OpenFile(action.path))
    foresight = preview(project, answers.bumps)
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "path": action.path,
            "bumps": {name: str(bump) for name, bump in answers.bumps.items()},
            **foresight_document(foresight),
            "actions": actions_document(actions),
        },
        warnings=warnings,
        afterword=foresight_lines(foresight),
    )
