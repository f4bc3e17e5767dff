"""A conversion in its workspace, and its proof: releases of the other tool, made once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from release import json_text, toml_text
from release.adoption.conversion import Conversion, Converter
from release.config.changesets import PATH as RULES
from release.errors import ConfigError, ReleaseError
from release.json_text.stringify import stringify
from release.read.overlay import Overlay
from release.read.project import read_project
from release.read.workspace import read_workspace
from release.replay import Compared, Past
from release.steps.replay import past_releases, replay, trouble
from release.world import Files, LoggedCommit

Commits = Callable[[str], Sequence[LoggedCommit]]
"""The commits before the one that is named: parents first, merges left out."""

_MAIN = "main"  # the base branch that Changesets takes for granted


def completed(files: Files, conversion: Conversion, main: str = _MAIN) -> Conversion:
    """A conversion with what only the whole workspace tells.

    `packages` has no directory that is in the workspace without it, and what the other tool left
    alone is ignored, unless something stands on it that is released.

    Args:
        files: the tree before it.
        conversion: what a converter made of that.
        main: the branch that is released from.
    """
    if not conversion.packages:
        return conversion
    inside = _directories(Overlay(files, conversion.files))
    outside = [each for each in conversion.settings.get("packages", ()) if each not in inside]
    rest = {key: each for key, each in conversion.settings.items() if key != "packages"}
    found = conversion._replace(settings={**({"packages": outside} if outside else {}), **rest})
    if not found.files.get(RULES):
        return found  # what is ignored is said already
    others = _left_alone(files, found)
    base = {} if main == _MAIN else {"baseBranch": main}
    found = _with_rules(found, base)
    if not others:
        return found
    found = _with_names_in_tags(found)
    whole = _with_rules(found, {"ignore": others})
    return whole if _is_sound(files, whole) else found


def _directories(files: Files) -> set[str]:
    try:
        return {each.directory for each in read_workspace(files).packages}
    except ConfigError:
        return set()  # without the directories that it adds there is no package


def _left_alone(files: Files, conversion: Conversion) -> list[str]:
    """The packages with a version that the other tool did not release."""
    workspace = read_workspace(Overlay(files, prepared(conversion)))
    names = [each.name for each in workspace.packages if each.version]
    return [each for each in names if each not in conversion.packages]


def _with_names_in_tags(conversion: Conversion) -> Conversion:
    """With tags that tell packages apart: what had no name in them is its packages' own."""
    settings = dict(conversion.settings)
    tag = settings.get("tag", "{name}")
    if "{name}" in tag:
        return conversion
    del settings["tag"]
    usual = dict.fromkeys(conversion.packages, tag)
    return conversion._replace(settings={**settings, "tags": usual | settings.get("tags", {})})


def _with_rules(conversion: Conversion, added: Mapping[str, object]) -> Conversion:
    if not added:
        return conversion
    rules: Any = json_text.loads(conversion.files[RULES] or "{}")
    text = stringify({**rules, **added}, "  ") + "\n"
    return conversion._replace(files={**conversion.files, RULES: text})


def _is_sound(files: Files, conversion: Conversion) -> bool:
    try:
        read_project(Overlay(files, prepared(conversion)))
    except ConfigError:
        return False
    return True


def proof(
    converter: Converter, pasts: Iterable[Past], commits: Commits, most: int
) -> Iterator[Compared]:
    """What we would have released in the place of the other tool, release by release.

    Args:
        converter: the tool's.
        pasts: the commits that may be its releases, the newest first.
        commits: the history that the tool would have seen.
        most: how many releases are made once more.
    """
    for past in past_releases(pasts, most):
        try:
            found = converter.convert(past.before, commits(past.commit))
            found = completed(past.before, found)
        except ReleaseError as error:
            yield Compared(past, trouble=trouble(error))
        else:
            yield replay(past, prepared(found))


def prepared(conversion: Conversion) -> Mapping[str, str | None]:
    """What a conversion lays over a tree, its settings in a file of their own."""
    return {**conversion.files, "release.toml": toml_text.dumps(conversion.settings)}
