"""What waits for a release with knope: its changes, and conventional commits, as changesets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release.adoption.change_files import ChangeFile, raised
from release.adoption.commits import drafted, since
from release.adoption.conversions.knope.files import versioned_files
from release.adoption.conversions.knope.packages import Package, changelog_of
from release.adoption.foreign import strings, table, table_list
from release.conventional import Message, parse_message
from release.model import Bump, Changeset
from release.versions import parse
from release.world import Files, LoggedCommit

_BUMPS = {"major": Bump.MAJOR, "minor": Bump.MINOR}
_YOUNG = {Bump.MAJOR: Bump.MINOR, Bump.MINOR: Bump.PATCH}
_HEADING = re.compile(r"^[# ]*")


def from_changes(changes: Sequence[ChangeFile], packages: Sequence[Package]) -> Iterator[Changeset]:
    """The changes as changesets; a name that is none of its packages is passed over, as there."""
    by_name = {each.name: each for each in packages}
    for change in changes:
        lines = [line for line in change.lines if line.name in by_name]
        if lines:
            bumps = raised(
                (each.member.name, _as_here(each, _BUMPS.get(line.word, Bump.PATCH)))
                for line in lines
                for each in (by_name[line.name],)
            )
            yield change.changeset(bumps, _summary(change.summary))


def _as_here(package: Package, bump: Bump) -> Bump:
    """How far the version moves: below 1.0.0 knope goes one step less far."""
    version = parse(package.member.version or "")
    is_young = version is not None and not version.major
    return _YOUNG.get(bump, bump) if is_young else bump


def _summary(text: str) -> str:
    """The text with its first line as a sentence; there it is a heading."""
    return _HEADING.sub("", text, count=1)


def from_commits(
    files: Files,
    config: Mapping[str, Any],
    packages: Sequence[Package],
    commits: Sequence[LoggedCommit],
) -> tuple[Changeset, ...]:
    """The conventional commits since each package's last release, a changeset each."""
    if ignores_commits(config):
        return ()
    pending = {each.name: {one.sha for one in _pending(each, commits)} for each in packages}

    def judge(commit: LoggedCommit) -> Mapping[str, Bump]:
        message = parse_message(commit.message)
        return {
            each.member.name: _as_here(each, _bump_of(message))
            for each in packages
            if commit.sha in pending[each.name] and _concerns(each, message)
        }

    return drafted(files, commits, judge)


def ignores_commits(config: Mapping[str, Any]) -> bool:
    """Whether the configuration has it release by changes alone."""
    workflows = table_list(config.get("workflows"))
    steps = [step for each in workflows for step in table_list(each.get("steps"))]
    return any(
        each.get("ignore_conventional_commits") is True
        for each in (table(config.get("changes")), *steps)
    )


def _pending(package: Package, commits: Sequence[LoggedCommit]) -> Sequence[LoggedCommit]:
    """The commits since its last release, which wrote its changelog and its version."""
    changelog = changelog_of(package)
    versioned = {path for path, extra in versioned_files(package.options) if not extra}

    def is_release(commit: LoggedCommit) -> bool:
        return changelog in commit.files and not versioned.isdisjoint(commit.files)

    return since(commits, is_release) or ()


def _bump_of(message: Message) -> Bump:
    if message.header is None:
        return Bump.NONE
    if message.header.is_breaking or message.breaks:
        return Bump.MAJOR
    return {"feat": Bump.MINOR, "fix": Bump.PATCH}.get(message.header.type, Bump.NONE)


def _concerns(package: Package, message: Message) -> bool:
    """Whether a commit is the package's: one without a scope is everybody's."""
    scopes = {each.casefold() for each in strings(package.options.get("scopes"))}
    scope = message.header.scope.casefold() if message.header else ""
    return not scope or not scopes or scope in scopes
