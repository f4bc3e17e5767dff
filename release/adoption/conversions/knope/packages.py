"""The packages of knope's, each with what it is with us."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from release.adoption.conversions.knope.files import versioned_files
from release.adoption.foreign import table, tables
from release.adoption.members import Member, members_at
from release.adoption.past import MANIFESTS
from release.world import Files

SINGLE = "default"
"""The name of the only package, where the configuration gives it none."""


class Package(NamedTuple):
    """A package of knope's: its name there, its options, and the package that it is with us.

    `others` are further packages of ours whose versions it writes.
    """

    name: str
    options: Mapping[str, Any]
    member: Member
    others: tuple[Member, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """All packages of ours that it is."""
        return (self.member, *self.others)


def options_by_name(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What the configuration says of each package, by its name there."""
    single = table(config.get("package"))
    return {SINGLE: single} if single else tables(config.get("packages"))


def packages_of(files: Files, known: Mapping[str, Mapping[str, Any]]) -> Iterator[Package]:
    """The packages that are packages with us, too; the others are left out.

    Raises:
        ConfigError: manifests are malformed; all problems at once.
    """
    places = {name: _directories(options) for name, options in known.items()}
    members = members_at(files, [each for found in places.values() for each in found])
    for name, options in known.items():
        found = [members[each] for each in places[name] if each in members]
        # What stands in a package's src-tauri follows it without being told.
        inside = {each.path("src-tauri") for each in found}
        found = [each for each in found if each.directory not in inside]
        if found:
            yield Package(name, options, found[0], tuple(found[1:]))


def _directories(options: Mapping[str, Any]) -> list[str]:
    """The directories of its manifests: those of npm first, then the shallowest."""
    paths = [path for path, extra in versioned_files(options) if not extra]
    manifests = [path for path in paths if posixpath.basename(path) in MANIFESTS]
    manifests.sort(key=lambda path: (MANIFESTS.index(posixpath.basename(path)), path.count("/")))
    return list(dict.fromkeys(posixpath.dirname(path) for path in manifests))


def changelog_of(package: Package) -> str | None:
    """Where its changelog is, seen from the root; None when it has none."""
    path = package.options.get("changelog")
    return posixpath.normpath(path) if isinstance(path, str) and path else None
