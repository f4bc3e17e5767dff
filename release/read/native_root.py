"""The root of a repository of crates and Python projects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from release.config import TABLES
from release.errors import ConfigError
from release.read.layout import ADOPTED, seen_from
from release.read.leads import Leads
from release.world import Files


class _Candidate(NamedTuple):
    """A directory without a package.json, but with a Cargo.toml, a pyproject.toml or our file."""

    directory: Path
    tool: str
    is_adopted: bool


def native_root(
    start: Path, open_files: Callable[[Path], Files], *, only_adopted: bool
) -> tuple[Path, str] | None:
    """The root around `start`, and cargo, uv or `root` for the tool that lays it out.

    It is the nearest directory in which Changesets is set up; else that of the nearest
    workspace, of Cargo or uv; else the nearest with a manifest.

    Args:
        start: an absolute path.
        open_files: opens the tree under a directory.
        only_adopted: of these three, only the first will do.

    Raises:
        ConfigError: a manifest on the way is malformed.
    """
    found: list[tuple[Path, str]] = []
    for candidate in _candidates(start, open_files):
        found.append((candidate.directory, candidate.tool))
        if candidate.is_adopted:
            return found[-1]
    workspaces = (each for each in found if each[1] != "root")
    return None if only_adopted else next(workspaces, next(iter(found), None))


def _candidates(start: Path, open_files: Callable[[Path], Files]) -> Iterator[_Candidate]:
    for directory in (start, *start.parents)[:-1]:
        files = open_files(directory)
        if files.exists("package.json"):
            continue
        leads = Leads(files)
        tool = leads.tool()
        if leads.problems:
            raise ConfigError.of(seen_from(start, directory, leads.problems))
        is_adopted = files.exists(ADOPTED)
        if tool or (is_adopted and any(files.exists(path) for path in TABLES)):
            yield _Candidate(directory, tool or "root", is_adopted)
