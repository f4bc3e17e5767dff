"""Real terminals, and a person at one, who reads and presses keys."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pexpect

SECONDS = 30  # what is waited for takes 0.1 s; two busy cores make it slower
DOWN, ENTER, SPACE, ESCAPE, CONTROL_C, CONTROL_D = "\x1b[B", "\r", " ", "\x1b", "\x03", "\x04"
_WHERE_IS_THE_CURSOR, _IN_ROW_5 = "\x1b[6n", "\x1b[5;1R"


@contextmanager
def a_terminal(
    command: Sequence[str],
    root: Path | None = None,
    *,
    size: tuple[int, int] = (24, 100),
    environment: Mapping[str, str | None] = MappingProxyType({}),
) -> Iterator[pexpect.spawn[str]]:
    """A terminal of so many rows and columns, at which `command` runs in `root`.

    A variable of the environment that is None is not set there.
    """
    given = {**os.environ, "TERM": "xterm", **environment}
    terminal = pexpect.spawn(
        command[0],
        list(command[1:]),
        cwd=root and str(root),
        env={name: value for name, value in given.items() if value is not None},
        encoding="utf-8",
        timeout=SECONDS,
        dimensions=size,
    )
    terminal.delaybeforesend = None
    try:
        yield terminal
    finally:
        terminal.close(force=True)


def seen(command: Sequence[str], root: Path | None, wide: int, **environment: str) -> str:
    """All that a command shows on a terminal of so many columns, which may have colours."""
    coloured = {"NO_COLOR": None, **environment}
    with a_terminal(command, root, size=(60, wide), environment=coloured) as terminal:
        terminal.expect(pexpect.EOF)
        terminal.close()
        assert 0 == terminal.exitstatus, terminal.before
        return str(terminal.before).replace("\r\n", "\n")


@dataclass
class Author:
    """A person at a terminal."""

    terminal: pexpect.spawn[str]
    outcome: Path
    seen: list[str] = field(default_factory=list)

    def reads(self, text: Any) -> None:
        """Wait until `text` is on the screen, or until the end."""
        self._waits_for(text)

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.terminal.send(key)

    def leaves_with(self) -> Any:
        """What came of the questions."""
        self._waits_for(pexpect.EOF)
        return json.loads(self.outcome.read_text("utf-8"))["told"]

    def _waits_for(self, what: Any) -> None:
        """Wait, and answer as a terminal does when it is asked where the cursor is."""
        while self.terminal.expect_exact([what, _WHERE_IS_THE_CURSOR]):
            self.seen.append(str(self.terminal.before))
            self.terminal.send(_IN_ROW_5)
        self.seen.append(f"{self.terminal.before}{self.terminal.after}")

    @property
    def screen(self) -> str:
        """Everything that the terminal was sent."""
        return "".join(self.seen)
