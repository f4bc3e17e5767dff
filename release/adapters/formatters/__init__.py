"""The repository's own formatter, run on texts that are not in the repository yet.

Changesets formats in place, after everything is written, so that a formatter's failure leaves a
half-made release (B5). Here the same command runs first, on a mirror of the tree.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release.adapters.formatters.commands import FORMATTERS, Formatter, arguments
from release.adapters.formatters.detect import find_agent, find_formatter, is_installed
from release.adapters.formatters.mirror import Mirror, mirrored
from release.adapters.formatters.prettier_api import prettify
from release.adapters.shell import MissingProgram, Result, failure, run
from release.config.changesets import PATH
from release.config.profile import PRETTIER_2
from release.errors import CommandError, Where

TIMEOUT_SECONDS = 600.0  # prettier takes a minute for a thousand long changelogs
SHOWN_FILES = 3  # of the files in a message; there can be thousands
_NOTHING_IS_INSTALLED = {"npm_config_yes": "false", "pnpm_config_verify_deps_before_run": "false"}
_OFF = f'set `"format": false` in {PATH}'


@dataclass(frozen=True, slots=True)
class Formatters:
    """`Formatting` by programs. `environment` is what they get to see."""

    root: Path
    environment: Mapping[str, str]
    timeout: float = TIMEOUT_SECONDS

    def format(self, choice: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        """The texts as the repository's formatter leaves them.

        Args:
            choice: the formatter's name, `auto`, or `PRETTIER_2`.
            texts: by path; one process formats them all.

        Returns:
            `texts` itself when the repository has no formatter.

        Raises:
            CommandError: the formatter is missing, failed, took too long or removed a file.
            StateError: the place to format in cannot be made.
        """
        if choice == PRETTIER_2:
            return prettify(self.root, texts, self._environment(), self.timeout) if texts else texts
        formatter = find_formatter(self.root) if choice == "auto" else FORMATTERS[choice]
        if formatter is None or not texts:
            return texts
        with mirrored(self.root, texts) as mirror:
            self._run(formatter, mirror, list(texts))
            return _formatted(formatter, mirror, texts)

    def _run(self, formatter: Formatter, mirror: Mirror, paths: Sequence[str]) -> None:
        agent = find_agent(self.root)
        argv = arguments(formatter, agent, [mirror.path(path) for path in paths])
        shown = _shown(arguments(formatter, agent, paths), len(paths))
        hint = self._hint(formatter)
        try:
            result = run(argv, mirror.root, env=self._environment(), timeout=self.timeout)
        except MissingProgram as error:
            message = f"the changelogs cannot be formatted: there is no program `{error.program}`"
            raise CommandError(message, Where(PATH), hint) from None
        if result.code:
            there, here = str(mirror.root), str(mirror.original)
            told = Result(
                shown,
                result.code,
                result.stdout.replace(there, here),
                result.stderr.replace(there, here),
            )
            raise CommandError(failure(told), hint=f"nothing was changed; {hint}")

    def _hint(self, formatter: Formatter) -> str:
        if is_installed(formatter, self.root):
            return f"run {formatter.name} by hand to see more, or {_OFF}"
        return f"{formatter.name} is not installed here: install it, or {_OFF}"

    def _environment(self) -> dict[str, str]:
        """Ours, with the repository's own programs first, as the CLI and npm have it.

        What is not installed is not fetched: `npx` would take any version there is.
        """
        above = (self.root, *self.root.parents)
        local = [str(each / "node_modules" / ".bin") for each in above]
        path = os.pathsep.join([*local, self.environment.get("PATH", os.defpath)])
        return {**self.environment, "PATH": path, **_NOTHING_IS_INSTALLED}


def _shown(argv: Sequence[str], count: int) -> tuple[str, ...]:
    hidden = count - SHOWN_FILES
    return (*argv[:-hidden], f"(and {hidden} more)") if hidden > 0 else tuple(argv)


def _formatted(formatter: Formatter, mirror: Mirror, texts: Mapping[str, str]) -> Mapping[str, str]:
    found = {path: mirror.read(path) for path in texts}
    if lost := [path for path, text in found.items() if text is None]:
        raise CommandError(
            f"{formatter.name} removed {', '.join(lost)} while formatting",
            hint=f"nothing was changed; {_OFF}",
        )
    return {path: text for path, text in found.items() if text is not None}
