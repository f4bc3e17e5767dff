"""`board` on the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from release.tasks.step import step

if TYPE_CHECKING:
    from release.actions import Decision
    from release.tasks.desk import Desk


@step(
    locks=False,
    positional=[],
    iterable=["output"],
    help={
        "output": "write it to FILE, repeatable: .html is the page, .json its data, "
        ".prom its numbers for Prometheus",
        "records": "where deployments are looked for: `clone` asks nobody, `forge`, `either`; "
        "default: where each environment has them",
        "prometheus": "print its numbers for Prometheus",
    },
)
def board(desk: Desk, output: list[str], records: str = "", prometheus: bool = False) -> Decision:
    """What runs where, what is coming, and how well it goes.

    On the terminal, or as one page that needs nothing but itself, with its data. What could not
    be read stands at the top, and the command ends with that reason's exit code.
    """
    from release.adapters.origin import origin
    from release.steps.board import SIMULATED, Wish
    from release.steps.board import board as decide

    found = origin(desk.root)
    name = found.repository if found else desk.root.name
    page = f"{found.server}/{found.repository}" if found and found.server else ""
    is_simulated = bool(os.environ.get(SIMULATED))
    return decide(desk.view, Wish(tuple(output), records, prometheus, name, page, is_simulated))
