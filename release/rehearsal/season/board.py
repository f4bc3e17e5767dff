"""The board of a season, made by the command that makes every other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath

from release.actions import Decision, ExportFile
from release.errors import StateError
from release.rehearsal.stage import Stage
from release.steps.board import SIMULATED


def marked(stage: Stage) -> Stage:
    """The same, where every board says that its past is made up."""
    return stage._replace(environment={**stage.environment, SIMULATED: "true"})


def board_of(stage: Stage, outputs: Sequence[str]) -> Decision:
    """The board, to be written where the user wants it; without that, on the terminal.

    Raises:
        StateError: it could not be made.
    """
    places = [
        stage.aside / f"{number}{PurePath(path).suffix}" for number, path in enumerate(outputs)
    ]
    document = json.loads(_asked(stage, "--json", *(f"--output={each}" for each in places)))
    return Decision(
        actions=tuple(
            ExportFile(path, place.read_text("utf-8"))
            for path, place in zip(outputs, places, strict=True)
        ),
        document=document,
        raw=None if outputs else _asked(stage),
        pending=False,
        afterword=() if outputs else ("`--output board.html` writes the page",),
    )


def _asked(stage: Stage, *flags: str) -> str:
    result = stage.run("board", *flags)
    if result.code:
        raise StateError(f"the board cannot be made: {result.stderr.strip()}")
    return result.stdout
