"""`release.hotfix`: a branch at what production runs, and how its way back to `main` will be."""

from __future__ import annotations

from collections.abc import Sequence

from release.actions import Action, Decision, Note, PushBranch, actions_document
from release.backmerge.words import Branches
from release.config.train import Config
from release.contents import changed_content
from release.deployment.records import Attempt
from release.errors import ConfigError, StateError
from release.hotfixes import (
    BUMPS,
    Origin,
    Way,
    advice,
    begun,
    branch_of,
    smallest_free,
    typed,
    warnings_of,
    way_back,
)
from release.model import App, Bump, Workspace
from release.read.config import read_config
from release.read.history import read_history
from release.read.package_map import read_package_map
from release.read.workspace import read_workspace
from release.remote import HEADS, TAGS, Objects
from release.rollout.standing import standing
from release.steps.branch import bring
from release.steps.staging.meeting import meet
from release.steps.staging.reconcile import reconcile
from release.steps.staging.sync import merge_back
from release.versions import highest, increment, is_below, tag_name, version_of_tag
from release.world import View


def hotfix(view: View, name: str, environment: str) -> Decision:
    """Begin a hotfix of what runs in an environment, and plan its way back to `main`.

    Nothing that is checked out is touched: the branch is made at the remote.

    Raises:
        ConfigError: there is no such app or environment.
        StateError: nothing tells what runs, or the branch is there and begins elsewhere.
        ForgeError: the remote, or who keeps the records, refused or did not answer.
    """
    config = read_config(view.files, read_workspace(view.files))
    app = config.app(name)
    origin = _origin(view, config, app, environment)
    branch = branch_of(app.name, origin.version)
    remote, objects = view.remote(), view.objects()
    there = remote.refs([HEADS + branch, HEADS + config.main])
    main = there.get(HEADS + config.main)
    if main is None:
        raise StateError(
            f"there is no branch `{config.main}` at {remote.address}",
            hint="push it there, or set `main` in `[tool.release]`",
        )
    tip = there.get(HEADS + branch)
    for each, commit in ((config.main, main), (branch, tip)):
        if commit is not None:
            bring(view, each, commit)
    _refuse_absent(objects, origin)
    if tip is not None:
        _refuse_other(objects, branch, tip, origin)
    taken = _taken(view, config, app, origin)
    way, why = None, ""
    try:
        way = _way(objects, app, origin, (main, tip or origin.commit), taken)
    except ConfigError as error:  # that main is broken may be the very reason for a hotfix
        why = f"nobody can tell: on {config.main}, {error.problems[0].message}"
    actions: tuple[Action, ...] = () if tip else (PushBranch(branch, None, origin.commit),)
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "app": app.name,
            "environment": environment,
            "branch": branch,
            **origin._asdict(),
            "main": config.main,
            "back": way.document() if way else None,
            "actions": actions_document(actions),
        },
        blocks=(
            Note(branch, (begun(app, origin, environment),)),
            Note(
                f"Back to {config.main}", tuple(way_back(config.main, app, way)) if way else (why,)
            ),
        ),
        warnings=tuple(warnings_of(app, origin, way)) if way else (),
        done=f"the branch `{branch}` is there already",
        afterword=advice(branch, app, way.bump if way else Bump.PATCH, environment),
    )


def back(view: View, name: str, environment: str) -> Decision:
    """Have a pull request that brings the hotfix of an app to `main`.

    It is the branch of what runs, or, once the hotfix runs, that of what ran before.

    Raises:
        ConfigError: there is no such app or environment, or nobody to ask for a pull request.
        StateError: nothing tells what runs, or there is no hotfix.
        ForgeError: the remote, the forge, or who keeps the records, refused or did not answer.
    """
    config = read_config(view.files, read_workspace(view.files))
    app = config.app(name)
    origin = _origin(view, config, app, environment)
    versions = [each for each in (origin.version, origin.before) if each]
    branches = [branch_of(app.name, version) for version in versions]
    there = view.remote().refs([HEADS + branch for branch in branches])
    branch = next((each for each in branches if HEADS + each in there), None)
    if branch is None:
        raise StateError(
            f"there is no hotfix of {app.name}: {view.remote().address} has no branch "
            f"{' or '.join(f'`{each}`' for each in branches)}",
            hint=f"begin one with `{typed('release.hotfix', app, environment)}`",
        )
    return merge_back(view, Branches(branch, config.main), asks=True)


