"""Recipes, done by the real programs: a short way through them, without records or health."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from release.deployment import Command, Group, PhaseName, Recipe


class Failed(NamedTuple):
    """Where it ended, and what the commands that failed said, by host; `undo` of those there."""

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
    """Do what is in a group at the same time; what those said that failed, by host."""
    commands = [each for each in group if isinstance(each, Command)]
    with ThreadPoolExecutor() as pool:
        ran = pool.map(lambda each: _run(each, root), commands)
        return {
            command.host: result.stderr
            for command, result in zip(commands, ran, strict=True)
            if result.returncode
        }


def _all_of(groups: Iterable[Group], root: Path) -> dict[str, str]:
    said: dict[str, str] = {}
    for group in groups:
        said.update(failures(group, root))
    return said


def _run(command: Command, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(each) for each in command.argv],
        cwd=root / command.directory,
        env={**os.environ, **dict(command.variables)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
