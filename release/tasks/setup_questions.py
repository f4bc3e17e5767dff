"""The few questions of `setup.init`, on a terminal: which apps there are, and which branches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from release.actions import Decision
from release.adoption.request import Request
from release.tasks.asking import answer_to, ask_line, confirm, on_stderr
from release.tasks.terminal import clean, one_line, say, show

if TYPE_CHECKING:
    from release.adoption.candidates import Candidate
    from release.steps.setup.survey import Survey

_KEYS = "(space selects, enter goes on; none: every package is only released)"


def ask(found: Survey, request: Request) -> Request:
    """Ask for what no flag has said and only people know.

    Raises:
        KeyboardInterrupt: whoever is asked has left.
    """
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
        say(f"warning: {warning}")
    show(decision.blocks, sys.stderr)
    say("")
    for action in decision.actions:
        say(f"would {action}")
    return confirm(f"Write these {len(decision.actions)} files?", default=True)


def _apps(found: Survey) -> tuple[str, ...]:
    from questionary import Choice, checkbox

    taken = {each.package.name for each in found.apps}
    order = sorted(found.candidates, key=lambda each: each.package.name not in taken)
    choices = [
        Choice(_line_of(each), value=each.package.name, checked=each.package.name in taken)
        for each in order
    ]
    question = checkbox(
        "Which of these are apps, so that they are deployed?",
        choices,
        instruction=_KEYS,
        **on_stderr(),
    )
    return tuple(answer_to(question))


def _line_of(candidate: Candidate) -> str:
    why = candidate.sign.why if candidate.sign else ""
    said = ", but ".join(filter(None, (why, candidate.doubt)))
    return one_line(f"{candidate.package.name}@{candidate.package.version}  {said}")
