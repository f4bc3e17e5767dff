"""What release-please reads in a commit message: how far it moves a package.

Read in its sources, 17.11: src/commit.ts (a message that is several), src/util/filter-commits.ts
(what calls for a release), src/versioning-strategies (how far).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from release.adoption.foreign import table
from release.conventional import Message, parse_message
from release.model import Bump
from release.versions import parse

_VISIBLE = {"feat", "fix", "perf", "revert"}
_HIDDEN = {"chore", "docs", "style", "refactor", "test", "build", "ci"}
_FEATURES = {"feat", "feature"}
_FIXED = {
    "always-bump-patch": Bump.PATCH,
    "always-bump-minor": Bump.MINOR,
    "always-bump-major": Bump.MAJOR,
}
_FURTHER = re.compile(
    r"\r?\n\r?\n(?=(?:feat|fix|docs|style|refactor|perf|test|build|ci|chore|revert)(?:\(.*?\))?: )"
)
_ASKED = re.compile(r"(?im)^release-as:[ \t]*(\S+)")


def bump_of(
    text: str, options: Mapping[str, Any], version: str | None, *, is_alone: bool = True
) -> Bump:
    """How far a commit moves a package; NONE for one that does not.

    Args:
        text: the commit message.
        options: the package's.
        version: the package's current one.
        is_alone: no other commit calls for a release; then one that the changelog would not
            show moves nothing, and else it does if it breaks something or is a feature.
    """
    types: dict[str, bool] = {}  # whether something of the type breaks
    for message in _messages(text):
        types[_type(message)] = types.get(_type(message), False) or _breaks(message)
    visible, hidden = _sections(options)
    is_shown = any(each in visible or (breaks and each in hidden) for each, breaks in types.items())
    usual = Bump.MINOR if types.keys() & _FEATURES else Bump.PATCH
    usual = Bump.MAJOR if any(types.values()) else usual
    if not is_shown and (is_alone or usual is Bump.PATCH):
        return Bump.NONE
    bump = _FIXED.get(str(options.get("versioning")), usual)
    known = parse(version or "")
    return _of_young(bump, options) if known and not known.major else bump


def asked_version(text: str) -> str | None:
    """The version that a commit asks for by a `Release-As`."""
    found = _ASKED.search(text)
    return found[1] if found else None


def _of_young(bump: Bump, options: Mapping[str, Any]) -> Bump:
    """How far a version below 1.0.0 moves, which two options make less far."""
    if bump is Bump.MAJOR and options.get("bump-minor-pre-major") is True:
        return Bump.MINOR
    if bump is Bump.MINOR and options.get("bump-patch-for-minor-pre-major") is True:
        return Bump.PATCH
    return bump


def _messages(text: str) -> Iterator[Message]:
    """The commit, and what its later paragraphs say as if they were commits."""
    for part in _FURTHER.split(text):
        message = parse_message(part)
        if message.header:
            yield message
            yield from map(parse_message, re.split(r"\n\s*\n", part)[1:])


def _type(message: Message) -> str:
    """The type as it is written, for only one in small letters counts."""
    return message.subject[: len(message.header.type)] if message.header else ""


def _breaks(message: Message) -> bool:
    return bool(message.breaks) or (message.header is not None and message.header.is_breaking)


def _sections(options: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The types that a changelog shows, and those that it shows only when something breaks."""
    listed = options.get("changelog-sections")
    if not isinstance(listed, list):
        return _VISIBLE, _HIDDEN
    sections = [table(each) for each in listed]
    hidden = {str(each.get("type")) for each in sections if each.get("hidden")}
    return {str(each.get("type")) for each in sections} - hidden, hidden
