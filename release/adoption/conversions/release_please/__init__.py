"""release-please: `release-please-config.json`, its manifest of versions, and conventional commits.

Read in its sources, 17.11: src/manifest.ts (the configuration), src/strategies/base.ts (components,
tags, extra files), src/util/commit-split.ts and commit-exclude.ts (whose a commit is), src/plugins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from release.adoption.change_files import texts_of
from release.adoption.changelogs import changelogs_at
from release.adoption.conversion import Conversion
from release.adoption.conversions.release_please.files import extra_places
from release.adoption.conversions.release_please.packages import (
    CONFIG,
    MANIFEST,
    Package,
    follows_always,
    groups,
    packages_of,
)
from release.adoption.conversions.release_please.pending import asked, pending, waiting_commits
from release.adoption.conversions.release_please.told import told
from release.adoption.foreign import json_table
from release.adoption.rules import filled, rules_for, tag_settings
from release.errors import ConfigError, Where
from release.world import Files, LoggedCommit

MARKS: Sequence[str] = (MANIFEST,)


def may_release(commit: LoggedCommit) -> bool:
    """Whether it wrote the manifest of versions."""
    return MANIFEST in commit.files


def found(files: Files) -> str | None:
    """Its configuration."""
    return CONFIG if files.exists(CONFIG) else None


def convert(files: Files, commits: Sequence[LoggedCommit]) -> Conversion:
    """Its packages, groups, tags, extra files, changelogs and pending commits, as ours.

    Raises:
        ConfigError: a file is malformed, or there is no package.
    """
    config = json_table(files, CONFIG)
    packages = tuple(packages_of(files, config))
    if not packages:
        raise ConfigError(
            "names no directory with a package.json, a Cargo.toml or a pyproject.toml",
            Where(CONFIG),
            "give each package one of them: it is what leads the version with us",
        )
    members = [each.member for each in packages]
    waiting = tuple(waiting_commits(packages, commits))
    rules = rules_for(
        files,
        members,
        fixed=list(groups(config, packages)),
        follows_always=follows_always(config),
    )
    places = {
        each.member.name: extra_places(files, each.member, each.extra_files) for each in packages
    }
    changelogs = changelogs_at(
        files,
        ((each.changelog, each.member.path("CHANGELOG.md")) for each in packages),
    )
    return Conversion(
        files={
            CONFIG: None,
            MANIFEST: None,
            **rules,
            **texts_of(pending(files, waiting)),
            **changelogs.edits,
        },
        settings=_settings(packages, {name: found.places for name, found in places.items()}),
        told=(
            *(line for found in places.values() for line in found.told),
            *changelogs.told,
            *asked(waiting),
            *told(files, config, packages),
        ),
        packages=tuple(each.name for each in members),
    )


def _settings(
    packages: Sequence[Package], places: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    return filled(
        {
            "packages": [each.member.directory for each in packages if each.member.directory],
            **tag_settings({each.member.name: each.tag for each in packages}),
            "files": {name: list(found) for name, found in places.items() if found},
        }
    )
