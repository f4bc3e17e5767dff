"""`changeset.status`: what is pending, and what it will release."""

from __future__ import annotations

import json
from collections.abc import Mapping

from release.actions import Decision, ExportFile, Note, Table
from release.changes import changed_packages
from release.changeset.prerelease import pre_document
from release.config.profile import DEFAULT_COMPAT
from release.errors import ChangesetError, StateError
from release.model import Bump, Changeset, PlannedRelease, PreState, ReleasePlan
from release.read.compat import Compat
from release.read.project import read_project
from release.reasons import reasons, summaries_of
from release.world import Git, View

_ADD = "run `inv changeset.add`, or `inv changeset.add --empty` if nobody needs to hear of it"


def status(view: View, *, since: str = "", verbose: bool = False, output: str = "") -> Decision:
    """What is pending and what it will release.

    Args:
        view: the world.
        since: only changesets added since this ref count; default: all of them.
        verbose: show each release's causes.
        output: write the Changesets JSON to this file, byte for byte as the CLI does.
    """
    files = view.git.changed_files(since) if since else None
    project = read_project(view.files, since=files)
    warnings = list(project.warnings)
    if files is None:
        files = changed_files_or_warn(view.git, project.rules.base_branch, warnings)
    changed = changed_packages(files, project.workspace, project.rules)
    failure = None
    if changed and not project.plan.changesets:
        names = ", ".join(f"`{package.name}`" for package in changed)
        failure = ChangesetError(f"changed without a changeset: {names}", hint=_ADD)
    document = status_document(project.plan)
    shown = _status_blocks(project.plan, verbose=verbose)
    return Decision(
        actions=(ExportFile(output, _json(document)),) if output and not failure else (),
        document=document,
        blocks=() if output else (*shown, *_line(project.compat)),
        pending=any(release.bump is not Bump.NONE for release in project.plan.releases),
        warnings=tuple(warnings),
        failure=failure,
    )


def _line(compat: Compat) -> tuple[Note, ...]:
    """A word where the line was found, and is not the one that people expect."""
    if compat.is_configured or compat.line == DEFAULT_COMPAT:
        return ()
    return (
        Note(
            f"This agrees with the Changesets CLI {compat.line}, which {compat.source} has; "
            "`compat` in [tool.release] decides it."
        ),
    )


def _json(document: Mapping[str, object]) -> str:
    """Two spaces and no final newline, as `changeset status --output` writes it."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def status_document(plan: ReleasePlan) -> dict[str, object]:
    """The plan as `changeset status --output` has it, keys in its order."""
    document: dict[str, object] = {
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
    if plan.pre is not None:
        document["preState"] = pre_document(plan.pre)
    return document


def _status_release(release: PlannedRelease) -> dict[str, object]:
    document: dict[str, object] = {"name": release.name, "type": str(release.bump)}
    if release.old is not None:
        document["oldVersion"] = release.old
    document["changesets"] = list(release.changesets)
    if release.new is not None:
        document["newVersion"] = release.new
    return document


def _status_blocks(plan: ReleasePlan, *, verbose: bool) -> tuple[Table | Note, ...]:
    mode = () if plan.pre is None else (Note(_mode(plan.pre)),)
    releases = [release for release in plan.releases if release.bump is not Bump.NONE]
    if not releases:
        return (*mode, Note("No release is pending."))
    summaries = summaries_of(plan.changesets)
    rows = [
        (each.name, str(each.bump), f"{each.old} -> {each.new}", _cause(each, summaries))
        for each in sorted(releases, key=lambda each: (-each.bump, each.name))
    ]
    table = Table(("Package", "Bump", "Version", "Because"), tuple(rows))
    if not verbose:
        return (*mode, table)
    notes = [Note(f".changeset/{each.id}.md", _summary(each)) for each in plan.changesets]
    return (*mode, table, *notes)


def _mode(pre: PreState) -> str:
    if pre.is_leaving:
        return f"The prereleases (`{pre.tag}`) end with the next version."
    return f"Prerelease mode is on (`{pre.tag}`)."


def _cause(release: PlannedRelease, summaries: Mapping[str, str]) -> str:
    first, *more = reasons(release, summaries)
    return first + (f" (+{len(more)} more)" if more else "")


def _summary(changeset: Changeset) -> tuple[str, ...]:
    bumps = ", ".join(f"{name}: {bump}" for name, bump in changeset.bumps.items())
    return (bumps or "no packages", *changeset.summary.splitlines())


def changed_files_or_warn(git: Git, branch: str, warnings: list[str]) -> tuple[str, ...]:
    """The changed files. Only a ref that the user named must exist: the plan needs no git."""
    try:
        return git.changed_files(branch)
    except StateError as error:
        warnings.append(f"changed packages are not checked: {error.problems[0].message}")
        return ()
