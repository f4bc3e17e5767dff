"""The pending changesets, out of `.changeset/`."""

from __future__ import annotations

from collections.abc import Collection

from release.changeset import parse_changeset, prerelease
from release.errors import ChangesetError, ConfigError, Problem, Where
from release.model import Changeset
from release.world import Entry, Files

FOLDER = ".changeset"
_SUFFIX = ".md"
_NOTES = {"AGENTS.md", "CLAUDE.md", "GEMINI.md"}  # for agents; spelt exactly so


def read_changesets(
    files: Files, *, as_js_yaml: bool = False, among: Collection[str] | None = None
) -> tuple[Changeset, ...]:
    """Every changeset, in the byte order of the file names, suffix included.

    After those in `.changeset` come those in `.changeset/pre`, whose ids begin with `pre/`: what
    the prereleases consumed. That order decides the order of releases and of changelog lines.
    Names that start with a dot, a README in any case, and notes for agents are no changesets
    (@changesets/read 1).

    Args:
        files: the tree.
        as_js_yaml: see `parse_changeset`.
        among: paths, of which the others are not looked at; None looks at all.

    Raises:
        ConfigError: there is no `.changeset` folder.
        ChangesetError: changesets are malformed; all of them are told.
    """
    entries = require_folder(files)
    changesets: list[Changeset] = []
    problems: list[Problem] = []
    for folder, prefix, found in (
        (FOLDER, "", entries),
        (prerelease.FOLDER, prerelease.ID_PREFIX, files.entries(prerelease.FOLDER)),
    ):
        for entry in filter(lambda entry: is_changeset(entry.name), found):
            path = f"{folder}/{entry.name}"
            if among is not None and path not in among:
                continue
            try:
                text = _text(files, folder, entry)
                name = prefix + entry.name.removesuffix(_SUFFIX)
                changeset = parse_changeset(name, path, text, as_js_yaml=as_js_yaml)
                changesets.append(changeset._replace(is_kept=True) if prefix else changeset)
            except ChangesetError as error:
                problems.extend(error.problems)
    ChangesetError.raise_any(problems)
    return tuple(changesets)


def require_folder(files: Files) -> tuple[Entry, ...]:
    """What is in `.changeset`.

    Raises:
        ConfigError: there is no such folder.
    """
    entries = files.entries(FOLDER)
    if not entries:
        hint = "begin with `setup.init`, or with `{}` in .changeset/config.json"
        raise ConfigError(f"there is no `{FOLDER}` folder", Where(FOLDER), hint)
    return entries


def is_changeset(name: str) -> bool:
    """Whether a file of that name in `.changeset/` is a changeset."""
    is_note = name in _NOTES or name.lower() == "readme.md"
    return name.endswith(_SUFFIX) and not name.startswith(".") and not is_note


def _text(files: Files, folder: str, entry: Entry) -> str:
    path = f"{folder}/{entry.name}"
    if entry.is_directory:
        hint = "rename or remove it: a changeset is a file"
        raise ChangesetError(f"`{path}` is a directory", Where(path), hint)
    text = files.read(path)
    if text is None:
        hint = "restore or remove it: it may be a link to a file that is gone"
        raise ChangesetError(f"`{path}` cannot be read", Where(path), hint)
    return text
