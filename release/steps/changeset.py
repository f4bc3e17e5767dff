"""`changeset.*`: what is pending, whether it is right, and its release."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from release.actions import (
    Action,
    Decision,
    ExportFile,
    Note,
    OpenFile,
    Table,
    WriteFile,
    actions_document,
)
from release.announce import reasons, release_document
from release.authoring import (
    Answers,
    Choices,
    parse_package_flags,
    plan_changeset,
    plan_questions,
)
from release.changelogs import Generator, generator_for
from release.changes import changed_packages, changeset_paths
from release.changeset.names import Chooser
from release.config.changesets import is_skipped
from release.edits import Changelogs, changelog_path, plan_edits
from release.errors import ChangesetError, Problem, StateError, Where
from release.model import Bump, Changeset, Package, PlannedRelease, ReleasePlan
from release.read.overlay import tree_after
from release.read.project import Project, read_project
from release.read.workspace import read_workspace
from release.steps.cargo import sync_actions
from release.world import Git, View

_ADD = "run `inv changeset.add`, or `inv changeset.add --empty` if nobody needs to hear of it"


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


def status(view: View, *, since: str = "", verbose: bool = False, output: str = "") -> Decision:
    """What is pending and what it will release.

    Args:
        view: the world.
        since: only changesets added since this ref count; default: all of them.
        verbose: show each release's causes.
        output: write the Changesets JSON to this file, byte for byte as the CLI does.
    """
    project = read_project(view.files)
    warnings = list(project.warnings)
    changed = _changed_or_warn(view.git, project, since, warnings)
    if since:
        project = _only_since(project, view.git.changed_files(since))
    failure = None
    if changed and not project.changesets:
        names = ", ".join(f"`{package.name}`" for package in changed)
        failure = ChangesetError(f"changed without a changeset: {names}", hint=_ADD)
    text = status_json(project.plan)
    return Decision(
        actions=(ExportFile(output, text),) if output and not failure else (),
        document=json.loads(text),
        blocks=() if output else _status_blocks(project.plan, verbose=verbose),
        pending=any(release.bump is not Bump.NONE for release in project.plan.releases),
        warnings=tuple(warnings),
        failure=failure,
    )


def status_json(plan: ReleasePlan) -> str:
    """The plan as `changeset status --output` writes it: two spaces, no final newline."""
    document = {
        "changesets": [
            {
                "releases": [
                    {"name": name, "type": str(bump)} for name, bump in changeset.bumps.items()
                ],
                "summary": changeset.summary,
                "id": changeset.id,
            }
            for changeset in plan.changesets
        ],
        "releases": [_status_release(release) for release in plan.releases],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _status_release(release: PlannedRelease) -> dict[str, object]:
    document: dict[str, object] = {"name": release.name, "type": str(release.bump)}
    if release.old is not None:
        document["oldVersion"] = release.old
    document["changesets"] = list(release.changesets)
    if release.new is not None:
        document["newVersion"] = release.new
    return document


def _status_blocks(plan: ReleasePlan, *, verbose: bool) -> tuple[Table | Note, ...]:
    releases = [release for release in plan.releases if release.bump is not Bump.NONE]
    if not releases:
        return (Note("No release is pending."),)
    rows = [
        (each.name, str(each.bump), f"{each.old} -> {each.new}", _cause(each, plan))
        for each in sorted(releases, key=lambda each: (-each.bump, each.name))
    ]
    table = Table(("Package", "Bump", "Version", "Because"), tuple(rows))
    if not verbose:
        return (table,)
    notes = [Note(f".changeset/{each.id}.md", _summary(each)) for each in plan.changesets]
    return (table, *notes)


def _cause(release: PlannedRelease, plan: ReleasePlan) -> str:
    first, *more = reasons(release, plan.changesets)
    return first + (f" (+{len(more)} more)" if more else "")


def _summary(changeset: Changeset) -> tuple[str, ...]:
    bumps = ", ".join(f"{name}: {bump}" for name, bump in changeset.bumps.items())
    return (bumps or "no packages", *changeset.summary.splitlines())


def _only_since(project: Project, files: Sequence[str]) -> Project:
    """The project with only the changesets that are among `files`."""
    since = changeset_paths(files)
    return replace(project, changesets=tuple(e for e in project.changesets if e.path in since))


def _changed_or_warn(
    git: Git, project: Project, since: str, warnings: list[str]
) -> tuple[Package, ...]:
    """The changed packages. Only a ref that the user named must exist: the plan needs no git."""
    try:
        files = git.changed_files(since or project.rules.base_branch)
    except StateError as error:
        if since:
            raise
        warnings.append(f"changed packages are not checked: {error.problems[0].message}")
        return ()
    return changed_packages(files, project.workspace, project.rules)


def questions(view: View, *, since: str, message: str | None) -> Choices:
    """What to ask the author of a changeset: changed packages come first."""
    project = read_project(view.files)
    changed = _changed_or_warn(view.git, project, since, [])
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
        existing_ids=[changeset.id for changeset in project.changesets],
        choose=chooser,
    )
    actions = (action, OpenFile(action.path)) if open_it else (action,)
    return Decision(
        actions=actions,
        document={"schema": 1, "path": action.path, "actions": actions_document(actions)},
    )


def check(view: View, *, since: str) -> Decision:
    """For pull requests: every changed package has a changeset among the changes since `since`.

    Without `since` the changes are those since `baseBranch`.

    A package that was versioned in the same changes (a release pull request) needs none, and
    an empty changeset speaks for all packages.
    """
    project = read_project(view.files)
    since = since or project.rules.base_branch
    files = view.git.changed_files(since)
    new = _only_since(project, files).changesets
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
    rows = tuple((each.name, _standing(each, named, missing)) for each in changed)
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


def _standing(package: Package, named: Collection[str], missing: Collection[Package]) -> str:
    if package.name in named:
        return "✓ named"
    return "✗ missing" if package in missing else "✓ not needed"


def _without_changeset(package: Package) -> Problem:
    return Problem(
        f"`{package.name}` has changed and no changeset names it",
        Where(package.manifest.path),
        f'add one: inv changeset.add --package "{package.name}:patch" --message "..."'
        ", or --empty if nobody needs to hear of it",
    )
