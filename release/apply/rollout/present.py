"""Whether a version can be brought back: asked before anything is done, and changing nothing."""

from __future__ import annotations

from collections.abc import Mapping

from release.apply.rollout.values import filled
from release.apply.rollout.worker import ended, shown
from release.deployment import Command, Recipe
from release.deployment.ports import Runner


def absence(recipe: Recipe, values: Mapping[str, str], run_command: Runner) -> str:
    """Why a version cannot be brought back; empty when it can.

    Args:
        recipe: what would bring it back.
        values: those that its deployment captured.
        run_command: runs what looks.
    """
    for each in recipe.present:
        if isinstance(each, Command):
            ran = run_command(each, filled(each.argv, values), lambda _: None)
            if ran.code or ran.why:
                said = f": {ran.lines[-1]}" if ran.lines else ""
                return f"{shown(each)}{ended(ran)}{said}"
    return ""
