"""Files in which other tools keep changes, and what they become: changesets of ours."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import NamedTuple

from release.adoption.foreign import documents
from release.changeset import render_changeset
from release.changeset.yaml_front_matter import YamlError, yaml_entries
from release.ecmascript import trim
from release.errors import ChangesetError, Problem, Where
from release.model import Bump, Changeset
from release.world import Files

FOLDER = ".changeset"

_FENCED = re.compile(r"\s*---[ \t]*\n(?P<front>.*?)\n?---[ \t]*(?:\n(?P<text>.*))?", re.DOTALL)
_SUFFIX = ".md"


class Line(NamedTuple):
    """A line of the front matter: a package as the other tool calls it, and the word behind it."""

    name: str
    word: str
    where: Where


class ChangeFile(NamedTuple):
    """A file in which another tool keeps a change until it is released."""

    path: str
    lines: tuple[Line, ...]
    summary: str

    def changeset(self, bumps: Mapping[str, Bump], summary: str | None = None) -> Changeset:
        """The same as a changeset of ours, under the same file name."""
        name = posixpath.basename(self.path).removesuffix(_SUFFIX)
        return changeset(name, bumps, self.summary if summary is None else summary)


def parse_change_files(files: Files, folder: str) -> tuple[list[ChangeFile], list[Problem]]:
    """Read the change files of a folder, and tell what is wrong with those that are malformed."""
    found: list[ChangeFile] = []
    problems: list[Problem] = []
    for path, text in documents(files, folder):
        try:
            found.append(parse_change_file(path, text))
        except ChangesetError as error:
            problems += error.problems
    return found, problems


def parse_change_file(path: str, text: str) -> ChangeFile:
    """Read a change file.

    Raises:
        ChangesetError: there is no front matter, or it is no map.
    """
    text = text.replace("\r\n", "\n")
    found = _FENCED.fullmatch(text)
    if found is None:
        raise ChangesetError(
            "the file has no front matter",
            Where(path, 1),
            "it begins with `---`, a line for each package, and `---`",
        )
    above = text[: found.start("front")].count("\n")
    try:
        entries = yaml_entries("\n" + found["front"])
    except YamlError as error:
        raise ChangesetError(str(error), Where(path, above + error.line), error.hint) from None
    lines = tuple(
        Line(each.name.text, each.bump.text, Where(path, above + each.name.line))
        for each in entries
    )
    return ChangeFile(path, lines, trim(found["text"] or ""))


def changeset(name: str, bumps: Mapping[str, Bump], summary: str) -> Changeset:
    """A changeset of ours, the larger bumps first, as `changeset add` writes them."""
    ordered = dict(sorted(bumps.items(), key=lambda item: -item[1]))
    return Changeset(name, f"{FOLDER}/{name}{_SUFFIX}", ordered, summary)


def raised(pairs: Iterable[tuple[str, Bump]]) -> dict[str, Bump]:
    """The bump of each name; of several for one name the largest."""
    bumps: dict[str, Bump] = {}
    for name, bump in pairs:
        bumps[name] = max(bump, bumps.get(name, Bump.NONE))
    return bumps


def texts_of(changesets: Iterable[Changeset]) -> dict[str, str]:
    """The files of the changesets, by path."""
    return {each.path: render_changeset(each.bumps, each.summary) for each in changesets}


def texts_beside(files: Files, changesets: Iterable[Changeset]) -> dict[str, str]:
    """The same beside the files that are there: a number stands behind a name that is taken."""
    found: dict[str, str] = {}
    for each in changesets:
        stem = each.path.removesuffix(_SUFFIX)
        paths = (f"{stem}{'' if number == 1 else f'-{number}'}{_SUFFIX}" for number in count(1))
        path = next(path for path in paths if path not in found and not files.exists(path))
        found[path] = render_changeset(each.bumps, each.summary)
    return found
