"""What of covector's is not carried over, and why, a line each."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from release.adoption.change_files import ChangeFile
from release.adoption.conversions.covector.levels import managed_versions
from release.adoption.conversions.covector.packages import FOLDER, Package
from release.adoption.foreign import strings
from release.adoption.members import Member
from release.adoption.rules import FOLLOW
from release.model import Changeset
from release.phrases import first

_BUILD = "say it as the app's target, or as a function of tasks.py"
_ELSEWHERE = {
    "prepublish": _BUILD,
    "publish": _BUILD,
    "postpublish": _BUILD,
    "preversion": "nothing runs before versions are written",
    "postversion": "nothing runs after versions are written; lockfiles are brought along",
    "assets": "say them as `assets` of the app",
}
"""What an option becomes here, where it becomes nothing by itself."""


def told(
    config: Mapping[str, Any], packages: Sequence[Package], members: Mapping[str, Member]
) -> Iterator[str]:
    """What of its configuration is not carried over."""
    yield from _told_of_packages(packages, members)
    for option, why in _ELSEWHERE.items():
        users = [each.name for each in packages if each.option(option)]
        if users:
            yield f"`{option}` of {first(users)}: {why}"
    yield (
        f"pull requests that are open may bring changes to {FOLDER}/, which nothing reads any "
        "more: `changeset.check` asks for a changeset there"
    )
    if any(strings(each.options.get("dependencies")) for each in packages):
        yield FOLLOW
    if config.get("changeTags") or config.get("defaultChangeTag"):
        yield "tags of changes: changelogs have the headings of Changesets, by the kind of bump"
    if config.get("gitSiteUrl"):
        yield (
            "`gitSiteUrl`: entries link no commits and people, unless `changelog` in "
            ".changeset/config.json is @changesets/changelog-github"
        )
    if ranges := [each.name for each in packages if each.option("errorOnVersionRange")]:
        yield f"`errorOnVersionRange` of {first(ranges)}: no version is refused"


def told_of_lost(changes: Sequence[ChangeFile], kept: Sequence[Changeset]) -> Iterator[str]:
    """The changes that become no changeset."""
    names = {posixpath.basename(each.path) for each in kept}
    for change in changes:
        if posixpath.basename(change.path) not in names:
            yield f"{change.path} names no package that is released here, so it goes"


def _told_of_packages(packages: Sequence[Package], members: Mapping[str, Member]) -> Iterator[str]:
    for package in packages:
        if package.directory not in members:
            file = posixpath.join(package.directory, package.manifest)
            yield f"`{package.name}`: {file} is no manifest that leads a package here"
    shared = [
        each for each in members if sum(package.directory == each for package in packages) > 1
    ]
    if shared:
        yield (
            f"{first(_named(shared))}: the manifests of a directory are one package now, "
            "with one version and one tag"
        )
    managed = managed_versions(packages, members)
    if uneven := [each for each in members if len(set(managed[each].values())) > 1]:
        yield (
            f"{first(_named(uneven))}: the manifests had different versions, and have the highest "
            "now; run `cargo.sync` for the lockfiles"
        )


def _named(directories: Iterable[str]) -> list[str]:
    return [each or "." for each in directories]
