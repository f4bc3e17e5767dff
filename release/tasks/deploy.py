"""`deploy` and `deploy.APP` on the command line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from invoke.collection import Collection

from release.model import PRODUCTION
from release.tasks.deploy_book import lock, status, unlock
from release.tasks.deploy_build import build
from release.tasks.deploy_rollback import rollback
from release.tasks.step import Step, step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk

_TASK_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
_OTHERS = (status, rollback, build, lock, unlock)
_TAKEN = {"deploy", *(each.name for each in _OTHERS)}
_HELP = {
    "environment": f"where to; default: {PRODUCTION}",
    "expect": "the digest of the plan that is meant; another one is refused",
    "allow-downgrade": "also deploy a lower version than the one that runs",
    "again": "also deploy what a rollback has led away from",
    "override": "why it is deployed although the environment is frozen",
    "wait": "seconds to wait for another deployment of the environment to end; default: 900",
}


class _Flags(NamedTuple):
    """What was asked for, besides the apps."""

    environment: str
    expect: str
    allow_downgrade: bool
    again: bool
    override: str
    wait: str


@step(
    locks=False,
    default=True,
    positional=[],
    iterable=["app"],
    help={"app": "an app, repeatable; default: all of them", **_HELP},
)
def deploy(  # noqa: PLR0913  the flags of the command line
    desk: Desk,
    app: list[str],
    *,
    environment: str = PRODUCTION,
    expect: str = "",
    allow_downgrade: bool = False,
    again: bool = False,
    override: str = "",
    wait: str = "",
) -> Decision:
    """Deploy what is due, in order; each app is verified.

    Due is what has a version that neither the environment runs nor a tag has. An app brings in
    what it needs, and begins when all of that is verified. One that is not well is taken back,
    and blocks what needs it. Run again, it does what is left.
    """
    return _deployed(desk, app, _Flags(environment, expect, allow_downgrade, again, override, wait))


def deploy_app(name: str) -> Step:
    """The task that deploys one app."""

    @step(name=name, locks=False, positional=[], help=_HELP)
    def deploy_one(  # noqa: PLR0913  as above
        desk: Desk,
        *,
        environment: str = PRODUCTION,
        expect: str = "",
        allow_downgrade: bool = False,
        again: bool = False,
        override: str = "",
        wait: str = "",
    ) -> Decision:
        flags = _Flags(environment, expect, allow_downgrade, again, override, wait)
        return _deployed(desk, [name], flags)

    deploy_one.__doc__ = f"Deploy {name} and what it needs."
    return deploy_one


def _deployed(desk: Desk, apps: Sequence[str], flags: _Flags) -> Decision:
    from release.adapters.programs import is_here
    from release.steps.deploy import Order, plan
    from release.tasks.deploying import Terms, deploying
    from release.tasks.own import registrations

    order = Order(
        environment=flags.environment,
        apps=tuple(apps),
        allow_downgrade=flags.allow_downgrade,
        again=flags.again,
        override=flags.override,
        own=registrations(desk.root),
        only_looks=desk.only_looks,
        has=is_here,
    )
    terms = Terms.typed(flags.expect, flags.wait)
    return deploying(desk, lambda view: plan(view, order), terms)


def collection(apps: Iterable[str]) -> Collection:
    """`deploy`, and a task for each of `apps` whose name can be a task's.

    The others (`@acme/web`, `a.b`, or `a_b` beside `a-b`, which Invoke cannot tell apart) are
    deployed with `--app`.
    """
    fit = [name for name in apps if re.fullmatch(_TASK_NAME, name) and name not in _TAKEN]
    seen = Counter(name.replace("_", "-") for name in fit)
    own = [name for name in fit if seen[name.replace("_", "-")] == 1]
    return Collection("deploy", deploy, *(deploy_app(name) for name in own), *_OTHERS)
