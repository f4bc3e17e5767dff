"""Asks something on this terminal, since long ago, until a file appears.

usage: python waiting_program.py FOLDER
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from release.adapters.asked import asking
from release.tasks import terminal, waiting

LONG = 100  # seconds


def main(folder: Path) -> None:
    """Ask; say something meanwhile, and when it is over."""
    path = os.environ.get("A_PATH")
    fetch = "git fetch \x1b[31m https://ada:pw@example.org s3cret-token"
    what = f"git add {path}" if path else fetch
    with waiting.shown(sys.stderr), asking(what) as question:
        question.since -= LONG
        time.sleep(4 * waiting.A_TURN)  # so that what must not be drawn could be
        until(folder / "say")
        terminal.say("somebody says something")
        until(folder / "end")
    terminal.say("it is over")


def until(file: Path) -> None:
    """Wait until a file is there."""
    while not file.exists():
        time.sleep(0.02)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
