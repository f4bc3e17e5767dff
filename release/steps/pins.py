"""`workflows.pin`: the actions at newer commits, in the configuration and in the workflows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from release.actions import Decision, Table, WriteFile, actions_document
from release.config.extra_steps import Use
from release.config.pins import Pin
from release.config.train import Config
from release.errors import ConfigError, Problem, StateError, Where
from release.forge import Forge
from release.forge.releases import Published
from release.read.config import read_config
from release.read.overlay import tree_after
from release.read.workspace import read_workspace
from release.steps.workflows import edits_of
from release.workflows.pinning import (
    choose,
    is_understood,
    moved,
    repinned,
    repository_of,
    taken,
    uses,
    without_pins,
    wrong_taken,
)
from release.world import Files, View

_PYPROJECT, _OURS = "pyproject.toml", "release.toml"


class _Look(NamedTuple):
    """What the forge says of an action.

    `pin` is the one to take, None when there is nothing newer; `young` is newer still, and not
    taken yet. `words` say what is odd.
    """

    use: Use
    pin: Pin | None = None
    young: Published | None = None
    words: str = ""
    problem: Problem | None = None

    @property
    def row(self) -> tuple[str, ...]:
        young = f"{self.young.tag} is from {self.young.since:%Y-%m-%d}" if self.young else ""
        now, new = self.use.pin.version, self.pin.version if self.pin else ""
        return (self.use.action, now, new, self.words or young)

    def document(self) -> dict[str, object]:
        """The same as JSON."""
        return {
            "action": self.use.action,
            "pin": self.use.pin._asdict(),
            "newer": self.pin and self.pin._asdict(),
            "young": self.young and self.young.tag,
        }


def pin(view: View, version: str, *, cooldown: int) -> Decision:
    """Take each action at the newest version that has been public for some days.

    Args:
        view: the world.
        version: the one of ours that jobs install, where the configuration says nothing else.
        cooldown: days. Most of what attackers publish is found out within a few.
    """
    if cooldown < 0:
        raise ConfigError(f"`--cooldown={cooldown}` is not a number of days", hint="0 is none")
    config = _config(view.files)
    until = view.clock() - timedelta(days=cooldown)
    looks = [_look(view.forge(), use, until) for use in uses(config.workflows)]
    StateError.raise_any([each.problem for each in looks if each.problem])
    changes = {each.use: each.pin for each in looks if each.pin}
    return _decision(
        looks,
        _edits(view.files, version, config, changes),
        Table(("Action", "Now", "Newer", ""), tuple(each.row for each in looks)),
        "no action has a newer version that is old enough",
    )


def _look(forge: Forge, use: Use, until: datetime) -> _Look:
    """What is newer, and whether the version that is used is still what it was."""
    repository, version = repository_of(use), use.pin.version
    published = forge.published(repository)
    if published is None:
        return _Look(use, words=f"{forge.server} shows no repository {repository}")
    there = forge.tagged(repository, version)
    if there and (problem := moved(use, there)):
        return _Look(use, problem=problem)
    if not is_understood(version):
        return _Look(use, words=f"{version} has no numbers to compare: choose by hand")
    newest, young = choose(use, published, until)
    commit = forge.tagged(repository, newest.tag) if newest else None
    new = Pin(commit, newest.tag) if newest and commit else None
    lost = version if not there else newest.tag if newest and not new else ""
    return _Look(use, new, young, f"the tag {lost} is gone" if lost else "")


def take_in(view: View, version: str) -> Decision:
    """Write into the configuration the commits that actions have in the workflows.

    Args:
        view: the world.
        version: as in `pin`.
    """
    config = _config(view.files)
    wanted = {each.path: each.text for each in edits_of(view.files, version)}
    there = {path: text for path in wanted if (text := view.files.read(path)) is not None}
    StateError.raise_any([_differs(each) for each in there if not _is_alike(wanted, there, each)])
    found = taken({path: wanted[path] for path in there}, there)
    StateError.raise_any([each for use, pins in found.items() for each in wrong_taken(use, pins)])
    looks = [_Look(use, pin) for use, pins in found.items() for pin in pins]
    changes = {each.use: each.pin for each in looks if each.pin}
    rows = tuple(each.row[:3] for each in looks)
    return _decision(
        looks,
        _edits(view.files, version, config, changes) if changes else (),
        Table(("Action", "Now", "In the workflows"), rows),
        "the workflows have their actions at the commits of the configuration",
    )


def _decision(
    looks: Sequence[_Look], actions: tuple[WriteFile, ...], table: Table, done: str
) -> Decision:
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "pins": [each.document() for each in looks],
            "actions": actions_document(actions),
        },
        blocks=(table,) if table.rows else (),
        done=done,
    )


def _is_alike(wanted: Mapping[str, str], there: Mapping[str, str], path: str) -> bool:
    return without_pins(wanted[path]) == without_pins(there[path])


def _differs(path: str) -> Problem:
    return Problem(
        f"`{path}` differs from the configuration in more than the commits of actions",
        Where(path),
        "`workflows.check` shows it; put that right first",
    )


def _config(files: Files) -> Config:
    return read_config(files, read_workspace(files))


def _edits(
    files: Files, version: str, config: Config, changes: Mapping[Use, Pin]
) -> tuple[WriteFile, ...]:
    """The configuration with these pins, and what it makes of the workflows then."""
    path = config.path or (_PYPROJECT if files.exists(_PYPROJECT) else _OURS)
    before = files.read(path) or ""
    after = repinned(before, path, config.workflows, changes)
    first = () if after == before else (WriteFile(path, after),)
    return (*first, *edits_of(tree_after(files, first), version))
