"""The user's editor, on the user's terminal."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from release.adapters.shell import attend
from release.errors import CommandError


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
            path.write_text(text, "utf-8")
            self.open(path)
            return path.read_text("utf-8", "surrogateescape")

    def open(self, path: Path) -> None:
        """Let the user edit a file.

        Raises:
            CommandError: the editor failed.
            MissingProgram: there is no such editor.
        """
        code = attend([*shlex.split(self.command), str(path)], self.cwd)
        if code:
            raise CommandError(
                f"the editor `{self.command}` failed with exit code {code}",
                hint="name another one in the environment variable `EDITOR`",
            )
