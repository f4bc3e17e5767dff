"""The changes of covector's, and its prerelease mode, as ours."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import Any

from release.adoption.change_files import ChangeFile, Line, parse_change_files, raised
from release.adoption.conversions.covector.packages import CONFIG, Package
from release.adoption.foreign import json_table, strings, tables
from release.adoption.members import Member
from release.changeset.prerelease import PATH as PRE
from release.changeset.prerelease import kept_path, render_pre_state
from release.errors import Problem, did_you_mean
from release.model import Bump, Changeset, PreState
from release.world import Files

_BUMPS = {"major": Bump.MAJOR, "minor": Bump.MINOR, "patch": Bump.PATCH, "noop": Bump.NONE}


def changes_in(
    files: Files, folder: str, config: Mapping[str, Any]
) -> tuple[list[ChangeFile], list[Problem]]:
    """The changes of a folder, and what is wrong with them."""
    known = {*_BUMPS, *strings(config.get("additionalBumpTypes"))}
    changes, problems = parse_change_files(files, folder)
    unknown = [
        Problem(f"`{line.name}` has the unknown bump `{_bump(line)}`", line.where)
        for change in changes
        for line in change.lines
        if _bump(line) not in known
    ]
    return changes, [*unknown, *problems]


def changesets_of(
    changes: Sequence[ChangeFile],
    packages: Sequence[Package],
    members: Mapping[str, Member],
    config: Mapping[str, Any],
) -> tuple[list[Changeset], list[Problem]]:
    """The changes as changesets, without packages that are none of ours, and the unknown names."""
    known = tables(config.get("packages"))
    names = {
        each.name: members[each.directory].name for each in packages if each.directory in members
    }
    problems = [
        Problem(
            f"`{line.name}` is not a package of {CONFIG}",
            line.where,
            did_you_mean(line.name, known),
        )
        for change in changes
        for line in change.lines
        if line.name not in known
    ]
    found = []
    for change in changes:
        lines = [line for line in change.lines if line.name in names]
        bumps = raised((names[line.name], _BUMPS.get(_bump(line), Bump.NONE)) for line in lines)
        if bumps:
            found.append(change.changeset(bumps))
    return found, problems


def _bump(line: Line) -> str:
    """The word before the tag, as in `minor:feat`."""
    return line.word.partition(":")[0]


def prerelease(files: Files, folder: str) -> tuple[dict[str, str | None], frozenset[str]]:
    """Prerelease mode as ours, and the names of the changes that its versions consumed."""
    state = json_table(files, f"{folder}/pre.json")
    if not isinstance(state.get("tag"), str):
        return {}, frozenset()
    kept = {posixpath.basename(path) for path in strings(state.get("changes"))}
    return {PRE: render_pre_state(PreState("pre", state["tag"]))}, frozenset(kept)


def put_aside(changeset: Changeset, kept: frozenset[str]) -> Changeset:
    """The changeset where prerelease mode keeps it, if a version has consumed it."""
    if posixpath.basename(changeset.path) not in kept:
        return changeset
    return changeset._replace(path=kept_path(changeset.path, ()))
