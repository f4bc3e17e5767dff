"""`changeset.add`: a new changeset, from flags or from answers."""

from __future__ import annotations

from collections.abc import Sequence

from release.actions import Decision, OpenFile, actions_document
from release.authoring import (
    Answers,
    Choices,
    parse_package_flags,
    plan_changeset,
    plan_questions,
)
from release.changes import changed_packages
from release.changeset.names import Chooser
from release.config.changesets import is_skipped
from release.model import Bump
from release.read.project import read_project
from release.read.workspace import read_workspace
from release.steps.changeset.formatting import formatted
from release.steps.changeset.status import changed_files_or_warn
from release.world import View


def questions(view: View, *, since: str, message: str | None) -> Choices:
    """What to ask the author of a changeset: changed packages come first."""
    project = read_project(view.files)
    files = changed_files_or_warn(view.git, project, since, [])
    changed = changed_packages(files, project.workspace, project.rules)
    return plan_questions(
        project.workspace,
        lambda package: is_skipped(package, project.rules),
        [package.name for package in changed],
        message,
    )


def asked_for(view: View, flags: Sequence[str]) -> dict[str, Bump]:
    """The bumps of `--package` flags."""
    return parse_package_flags(flags, read_workspace(view.files))


def add(view: View, answers: Answers, chooser: Chooser, *, open_it: bool = False) -> Decision:
    """Write a new changeset.

    Args:
        view: the world.
        answers: the bumps, none for an empty changeset, and the summary.
        chooser: picks the words of the file's name.
        open_it: open the new file in the editor.
    """
    project = read_project(view.files)
    action = plan_changeset(
        answers.bumps,
        answers.summary,
        project.workspace,
        lambda package: is_skipped(package, project.rules),
        existing_ids=[changeset.id for changeset in project.present],
        choose=chooser,
    )
    actions = formatted([action], [action.path], project.rules, view.formatting)
    if open_it:
        actions = (*actions, OpenFile(action.path))
    return Decision(
        actions=actions,
        document={"schema": 1, "path": action.path, "actions": actions_document(actions)},
    )
