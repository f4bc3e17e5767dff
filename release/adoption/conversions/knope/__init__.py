"""knope: `knope.toml`, and `.changeset/*.md` in its own dialect.

Read in its sources, 0.23: crates/knope-config (the file), crates/knope-versioning (changes,
versions, files with versions).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from release.adoption.change_files import FOLDER, parse_change_files, texts_of
from release.adoption.changelogs import changelogs_at
from release.adoption.conversion import Conversion
from release.adoption.conversions.knope.files import version_places
from release.adoption.conversions.knope.packages import (
    SINGLE,
    Package,
    changelog_of,
    options_by_name,
    packages_of,
)
from release.adoption.conversions.knope.pending import from_changes, from_commits
from release.adoption.conversions.knope.told import told, told_of_strangers
from release.adoption.foreign import toml_table
from release.adoption.members import Member
from release.adoption.rules import filled, rules_for, tag_settings
from release.errors import ChangesetError, ConfigError, Where
from release.world import Files, LoggedCommit

CONFIG = "knope.toml"

MARKS: Sequence[str] = (FOLDER, ":(glob)**/*CHANGELOG*")


def may_release(commit: LoggedCommit) -> bool:
    """Whether it wrote a changelog, or consumed changes."""
    is_told = any("changelog" in path.lower() for path in commit.files)
    return is_told or any(path.startswith(f"{FOLDER}/") for path in commit.deleted)


def found(files: Files) -> str | None:
    """Its configuration."""
    return CONFIG if files.exists(CONFIG) else None


def convert(files: Files, commits: Sequence[LoggedCommit]) -> Conversion:
    """Its packages, files with versions, tags, changelogs and changes, as ours.

    Raises:
        ConfigError: the configuration or a manifest is malformed, or there is no package.
        ChangesetError: changes are malformed; all of them at once.
    """
    config = toml_table(files, CONFIG)
    packages = tuple(packages_of(files, options_by_name(config)))
    if not packages:
        raise ConfigError(
            "names no package that has a package.json, a Cargo.toml or a pyproject.toml",
            Where(CONFIG),
            "give each package one of them: it is what leads the version with us",
        )
    changes, problems = parse_change_files(files, FOLDER)
    ChangesetError.raise_any(problems)
    drafts = from_commits(files, config, packages, commits)
    members = [member for each in packages for member in each.members]
    fixed = [[member.name for member in each.members] for each in packages if each.others]
    changelogs = changelogs_at(
        files,
        (
            (path, each.member.path("CHANGELOG.md"))
            for each in packages
            if (path := changelog_of(each))
        ),
    )
    return Conversion(
        files={
            CONFIG: None,
            **dict.fromkeys(each.path for each in changes),
            **rules_for(files, members, fixed=fixed),
            **texts_of([*from_changes(changes, packages), *drafts]),
            **changelogs.edits,
        },
        settings=_settings(packages, members, files),
        told=(
            *told(files, config, packages),
            *told_of_strangers(changes, packages),
            *changelogs.told,
        ),
        packages=tuple(each.name for each in members),
    )


def _settings(
    packages: Sequence[Package], members: Sequence[Member], files: Files
) -> dict[str, Any]:
    single = [each.name for each in packages] == [SINGLE]
    tags = {
        each.member.name: "v{version}" if single else f"{each.name}/v{{version}}"
        for each in packages
    }
    places = {
        each.member.name: list(version_places(files, each.member, each.options))
        for each in packages
    }
    return filled(
        {
            "packages": list(dict.fromkeys(each.directory for each in members if each.directory)),
            **tag_settings(tags),
            "files": {name: found for name, found in places.items() if found},
        }
    )
