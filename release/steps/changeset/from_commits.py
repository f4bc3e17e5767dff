"""`changeset.add --from-commits`: drafts of changesets, out of conventional commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.actions import Decision, Note, Table, WriteFile, actions_document
from release.changes import changeset_paths, files_by_package
from release.changeset import render_changeset
from release.consequences import foresight_document, foresight_lines
from release.drafts import Drafts, Known, Touching, content_of, left_out_lines, plan_drafts
from release.model import Bump, Changeset
from release.read.changesets import is_changeset
from release.read.project import Project
from release.reasons import first_line
from release.steps.changeset.foresee import foresee
from release.steps.changeset.formatting import formatted
from release.versions import increment
from release.world import LoggedCommit, View


def from_commits(view: View, project: Project, *, since: str) -> Decision:
    """Draft a changeset for each commit since `since` (default: `baseBranch`) that calls for one.

    What was drafted before is not drafted again: its file is there, or was in these commits, or
    another changeset has its content.
    """
    since = since or project.rules.base_branch
    commits = view.git.commits_since(since)
    drafts = _drafts(project, commits)
    foresight = foresee(project, drafts.changesets)
    writes = [_write(draft) for draft in drafts.changesets]
    actions = formatted(writes, [each.path for each in writes], project.rules, view.formatting)
    told = left_out_lines(drafts)
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "since": since,
            "drafts": [_draft_document(draft) for draft in drafts.changesets],
            "left_out": {why: list(who) for why, who in drafts.left_out.items()},
            **foresight_document(foresight),
            "actions": actions_document(actions),
        },
        blocks=(*_table(drafts.changesets), *((Note("Commits left out", told),) if told else ())),
        warnings=tuple(_warnings(drafts, project, commits)),
        done=f"no commit since {since} calls for a changeset",
        afterword=foresight_lines(foresight) if actions else (),
    )


def _drafts(project: Project, commits: Sequence[LoggedCommit]) -> Drafts:
    """The drafts without those that the ledger knows to be released."""
    touching, known = _touching(commits, project), _known(project, commits)
    drafts = plan_drafts(touching, known)
    spent = {each.changeset.id for each in project.adding(drafts.changesets).spent}
    if spent.isdisjoint(each.id for each in drafts.changesets):
        return drafts
    return plan_drafts(touching, known._replace(ids=spent.union(known.ids)))


def _touching(commits: Sequence[LoggedCommit], project: Project) -> list[Touching]:
    files = dict.fromkeys(file for each in commits for file in each.files)
    touched = files_by_package(files, project.workspace, project.rules)
    owners = {file: name for name, inside in touched.items() for file in inside}
    order = {each.name: number for number, each in enumerate(project.workspace.packages)}
    found = []
    for commit in commits:
        names = {owners[file] for file in commit.files if file in owners}
        packages = tuple(sorted(names, key=order.__getitem__))
        found.append(Touching(commit, packages, _brings_a_changeset(commit)))
    return found


def _brings_a_changeset(commit: LoggedCommit) -> bool:
    brought = changeset_paths(commit.files) - commit.deleted
    return any(is_changeset(path.rpartition("/")[2]) for path in brought)


def _known(project: Project, commits: Sequence[LoggedCommit]) -> Known:
    """The drafts that are pending, and those that these commits brought or took away again."""
    touched = (path for each in commits for path in changeset_paths(each.files))
    ids = {path.removeprefix(".changeset/").removesuffix(".md") for path in touched}
    ids.update(each.id for each in project.present)
    return Known(ids, {content_of(each) for each in project.present})


def _write(draft: Changeset) -> WriteFile:
    return WriteFile(draft.path, render_changeset(draft.bumps, draft.summary), _bumps(draft))


def _table(drafts: Sequence[Changeset]) -> tuple[Table, ...]:
    rows = tuple((each.id, _bumps(each), first_line(each.summary)) for each in drafts)
    return (Table(("Changeset", "Bumps", "Summary"), rows),) if rows else ()


def _bumps(draft: Changeset) -> str:
    return ", ".join(f"{name}: {bump}" for name, bump in draft.bumps.items())


def _draft_document(draft: Changeset) -> dict[str, object]:
    return {
        "path": draft.path,
        "bumps": {name: str(bump) for name, bump in draft.bumps.items()},
        "summary": draft.summary,
    }


def _warnings(drafts: Drafts, project: Project, commits: Sequence[LoggedCommit]) -> Iterator[str]:
    """First major releases, and packages of which somebody wrote already in these commits."""
    packages = project.workspace.by_name
    majors = {
        n for each in drafts.changesets for n, bump in each.bumps.items() if bump is Bump.MAJOR
    }
    for name in sorted(majors):
        if increment(packages[name].version or "", Bump.MAJOR) == "1.0.0":
            yield f"`{name}` would become 1.0.0, its first major release"
    written = {path for each in commits for path in changeset_paths(each.files)}
    drafted = {name for each in drafts.changesets for name in each.bumps}
    for changeset in project.present:
        both = [name for name in changeset.bumps if name in drafted]
        if both and changeset.path in written and not changeset.id.startswith("commit-"):
            names = ", ".join(f"`{name}`" for name in both)
            yield f"{changeset.path}, which is among these commits, names {names} too"
