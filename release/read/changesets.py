"""The pending changesets, out of `.changeset/`."""

from __future__ import annotations

from release.changeset import parse_changeset
from release.errors import ChangesetError, ConfigError, Problem, Where
from release.model import Changeset
from release.world import Entry, Files

FOLDER = ".changeset"
_SUFFIX = ".md"
_NOTES = {"AGENTS.md", "CLAUDE.md", "GEMINI.md"}  # for agents; spelt exactly so


def read_changesets(files: Files) -> tuple[Changeset, ...]:
    """Every pending changeset, in the byte order of the file names, suffix included.

    That order decides the order of releases and of changelog lines. Names that start with a dot,
    a README in any case, and notes for agents are no changesets (@changesets/read 1).

    Raises:
        ConfigError: there is no `.changeset` folder.
        ChangesetError: changesets are malformed; all of them are told.
    """
    entries = files.entries(FOLDER)
    if not entries:
        hint = "begin with `npx changeset init`, or with `{}` in .changeset/config.json"
        raise ConfigError(f"there is no `{FOLDER}` folder", Where(FOLDER), hint)
    changesets: list[Changeset] = []
    problems: list[Problem] = []
    for entry in filter(lambda entry: is_changeset(entry.name), entries):
        try:
            changesets.append(_read(files, entry))
        except ChangesetError as error:
            problems.extend(error.problems)
    ChangesetError.raise_any(problems)
    return tuple(changesets)


def is_changeset(name: str) -> bool:
    """Whether a file of that name in `.changeset/` is a changeset."""
    is_note = name in _NOTES or name.lower() == "readme.md"
    return name.endswith(_SUFFIX) and not name.startswith(".") and not is_note


def _read(files: Files, entry: Entry) -> Changeset:
    path = f"{FOLDER}/{entry.name}"
    if entry.is_directory:
        hint = "rename or remove it: a changeset is a file"
        raise ChangesetError(f"`{path}` is a directory", Where(path), hint)
    text = files.read(path)
    if text is None:
        hint = "restore or remove it: it may be a link to a file that is gone"
        raise ChangesetError(f"`{path}` cannot be read", Where(path), hint)
    return parse_changeset(entry.name.removesuffix(_SUFFIX), path, text)
