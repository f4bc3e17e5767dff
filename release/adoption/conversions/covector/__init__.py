"""covector: `.changes/config.json`, and a change in each `.changes/*.md`.

Read in its sources, 0.12.4: packages/assemble (changes), packages/apply (versions, dependents),
packages/files (where a package's version is), packages/changelog.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release.adoption.change_files import texts_beside
from release.adoption.changelogs import changelogs_at
from release.adoption.conversion import Conversion
from release.adoption.conversions.covector.depends import depends
from release.adoption.conversions.covector.levels import levelled
from release.adoption.conversions.covector.packages import CONFIG, FOLDER, Package, packages_of
from release.adoption.conversions.covector.pending import (
    changes_in,
    changesets_of,
    prerelease,
    put_aside,
)
from release.adoption.conversions.covector.told import told, told_of_lost
from release.adoption.foreign import json_table
from release.adoption.members import Member, directory_of, members_at
from release.adoption.rules import filled, rules_for, tag_settings
from release.errors import ChangesetError, ConfigError
from release.world import Files, LoggedCommit

_NAME, _VERSION = "${ pkg.pkg }", "${ pkgFile.version }"
_DEFAULT_TAG = f"{_NAME}-v{_VERSION}"

MARKS: Sequence[str] = (FOLDER,)


def may_release(commit: LoggedCommit) -> bool:
    """Whether it consumed changes."""
    return any(path.startswith(f"{FOLDER}/") and path.endswith(".md") for path in commit.deleted)


def found(files: Files) -> str | None:
    """Its configuration."""
    return CONFIG if files.exists(CONFIG) else None


def convert(files: Files, commits: Sequence[LoggedCommit]) -> Conversion:
    """Its packages, dependents, tags and changes, as ours.

    Raises:
        ConfigError: the configuration or a manifest is malformed, or there is no package.
        ChangesetError: changes are malformed; all of them at once.
    """
    del commits  # it knows changes alone
    config = json_table(files, CONFIG)
    packages = tuple(packages_of(config, files))
    members = members_at(files, [each.directory for each in packages])
    if not members:
        raise ConfigError(f"{CONFIG} names no package that we know", hint="is it all there?")
    folder = directory_of(str(config.get("changeFolder") or FOLDER))
    changes, problems = changes_in(files, folder, config)
    changesets, unknown = changesets_of(changes, packages, members, config)
    ChangesetError.raise_any([*problems, *unknown])
    pre, kept = prerelease(files, folder)
    places = [each.path("CHANGELOG.md") for each in members.values()]
    changelogs = changelogs_at(files, zip(places, places, strict=True))
    return Conversion(
        files={
            **dict.fromkeys([CONFIG, *_papers(files, folder), *(each.path for each in changes)]),
            **rules_for(files, members.values()),
            **texts_beside(files, (put_aside(each, kept) for each in changesets)),
            **pre,
            **levelled(packages, members),
        },
        settings=_settings(packages, members),
        told=(
            *told(config, packages, members),
            *told_of_lost(changes, changesets),
            *changelogs.told,
        ),
        packages=tuple(each.name for each in members.values()),
    )


def _papers(files: Files, folder: str) -> Iterator[str]:
    """What else lies in the folder and is covector's own."""
    for entry in files.entries(folder):
        if entry.name.lower() == "readme.md" or entry.name == "pre.json":
            yield f"{folder}/{entry.name}"


def _settings(packages: Sequence[Package], members: Mapping[str, Member]) -> dict[str, Any]:
    leads = {members[each.directory].name: each for each in packages if _leads(each, members)}
    tags = {name: tag for name, package in leads.items() if (tag := _tag(package))}
    return filled(
        {
            "packages": [each for each in members if each],
            **tag_settings(tags),
            "depends": depends(packages, members),
        }
    )


def _leads(package: Package, members: Mapping[str, Member]) -> bool:
    """Whether the file with the package's version is the one that leads in its directory."""
    member = members.get(package.directory)
    return member is not None and member.manifests[0].path == member.path(package.manifest)


def _tag(package: Package) -> str | None:
    """The template of the tag; None where covector makes none, or another than we can."""
    template = package.option("releaseTag")
    text = _DEFAULT_TAG if template is None else str(template or "")
    text = text.replace(_NAME, package.name).replace(_VERSION, "{version}")
    return text if "{version}" in text and "${" not in text else None
