"""Which tool lays out a directory as a monorepo, and where it says that the packages are.

The rules are those of @manypkg/tools 2.1, which Changesets 3.0.3 asks, made to work where it
fails (docs/divergences.md, B8): an empty pnpm-workspace.yaml is no layout, a rush.json is one, and
`workspaces` counts without a lockfile, which is `declared_layout`. `layout_2` is what Changesets
2.31.1 asks, @manypkg/get-packages 1.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from release.errors import ConfigError, Problem, Where
from release.globs.directories import leads_out
from release.json_text import loads
from release.spans import Malformed
from release.world import Files

ADOPTED = ".changeset/config.json"
"""The file that says that a directory is meant to be the root."""

_LERNA = "lerna.json"
_LERNA_DEFAULT = ["packages/*"]


def seen_from(start: Path, directory: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Problems of files in a directory above `start`, with paths from `start`."""
    above = "../" * len(start.relative_to(directory).parts)
    return [
        problem._replace(where=problem.where._replace(path=above + problem.where.path))
        if problem.where
        else problem
        for problem in problems
    ]


class Layout(NamedTuple):
    """A monorepo. `path` is the file that lists `places`: globs, or folders for rush."""

    tool: str
    path: str
    places: tuple[str, ...]
    text: str = ""

    def where(self, place: str) -> Where:
        """Where the file speaks of `place`."""
        lines = enumerate(self.text.splitlines(), start=1)
        return Where(self.path, next((number for number, line in lines if place in line), None))


def detected_layout(files: Files) -> Layout | None:
    """The layout of the root of `files` as Changesets sees it, or None when it sees none.

    Of several tools the first counts: yarn, pnpm, npm, bun, lerna, rush.

    Raises:
        ConfigError: a file that the tools read is malformed.
    """
    return next((found for detect in _DETECTORS if (found := detect(files))), None)


def declared_layout(files: Files) -> Layout | None:
    """The layout that `workspaces` in package.json declares, with no lockfile to confirm it.

    Raises:
        ConfigError: package.json is malformed.
    """
    return _workspaces(files, "npm")


def layout_2(files: Files) -> Layout | None:
    """The layout of the root of `files` as Changesets 2 sees it, or None when it sees none.

    Of several places the first counts: `workspaces`, bolt, pnpm, lerna. No lockfile is needed.
    A pattern with `!` takes nothing out of the patterns after it.

    Raises:
        ConfigError: a file that it reads is malformed.
    """
    detectors = (declared_layout, _bolt, _pnpm, _lerna_2)
    return next((found for detect in detectors if (found := detect(files))), None)


def _bolt(files: Files) -> Layout | None:
    text = files.read("package.json")
    bolt = _json("package.json", text).get("bolt") if text else None
    listed = bolt.get("workspaces") if isinstance(bolt, dict) else None
    return _layout("bolt", "package.json", listed, text or "") if listed else None


def _lerna_2(files: Files) -> Layout | None:
    text = files.read(_LERNA)
    if text is None:
        return None
    return _layout("lerna", _LERNA, _json(_LERNA, text).get("packages") or _LERNA_DEFAULT, text)


def _yarn(files: Files) -> Layout | None:
    return _workspaces(files, "yarn") if files.exists("yarn.lock") else None


def _pnpm(files: Files) -> Layout | None:
    path = "pnpm-workspace.yaml"
    text = files.read(path)
    if text is None:
        return None
    document = _yaml(path, text)
    # An empty list is a layout without packages; an empty string is none, as in JavaScript.
    listed = document.get("packages") if isinstance(document, dict) else None
    return _layout("pnpm", path, listed, text) if listed or listed == [] else None


def _npm(files: Files) -> Layout | None:
    return _workspaces(files, "npm") if files.exists("package-lock.json") else None


def _bun(files: Files) -> Layout | None:
    locked = files.exists("bun.lock") or files.exists("bun.lockb")
    return _workspaces(files, "bun") if locked else None


def _lerna(files: Files) -> Layout | None:
    text = files.read(_LERNA)
    if text is None or _json(_LERNA, text).get("useWorkspaces") is True:
        return None
    return _lerna_2(files)


def _rush(files: Files) -> Layout | None:
    path = "rush.json"
    text = files.read(path)
    if text is None:
        return None
    projects = _json(path, text, relaxed=True).get("projects")
    if not isinstance(projects, list):
        raise ConfigError("`projects` is not a list", Where(path), "list the packages there")
    folders = [each.get("projectFolder") if isinstance(each, dict) else each for each in projects]
    return _layout("rush", path, folders, text)


_DETECTORS: tuple[Callable[[Files], Layout | None], ...] = (
    _yarn,
    _pnpm,
    _npm,
    _bun,
    _lerna,
    _rush,
)


def _workspaces(files: Files, tool: str) -> Layout | None:
    """What package.json says: a list, or an object with a list beside yarn's `nohoist`."""
    path = "package.json"
    text = files.read(path)
    if text is None:
        return None
    listed = _json(path, text).get("workspaces")
    listed = listed.get("packages") if isinstance(listed, dict) else listed
    return _layout(tool, path, listed, text) if isinstance(listed, list) else None


def _layout(tool: str, path: str, listed: object, text: str) -> Layout:
    places = [listed] if isinstance(listed, str) else listed
    if not isinstance(places, list) or not all(isinstance(each, str) for each in places):
        raise ConfigError(
            "the places of the packages are not a list of strings",
            Where(path),
            'list patterns of directories, such as "packages/*"',
        )
    layout = Layout(tool, path, tuple(places), text)
    ConfigError.raise_any(
        [
            Problem(
                f"`{place}` leads out of the repository",
                layout.where(place),
                "put the workspace's root above all of its packages",
            )
            for place in places
            if leads_out(place)
        ]
    )
    return layout


def _json(path: str, text: str, *, relaxed: bool = False) -> dict[str, Any]:
    try:
        document = loads(text.removeprefix("\ufeff"), relaxed=relaxed)
    except Malformed as error:
        raise ConfigError(
            f"not JSON: {error.message}", Where(path, error.line), "mend the file by hand"
        ) from None
    return document if isinstance(document, dict) else {}


def _yaml(path: str, text: str) -> object:
    from release import yaml_text  # noqa: PLC0415  imported where used: start-up

    try:
        return yaml_text.loads(text)
    except Malformed as error:
        raise ConfigError(
            f"not YAML: {error.message}",
            Where(path, error.line),
            "put patterns in quotes: a bare `*` or `!` means something else in YAML",
        ) from None