def _origin(view: View, config: Config, app: App, environment: str) -> Origin:
    """What runs: by the records, or, where there are none, the highest version with a tag."""
    records = view.records(config.environment(environment).records)
    attempts = records.attempts(environment, [app.name])[app.name]
    if attempts:
        return _recorded(attempts, app, records.place)
    commits = {
        version: commit
        for tag, commit in read_history(view).tags.items()
        if (version := version_of_tag(config.tag_of(app.package), app.package, tag)) is not None
    }
    version = highest(commits)
    if version is None:
        raise StateError(
            f"nothing tells which version of {app.name} runs in `{environment}`: no deployment "
            "is recorded, and no version is tagged",
            hint="deploy it, or begin a branch by hand at the commit that runs there",
        )
    tag = tag_name(config.tag_of(app.package), app.package, version)
    before = highest(commits.keys() - {version}) or ""
    return Origin(version, commits[version], f"tag {tag}; no deployment is recorded", before)


def _recorded(attempts: Sequence[Attempt], app: App, place: str) -> Origin:
    stands = standing(attempts)
    if stands.doubt or stands.running is None:
        why = stands.doubt or "no deployment of it has succeeded"
        raise StateError(
            f"what runs of {app.name} in `{attempts[0].wanted.environment}` is unknown: {why}",
            hint="deploy it again, or roll it back, so that it is known",
        )
    runs = next(each for each in attempts if each.id == stands.running.id)
    return Origin(runs.wanted.version, runs.wanted.commit, place, runs.wanted.previous or "")


def _refuse_absent(objects: Objects, origin: Origin) -> None:
    if not objects.has(origin.commit):
        raise StateError(
            f"the commit {origin.commit} of {origin.version} is not in this clone",
            hint="run `git fetch --unshallow --tags`; in GitHub Actions check out with "
            "`fetch-depth: 0`",
        )


def _refuse_other(objects: Objects, branch: str, tip: str, origin: Origin) -> None:
    """See that a branch of the name is the hotfix: it begins where that does."""
    if objects.bases(tip, origin.commit) != (origin.commit,):
        raise StateError(
            f"the branch `{branch}` is at {tip}, which does not come from {origin.commit}, "
            f"the commit of {origin.version}",
            hint="nothing was touched: look what it is, and rename or delete it",
        )


def _taken(view: View, config: Config, app: App, origin: Origin) -> frozenset[str]:
    """Which of the versions that a changeset could lead to have a tag at the remote."""
    tags = {
        f"{TAGS}{tag_name(config.tag_of(app.package), app.package, version)}": version
        for bump in BUMPS
        if (version := increment(origin.version, bump))
    }
    there = view.remote().refs(list(tags))
    return frozenset(version for tag, version in tags.items() if tag in there)


def _way(
    objects: Objects, app: App, origin: Origin, heads: tuple[str, str], taken: frozenset[str]
) -> Way:
    main, tip = heads
    files = objects.files(main)
    workspace = read_workspace(files)
    changed = changed_content(
        objects.changed(origin.commit, main), read_package_map(files, workspace)
    )
    there, here = _version(workspace, app), _version(read_workspace(objects.files(tip)), app)
    bump, new = Bump.NONE, here
    if not is_below(origin.version, here):
        bump, new = smallest_free(origin.version, taken | {there})
    own = len(objects.commits(tip, main))
    return Way(
        there,
        new,
        bump,
        len(objects.commits(main, tip)),
        changed.get(app.package, ()),
        own,
        *(_conflicts(objects, main, tip) if own else ()),
    )


def _version(workspace: Workspace, app: App) -> str:
    package = workspace.by_name.get(app.package)
    return (package and package.version) or ""


def _conflicts(objects: Objects, main: str, tip: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a merge into `main` settles by itself where git cannot, and what is for people."""
    bases, merged = objects.bases(main, tip), objects.merge(main, tip)
    meeting = meet(objects, (main, tip), bases, merged)
    found = reconcile(meeting, objects.merge_lines)
    return tuple(sorted(meeting.clashes.keys() - {*found.conflicts})), found.conflicts
