"""`changeset.check`: every changed package has a changeset."""

from __future__ import annotations

from collections.abc import Collection

from release.actions import Decision, Note, Table
from release.changes import changed_packages
from release.edits import changelog_path
from release.errors import ChangesetError, Problem, Where
from release.model import Package
from release.read.project import read_project
from release.world import View


def check(view: View, *, since: str) -> Decision:
    """For pull requests: every changed package has a changeset among the changes since `since`.

    Without `since` the changes are those since `baseBranch`.

    A package that was versioned in the same changes (a release pull request) needs none, and
    an empty changeset speaks for all packages.
    """
    project = read_project(view.files)
    since = since or project.rules.base_branch
    files = frozenset(view.git.changed_files(since))
    new = project.since(files).pending
    changed = changed_packages(files, project.workspace, project.rules)
    named = {name for changeset in new for name in changeset.bumps}
    missing = [
        package
        for package in changed
        if package.name not in named and changelog_path(package) not in files
    ]
    if any(not changeset.bumps for changeset in new):
        missing = []
    problems = [_without_changeset(package) for package in missing]
    lacking = {package.name for package in missing}
    rows = tuple((each.name, _standing(each.name, named, lacking)) for each in changed)
    return Decision(
        document={
            "schema": 1,
            "since": since,
            "changed": [package.name for package in changed],
            "missing": [package.name for package in missing],
            "changesets": [changeset.id for changeset in new],
        },
        blocks=(Table(("Package", "Changeset"), rows),)
        if rows
        else (Note(f"No package has changed since {since}."),),
        pending=False,
        warnings=project.warnings,
        failure=ChangesetError.of(problems) if problems else None,
    )


def _standing(package: str, named: Collection[str], lacking: Collection[str]) -> str:
    if package in named:
        return "✓ named"
    return "✗ missing" if package in lacking else "✓ not needed"


def _without_changeset(package: Package) -> Problem:
    return Problem(
        f"`{package.name}` has changed and no changeset names it",
        Where(package.manifest.path),
        f'add one: inv changeset.add --package "{package.name}:patch" --message "..."'
        ", or --empty if nobody needs to hear of it",
    )
