"""`release TASK`: the same tasks as a command, for a repository without a tasks.py."""

from __future__ import annotations

import sys

from invoke.exceptions import Exit, ParseError

from release.tasks import namespace
from release.tasks.command_line import CommandLine
from release.tasks.streams import spoken
from release.tasks.version import NAME, our_version


class _Release(CommandLine):
    def print_version(self) -> None:
        spoken(sys.stdout, f"{NAME} {our_version()}\n")

    def parse_core_args(self) -> None:
        super().parse_core_args()
        if shell := self.args["print-completion-script"].value:
            from release.tasks.completion import SCRIPTS

            if shell not in SCRIPTS:
                shells = ", ".join(SCRIPTS)
                raise ParseError(
                    f"there is no completion for the shell `{shell}`, but for {shells}"
                )
            spoken(sys.stdout, SCRIPTS[shell])
            raise Exit


program = _Release(namespace=namespace, name="release", binary="release", binary_names=["release"])
