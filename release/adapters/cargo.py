"""Real cargo, as the judge of a Cargo.lock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from release.adapters.shell import MissingProgram, Result, failure, run
from release.errors import CommandError, Problem, StateError, Where

_STALE = "--locked"  # cargo's message names the flag that keeps it from writing the lockfile


def verify(root: Path, manifests: Sequence[str], *, program: str = "cargo") -> None:
    """Have cargo confirm, offline, that lockfiles say what manifests say.

    Args:
        root: the workspace.
        manifests: paths of the Cargo.toml files that have a lockfile beside them.
        program: the cargo to ask.

    Raises:
        CommandError: cargo refuses; all refusals at once, each with cargo's last lines.
        StateError: there is no cargo.
    """
    problems = []
    for manifest in manifests:
        try:
            result = run([program, *_arguments(manifest)], root)
        except MissingProgram:
            hint = "install Rust, or leave `--verify` out"
            raise StateError(f"there is no program `{program}`", Where(manifest), hint) from None
        if result.code:
            problems.append(Problem(failure(result), Where(manifest), _hint(result)))
    CommandError.raise_any(problems)


def _arguments(manifest: str) -> list[str]:
    # Without --no-deps: with it, cargo accepts a stale lockfile.
    options = ["--locked", "--offline", "--format-version", "1", "--manifest-path", manifest]
    return ["metadata", *options]


def _hint(result: Result) -> str:
    if _STALE in result.stderr:
        return "run `cargo update --workspace` beside it, and look at what that changes"
    return "when crates are missing, run `cargo fetch --locked` beside it first"
