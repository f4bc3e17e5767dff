"""Tells of a deployment that never was, on this terminal, until it is stopped.

usage: python progress_program.py FOLDER

Each file that appears in FOLDER has it go on: `fail`, then `end`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from release.deployment.outcome import Outcome
from release.tasks import terminal
from release.tasks.progress import voice
from release.tasks.signals import Stopping

FAILED = Outcome("cloudprint", "failed", "1.1.0", "exit code 2", phase="build", seconds=61.0)
DEPLOYED = Outcome("backend", "deployed", "1.5.0", runs="1.5.0", seconds=3.14)


def main(folder: Path) -> str:
    """Tell; the name of the signal that ended it."""
    hostile = "\x1b]0;owned\x07::error::\x1b[2J[bold]##[add-mask]e\u202e"
    with (
        voice(["backend", "cloudprint", "frachter"]) as told,
        Stopping(lambda why: terminal.say(f"{why}: it is ended")) as stop,
    ):
        told.begun("backend", "roll out")
        told.said("backend", hostile, "web1")
        told.audit("backend began")
        told.begun("cloudprint", "build")
        told.said("cloudprint", "10 %\r\x1b[31m20 %\x1b[0m")
        while not (folder / "fail").exists() and not stop.wait(0.02):
            pass
        told.ended(FAILED)
        told.ended(DEPLOYED)
        while not (folder / "end").exists() and not (folder / "hang").exists():
            if stop.wait(0.02):
                break
        while (folder / "hang").exists():
            (folder / "hangs").touch()
            stop.wait(0)
    return stop.why


if __name__ == "__main__":
    print(f"over {main(Path(sys.argv[1]))}.")
