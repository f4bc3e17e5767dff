"""`setup.doctor`: a repository, its token and its machine, looked over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from release.actions import Decision, Note, Table
from release.adoption.foreign import workflow_texts
from release.config.train import Config
from release.doctor import (
    Finding,
    Health,
    judge_approval,
    judge_branches,
    judge_history,
    judge_settings,
    judge_token,
    judge_tools,
    judge_workflows,
    of_problem,
)
from release.errors import ReleaseError, StateError
from release.forge import page_of
from release.phrases import counted
from release.read.project import read_project
from release.world import Files, View

_PROGRAMS = ("git", "cargo", "node", "npm", "uv")
_NEEDED = ("git",)  # the others only confirm what we edit, but where a target needs one
_OF_TARGETS = {"pypi": "uv"}

Versions = Callable[[Sequence[str]], Mapping[str, str | None]]


def doctor(view: View, versions: Versions) -> Decision:
    """What would break the train here: this machine, this clone, the token, the settings.

    Args:
        view: the world.
        versions: what programs say of their versions, by their names.
    """
    config, configured = _configuration(view.files)
    findings = [*_here(view, versions, config), *configured, *_there(view, config)]
    broken = [each for each in findings if each.health is Health.BROKEN]
    return Decision(
        document={
            "schema": 1,
            "healthy": not broken,
            "findings": [each.document() for each in findings],
        },
        blocks=(_table(findings), *_advice(findings)),
        pending=bool(broken),
        failure=_failure(broken),
    )


def _configuration(files: Files) -> tuple[Config, list[Finding]]:
    """The configuration, or what holds without one, and what is to be said of it."""
    try:
        project = read_project(files)
    except ReleaseError as error:
        return Config(), [of_problem("configuration", each) for each in error.problems]
    warnings = [Finding(Health.WORRYING, "configuration", each) for each in project.warnings]
    return project.config, [*warnings, judge_branches(project.config, project.rules.base_branch)]


def _here(view: View, versions: Versions, config: Config) -> Iterator[Finding]:
    used = {each.target for one in config.placements.values() for each in one.all}
    needed = (*_NEEDED, *(_OF_TARGETS[name] for name in sorted(used & _OF_TARGETS.keys())))
    yield from judge_tools(versions(_PROGRAMS), needed)
    head = view.git.head()
    if head is None:
        message = "this is no git repository, or it has no commit"
        yield Finding(Health.BROKEN, "history", message, "run `git init`, and commit")
    else:
        yield judge_history(shallow=head.shallow)
    yield from judge_workflows(workflow_texts(view.files))


def _there(view: View, config: Config) -> Iterator[Finding]:
    """What only the forge knows; the first thing that keeps us from asking ends it."""
    try:
        forge = view.forge()
        yield Finding(Health.WELL, "repository", page_of(forge))
        yield from judge_token(forge.identity(), view.clock())
        yield from judge_settings(forge.settings((config.main, config.staging)), config)
        if approval := config.workflows.approval:
            yield judge_approval(approval, forge.guards(approval))
    except ReleaseError as error:
        for problem in error.problems:
            yield of_problem("GitHub", problem)


def _table(findings: list[Finding]) -> Table:
    rows = tuple((each.health.value, each.subject, each.message) for each in findings)
    return Table(("", "What", "Found"), rows)


def _advice(findings: list[Finding]) -> Iterator[Note]:
    lines = tuple(
        f"{each.subject}: {each.hint}"
        for each in findings
        if each.hint and each.health is not Health.WELL
    )
    if lines:
        yield Note("What to do", lines)


def _failure(broken: list[Finding]) -> StateError | None:
    if not broken:
        return None
    things = counted(len(broken), "thing")
    hint = broken[0].hint or None
    return StateError(f"{things} would break the release train: {broken[0].message}", hint=hint)
