"""What goes wrong on purpose: when it does, how, and how people mend it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from release.adapters.disk import Disk
from release.errors import ConfigError, did_you_mean
from release.forge import PAT
from release.rehearsal.nouns import Caller
from release.rehearsal.stage import BOT, Stage
from release.rehearsal.stand_ins import unwell
from release.rehearsal.train import Leg, Stop

_NOTES = "REHEARSAL.md"  # a file that both branches get, and have differently


class Break(NamedTuple):
    """A mishap before `step`. `told` and `mended` say what happens, and what people do then.

    `lacks` says why it cannot happen where the train makes no such step.
    """

    step: str
    told: str
    happen: Callable[[Stage], object]
    mended: str
    mend: Callable[[Stage], object]
    lacks: str = ""


def _expire(stage: Stage, until: datetime | None) -> None:
    """Give the token of the release train an end."""
    stage.hub.add_token(stage.environment[PAT], Caller(BOT, expires=until))


def _sicken(stage: Stage) -> None:
    """Somebody merges what an app is never well with: of those that are deployed, a needed one."""
    needed = {need for app in stage.config.apps for need in app.needs}
    app = next((each for each in stage.deployed if each in needed), stage.deployed[0])
    stage.check_out(stage.config.main)
    files = Disk(stage.root)
    files.prepare(unwell(files, app))()
    stage.commit_all(f"Break {app}", stage.config.main)


def _heal(stage: Stage) -> None:
    """Somebody reverts that."""
    stage.check_out(stage.config.main)
    stage.clone.answer("revert", "--no-edit", "HEAD")
    stage.push(stage.config.main)


def _disagree(stage: Stage) -> None:
    """Two people write different things at the same place of both branches."""
    for branch in (stage.config.main, stage.config.staging):
        stage.check_out(branch)
        (stage.root / _NOTES).write_text(f"As {branch} has it\n", "utf-8")
        stage.commit_all(f"Note something on {branch}", branch)


def _agree(stage: Stage) -> None:
    """Somebody solves the conflict in the pull request, and merges that."""
    (pull,) = (each for each in stage.there.pulls.values() if each.open)
    stage.check_out(pull.head)
    stage.clone.ask("merge", "--quiet", "--no-commit", f"origin/{stage.config.staging}")
    (stage.root / _NOTES).write_text("As both have it\n", "utf-8")
    stage.commit_all("Solve the conflict", pull.head)
    stage.ask("PUT", f"pulls/{pull.number}/merge")


BREAKS: Mapping[str, Break] = MappingProxyType(
    {
        "token": Break(
            "release.pr",
            "the token in GH_PAT expires",
            partial(_expire, until=datetime(2020, 1, 1, tzinfo=UTC)),
            "somebody sets GH_PAT to a new token",
            partial(_expire, until=None),
        ),
        "health": Break(
            "deploy",
            "what is merged is never well in production",
            _sicken,
            "somebody reverts it",
            _heal,
            "no app is configured, so nothing is deployed",
        ),
        "conflict": Break(
            "staging.sync",
            f"two people have written {_NOTES}, one on each branch",
            _disagree,
            "somebody solves the conflict in the pull request, and merges it",
            _agree,
            "there is one branch, so nothing is merged back",
        ),
    }
)
"""The mishaps, by the name that `--break` gives them."""


def break_named(name: str) -> Break:
    """The mishap of that name.

    Raises:
        ConfigError: there is none.
    """
    if name not in BREAKS:
        hint = did_you_mean(name, BREAKS) or f"there are {', '.join(BREAKS)}"
        raise ConfigError(f"`--break {name}` is not a mishap that can be rehearsed", hint=hint)
    return BREAKS[name]


def broken(legs: Sequence[tuple[str, Leg]], mishap: Break) -> list[tuple[str, Leg]]:
    """The steps of a train, with what goes wrong before one of them.

    Raises:
        ConfigError: the train makes no such step.
    """
    if mishap.step not in dict(legs):
        raise ConfigError(f"`{mishap.step}` is not a step of this train: {mishap.lacks}")
    return [
        (name, partial(_after, mishap, leg) if name == mishap.step else leg) for name, leg in legs
    ]


def _after(mishap: Break, leg: Leg, stage: Stage) -> Stop:
    mishap.happen(stage)
    return leg(stage)
