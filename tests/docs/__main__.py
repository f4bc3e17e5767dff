"""What the commands of a page say, for whoever writes it: `python -m tests.docs README.md`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import quiet
from tests.docs.page import Command
from tests.docs.playing import play
from tests.docs.typist import Answer


def _tell(command: Command, answer: Answer) -> None:
    print(f"{command.line}: $ {command.text}  [{answer.code}]\n{answer.said}")


def main() -> None:
    """Play the pages that are named, and say what is not as they say."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        os.environ |= quiet(home)
        for page in sys.argv[1:]:
            for fault in play(Path(page).resolve(), Path(folder) / page, _tell):
                print(f"FAULT {fault}", file=sys.stderr)


main()
