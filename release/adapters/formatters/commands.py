"""The commands that Changesets 3.0.3 formats with, argument for argument.

Sources: @changesets/format 0.1.2, and package-manager-detector 1.8 for how each package manager
runs what a repository has installed (`execute-local`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Formatter(NamedTuple):
    """One that Changesets knows.

    `configs` are the files that ask for it, `key` the key of package.json that does, `package`
    its npm package; a formatter without one is on the PATH.
    """

    name: str
    arguments: tuple[str, ...]
    configs: tuple[str, ...]
    package: str | None = None
    key: str | None = None


_PRETTIER_CONFIGS = (
    *(".prettierrc", *(f".prettierrc.{kind}" for kind in ("json", "yml", "yaml", "json5", "toml"))),
    *(
        f"{name}.{kind}"
        for name in (".prettierrc", "prettier.config")
        for kind in ("js", "ts", "mjs", "mts", "cjs", "cts")
    ),
)
_WRITE = ("--write", "--no-error-on-unmatched-pattern")

FORMATTERS: Mapping[str, Formatter] = {
    each.name: each
    for each in (
        Formatter(
            "dprint",
            ("fmt", "--allow-no-files"),
            ("dprint.json", "dprint.jsonc", ".dprint.json", ".dprint.jsonc"),
            "dprint",
        ),
        Formatter("deno", ("fmt", "--permit-no-files"), ("deno.json", "deno.jsonc")),
        Formatter(
            "oxfmt",
            _WRITE,
            (".oxfmtrc.json", ".oxfmtrc.jsonc", "oxfmt.config.ts", "oxfmt.config.mts"),
            "oxfmt",
        ),
        Formatter("prettier", _WRITE, _PRETTIER_CONFIGS, "prettier", "prettier"),
    )
}
"""By name; in one directory the first that is asked for is the one."""

_LAUNCHERS: Mapping[str, tuple[str, ...]] = {
    "npm": ("npx",),
    "yarn": ("yarn", "exec"),
    "yarn@berry": ("yarn", "exec"),
    "pnpm": ("pnpm", "exec"),
    "pnpm@6": ("pnpm", "exec"),
    "pnpm-rush": ("rush-pnpm", "exec"),
    "bun": ("bun", "x"),
    "deno": ("deno", "task", "--eval"),
    "nub": ("nub", "exec"),
    "aube": ("aube", "exec"),
    "upm": ("upm", "exec"),
}
AGENTS = frozenset(_LAUNCHERS)
"""The package managers, `yarn@berry` being Yarn 2 and later."""


def arguments(formatter: Formatter, agent: str, files: Sequence[str]) -> list[str]:
    """The argument list that formats `files`; `agent` is one of AGENTS."""
    command = [formatter.name, *formatter.arguments, *files]
    if formatter.package is None:
        return command
    if agent == "yarn":  # Yarn 1 would take the options for its own
        command.insert(1, "--")
    return [*_LAUNCHERS[agent], *command]
