"""The user's editor, on the user's terminal."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from release.adapters.shell import attend
from release.errors import CommandError

_ANOTHER = "name another one in the environment variable `VISUAL` or `EDITOR`"


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor. `command` is what `VISUAL` or `EDITOR` says: a program, perhaps with arguments."""

    command: str
    cwd: Path

    def edit(self, text: str) -> str:
        """Let the user edit `text`, and return what became of it.

        Raises:
            CommandError: the editor failed.
            MissingProgram: there is no such editor.
        """
        with TemporaryDirectory(prefix="changeset-") as directory:
            path = Path(directory, "SUMMARY.md")
            path.write_text(text, "utf-8", "surrogateescape")
            self.open(path)
            return path.read_text("utf-8", "surrogateescape")

    def open(self, path: Path) -> None:
        """Let the user edit a file.

        Raises:
            CommandError: the editor failed.
            MissingProgram: there is no such editor.
        """
        code = attend([*self._words(), str(path)], self.cwd)
        if code:
            message = f"the editor `{self.command}` failed with exit code {code}"
            raise CommandError(message, hint=_ANOTHER)

    def _words(self) -> list[str]:
        """The program and its arguments; without one the file itself would be run."""
        try:
            words = shlex.split(self.command)
        except ValueError:  # a quote that nothing closes
            words = []
        if not words:
            raise CommandError(f"`{self.command}` names no editor", hint=_ANOTHER)
        return words
