"""Recipes, done by the real programs: a short way through them, without records or health."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from release.adapters.commands import CommandRunner
from release.deployment import Command, Group, PhaseName, Recipe
from tests.deploys.world import Wish


class Failed(NamedTuple):
    """Where it ended, and the last line of each command that failed, by host; then of the undo."""

    phase: PhaseName
    said: dict[str, str]
    undo: dict[str, str]


def carry_out(recipe: Recipe, root: Path) -> Failed | None:
    """Every phase; after a failure in the roll-out, what takes it back."""
    for phase in recipe.phases:
        for group in phase.work:
            if said := failures(group, root):
                return Failed(phase.name, said, _all_of(phase.undo, root))
    for group in recipe.afterwards:
        assert {} == failures(group, root)
    return None


def failures(group: Group, root: Path) -> dict[str, str]:
    """Do what is in a group at the same time; the last line of what failed, by host."""
    run = CommandRunner(root, dict(os.environ), Wish())

    def ran(command: Command) -> tuple[str, str] | None:
        done = run(command, [str(each) for each in command.argv], lambda _: None)
        return (command.host, (done.lines or ("",))[-1]) if done.code else None

    with ThreadPoolExecutor() as pool:
        results = list(pool.map(ran, (each for each in group if isinstance(each, Command))))
    return dict(each for each in results if each)


def _all_of(groups: Iterable[Group], root: Path) -> dict[str, str]:
    said: dict[str, str] = {}
    for group in groups:
        said.update(failures(group, root))
    return said
