"""One version for the manifests of a directory, to which covector gave one each."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from release.adoption.conversions.covector.packages import Package
from release.adoption.members import Member
from release.manifests import format_of
from release.versions import highest


def levelled(packages: Sequence[Package], members: Mapping[str, Member]) -> dict[str, str | None]:
    """The manifests of a directory with one version, the highest that covector gave to one.

    With us they have one, which is the leading manifest's: without this, the next release could
    lead below what a crate beside an npm package has been released as.
    """
    found: dict[str, str | None] = {}
    for directory, managed in managed_versions(packages, members).items():
        level = highest(managed.values())
        for manifest in members[directory].manifests:
            form = format_of(manifest.path)
            if level and form and managed.get(manifest.path, level) != level:
                found[manifest.path] = form.update(manifest.text, level, {})
    return found


def managed_versions(
    packages: Sequence[Package], members: Mapping[str, Member]
) -> dict[str, dict[str, str]]:
    """The versions that covector looks after, by directory and by the manifest's path."""
    paths = {posixpath.join(each.directory, each.manifest) for each in packages}
    return {
        directory: {
            each.path: each.version
            for each in member.manifests
            if each.path in paths and each.version
        }
        for directory, member in members.items()
    }
