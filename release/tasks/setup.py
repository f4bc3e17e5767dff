"""`setup.*` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoke.collection import Collection

from release.tasks.step import step
from release.tasks.version import our_version

if TYPE_CHECKING:
    from release.actions import Decision
    from release.adoption.request import Request
    from release.replay import Compared
    from release.tasks.desk import Desk


@step(locks=False, starts_workflows=True)
def doctor(desk: Desk) -> Decision:
    """What would break the train: machine, token, settings.

    It changes nothing, and says of each finding what mends it.
    """
    from release.adapters.programs import versions
    from release.steps.setup.doctor import doctor as decide

    return decide(desk.view, versions)


@step(
    locks=False,  # whoever is asked may take an hour
    positional=[],
    iterable=["app", "needs"],
    help={
        "app": "a package that is deployed, repeatable; default: what looks like it",
        "needs": "APP:NEED, repeatable: which app must be healthy before which",
        "main": "the branch that releases are made from",
        "staging": "the branch that work goes to",
        "from": "the tool that made the releases so far: take over what it is told",
        "tasks": "write a tasks.py, so that `inv TASK` works, too",
        "replace": "let workflows go that are called like ours",
        "yes": "do not ask",
    },
)
def init(  # noqa: PLR0913  a flag each
    desk: Desk,
    app: list[str],
    needs: list[str],
    main: str = "",
    staging: str = "",
    *,
    from_: str = "",
    tasks: bool = False,
    replace: bool = False,
    yes: bool = False,
) -> Decision:
    """Adopt this tool: configuration, workflows, baseline.

    It looks at the repository, asks the little that only people know, shows what it would
    write, and writes all of it or nothing.
    """
    from release.adoption.request import Request

    request = Request(
        apps=tuple(app) or None,
        needs=tuple(needs),
        main=main,
        staging=staging,
        tool=from_,
        tasks=tasks,
        replace=replace,
    )
    return _decided(desk, request, asks=not (yes or desk.only_looks))


def _decided(desk: Desk, request: Request, *, asks: bool) -> Decision:
    """What is to be written; a person at a terminal is asked before, and shown it."""
    from release.adapters.formatters.detect import find_formatter
    from release.adapters.git.branches import branches, prefix
    from release.adoption.clone import Clone
    from release.steps.setup.init import init as decide
    from release.steps.setup.survey import survey
    from release.tasks.asking import can_ask
    from release.tasks.setup_questions import agree, ask

    formatter = find_formatter(desk.root)
    clone = Clone(branches(desk.root), formatter and formatter.name, prefix(desk.root))
    asks = asks and can_ask()
    found = survey(desk.view, clone.branches, request)
    if asks and found.configuration is None:
        found = survey(desk.view, clone.branches, ask(found))
    decision = decide(desk.view, found, clone, our_version(), _proved(desk, found.request.tool))
    if not asks or not decision.actions:
        return decision
    if not agree(decision):
        return _unwanted()
    return decision._replace(blocks=())


def _proved(desk: Desk, tool: str) -> list[Compared]:
    """The last releases of the tool that is converted, made once more."""
    if not tool:
        return []
    import os
    from functools import partial

    from release.adapters.git.past import earlier_commits, past_commits
    from release.adoption.conversions import SHELF
    from release.errors import ReleaseError
    from release.steps.conversion import proof
    from release.steps.setup.proved import MOST
    from release.tasks import terminal

    converter = SHELF[tool]
    pasts = past_commits(desk.root, os.environ, converter.MARKS, converter.may_release)
    found: list[Compared] = []
    try:
        found.extend(proof(converter, pasts, partial(earlier_commits, desk.root, os.environ), MOST))
    except ReleaseError as error:  # where a shallow clone ends, say
        terminal.say(f"what was released before is not compared: {error.problems[0].message}")
    return found


def _unwanted() -> Decision:
    from release.actions import Decision

    return Decision(done="nothing was wanted")


collection = Collection("setup", init, doctor)
