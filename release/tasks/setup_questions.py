"""The few questions of `setup.init`, on a terminal: which apps there are, and which branches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from release.actions import Decision
from release.tasks.asking import MANY, ask_line, ask_some, confirm
from release.tasks.terminal import clean, one_line, show, tell, warn

if TYPE_CHECKING:
    from release.adoption.candidates import Candidate
    from release.adoption.request import Request
    from release.steps.setup.survey import Survey


def ask(found: Survey) -> Request:
    """Ask for what no flag has said and only people know.

    Raises:
        KeyboardInterrupt: whoever is asked has left.
    """
    request = found.request
    if request.apps is None:
        request = request._replace(apps=_apps(found))
    if not (request.main or request.staging):
        main, staging = found.main.name, found.staging.name
        there = "" if found.staging.exists else " (which is not there yet)"
        question = f"Does work go to `{staging}`{there}, and are releases made from `{main}`?"
        if not confirm(clean(question), default=True):
            main = ask_line(
                "The branch that releases are made from:", "", needed=True, default=main
            )
            staging = ask_line("The branch that work goes to:", "", needed=True, default=staging)
            request = request._replace(main=main, staging=staging)
    return request


def agree(decision: Decision) -> bool:
    """Show what was found and what would be written, and ask whether to.

    Raises:
        KeyboardInterrupt: whoever is asked has left.
    """
    for warning in decision.warnings:
        warn(warning)
    show(decision.blocks, sys.stderr)
    tell("")
    for action in decision.actions:
        tell(f"would {action}")
    return confirm(f"Write these {len(decision.actions)} files?", default=True)


def _apps(found: Survey) -> tuple[str, ...]:
    from questionary import Choice

    taken = {each.package.name for each in found.apps}
    order = sorted(found.candidates, key=lambda each: each.package.name not in taken)
    choices = [
        Choice(_line_of(each), value=each.package.name, checked=each.package.name in taken)
        for each in order
    ]
    question = "Which of these are deployed? (none: they are only released)"
    return tuple(ask_some(question, choices, is_long=len(choices) >= MANY))


def _line_of(candidate: Candidate) -> str:
    said = [candidate.sign.why] if candidate.sign else []
    said += [candidate.doubt] if candidate.doubt else []
    package = f"{candidate.package.name}@{candidate.package.version}"
    return one_line(f"{package} ({', but '.join(said)})" if said else package)
