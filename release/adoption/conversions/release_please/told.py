"""What of release-please's is not carried over, and why, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release.adoption.conversions.release_please.packages import (
    MANIFEST,
    Package,
    follows_always,
    unknown_plugins,
)
from release.adoption.foreign import json_table, tables
from release.adoption.members import directory_of
from release.adoption.rules import FOLLOW
from release.phrases import first
from release.world import Files

_ELSEWHERE = {
    "release-as": "a version is never set by hand here",
    "changelog-sections": "changelogs have the headings of Changesets, by the kind of bump",
    "changelog-type": "changelogs are those of Changesets",
    "bump-minor-pre-major": "what is pending is so; from now on a changeset says how far",
    "bump-patch-for-minor-pre-major": "what is pending is so; from now on a changeset says how far",
    "prerelease": "enter prerelease mode with `changeset.pre-enter`",
    "skip-changelog": "every package has a changelog",
    "skip-github-release": "every app gets its release at GitHub",
    "draft": "releases are published when all their files are there",
    "separate-pull-requests": "all that waits is released by one pull request",
    "pull-request-title-pattern": "say it as `title`",
    "version-file": "say it in `files`",
}
"""What an option becomes here, where it becomes nothing by itself."""


def told(files: Files, config: Mapping[str, Any], packages: Sequence[Package]) -> Iterator[str]:
    """What of its configuration is not carried over."""
    listed = tables(config.get("packages"))
    paths = {each.path for each in packages}
    if lost := [path for path in listed if directory_of(path) not in paths]:
        yield f"{first(lost)}: no package.json, Cargo.toml or pyproject.toml leads it"
    versions = json_table(files, MANIFEST)
    for package in packages:
        written = versions.get(package.path or ".", package.member.version)
        if written != package.member.version:
            yield (
                f"{MANIFEST} says {written} of `{package.member.name}`, and its manifest "
                f"{package.member.version}, which is what counts now"
            )
    for option, why in _ELSEWHERE.items():
        users = [each.member.name for each in packages if each.options.get(option)]
        if users:
            yield f"`{option}` of {first(users)}: {why}"
    if len(packages) > 1 and not follows_always(config):
        yield FOLLOW
    for plugin in unknown_plugins(config):
        yield f"the plug-in {plugin}: there is no such thing here"
    yield (
        "commits: they are no longer read; each change brings a changeset, which "
        "`changeset.add --from-commits` drafts"
    )
