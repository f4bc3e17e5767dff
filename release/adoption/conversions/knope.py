"""knope: `knope.toml`, and `.changeset/*.md` in its own dialect.

Read in its sources, 0.23: crates/knope-config (the file), crates/knope-versioning (changes,
versions, files with versions).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from release.adoption.changelogs import changelogs_at
from release.adoption.commits import drafted, since
from release.adoption.conversion import Conversion
from release.adoption.conversions.knope_files import left_out, version_places, versioned_files
from release.adoption.foreign import documents, strings, table, tables, toml_table, workflows_with
from release.adoption.intents import FOLDER, Intent, parse_intent, raised, texts_of
from release.adoption.members import Member, members_at
from release.adoption.past import MANIFESTS
from release.adoption.rules import FOLLOW, rules_for, tag_settings
from release.conventional import Message, parse_message
from release.errors import ChangesetError, ConfigError, Problem, Where
from release.model import Bump, Changeset
from release.phrases import first
from release.versions import parse
from release.world import Files, LoggedCommit

CONFIG = "knope.toml"
_SINGLE = "default"
_BUMPS = {"major": Bump.MAJOR, "minor": Bump.MINOR}
_YOUNG = {Bump.MAJOR: Bump.MINOR, Bump.MINOR: Bump.PATCH}
_HEADING = re.compile(r"^[# ]*")


class _Package(NamedTuple):
    """A package of knope's: its name there, its options, and the package that it is with us.

    `others` are further packages of ours whose versions it writes.
    """

    name: str
    options: Mapping[str, Any]
    member: Member
    others: tuple[Member, ...]


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
    tables_ = _tables(config)
    packages = tuple(_packages(files, tables_))
    if not packages:
        raise ConfigError(
            "names no package that has a package.json, a Cargo.toml or a pyproject.toml",
            Where(CONFIG),
            "give each package one of them: it is what leads the version with us",
        )
    changes = _changes(files)
    changesets = [*_from_changes(changes, packages), *_from_commits(config, packages, commits)]
    members = [each for package in packages for each in (package.member, *package.others)]
    fixed = [
        [each.name for each in (package.member, *package.others)]
        for package in packages
        if package.others
    ]
    changelogs = changelogs_at(
        files,
        (
            (path, each.member.path("CHANGELOG.md"))
            for each in packages
            if (path := _changelog(each))
        ),
    )
    return Conversion(
        files={
            CONFIG: None,
            **dict.fromkeys(each.path for each in changes),
            **rules_for(files, members, fixed=fixed),
            **texts_of(changesets),
            **changelogs.edits,
        },
        settings=_settings(packages, members, files),
        told=(
            *_told(files, config, tables_, packages),
            *_told_of_strangers(changes, packages),
            *changelogs.told,
        ),
        packages=tuple(each.name for each in members),
    )


def _tables(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    single = table(config.get("package"))
    return {_SINGLE: single} if single else tables(config.get("packages"))


def _packages(files: Files, packages: Mapping[str, Mapping[str, Any]]) -> Iterator[_Package]:
    places = {name: _directories(options) for name, options in packages.items()}
    members = members_at(files, [each for found in places.values() for each in found])
    for name, options in packages.items():
        found = [members[each] for each in places[name] if each in members]
        # What stands in a package's src-tauri follows it without being told.
        inside = {each.path("src-tauri") for each in found}
        found = [each for each in found if each.directory not in inside]
        if found:
            yield _Package(name, options, found[0], tuple(found[1:]))


def _directories(options: Mapping[str, Any]) -> list[str]:
    """The directories of its manifests: those of npm first, then the shallowest."""
    paths = [path for path, extra in versioned_files(options) if not extra]
    manifests = [path for path in paths if posixpath.basename(path) in MANIFESTS]
    manifests.sort(key=lambda path: (MANIFESTS.index(posixpath.basename(path)), path.count("/")))
    return list(dict.fromkeys(posixpath.dirname(path) for path in manifests))


def _changes(files: Files) -> list[Intent]:
    intents: list[Intent] = []
    problems: list[Problem] = []
    for path, text in documents(files, FOLDER):
        try:
            intents.append(parse_intent(path, text))
        except ChangesetError as error:
            problems += error.problems
    ChangesetError.raise_any(problems)
    return intents


def _from_changes(changes: Sequence[Intent], packages: Sequence[_Package]) -> Iterator[Changeset]:
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


def _as_here(package: _Package, bump: Bump) -> Bump:
    """How far the version moves: below 1.0.0 knope goes one step less far."""
    version = parse(package.member.version or "")
    is_young = version is not None and not version.major
    return _YOUNG.get(bump, bump) if is_young else bump


def _summary(text: str) -> str:
    """The text with its first line as a sentence; there it is a heading."""
    return _HEADING.sub("", text, count=1)


def _from_commits(
    config: Mapping[str, Any], packages: Sequence[_Package], commits: Sequence[LoggedCommit]
) -> tuple[Changeset, ...]:
    """The conventional commits since each package's last release, a changeset each."""
    if _ignores_commits(config):
        return ()
    pending = {each.name: {one.sha for one in _pending(each, commits)} for each in packages}

    def judge(commit: LoggedCommit) -> Mapping[str, Bump]:
        message = parse_message(commit.message)
        return {
            each.member.name: _as_here(each, _bump_of(message))
            for each in packages
            if commit.sha in pending[each.name] and _concerns(each, message)
        }

    return drafted(commits, judge)


def _ignores_commits(config: Mapping[str, Any]) -> bool:
    steps = [step for each in _listed(config, "workflows") for step in _listed(each, "steps")]
    return any(
        each.get("ignore_conventional_commits") is True
        for each in (table(config.get("changes")), *steps)
    )


def _listed(parent: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The tables in a list."""
    every = parent.get(key)
    return [each for each in every if isinstance(each, dict)] if isinstance(every, list) else []


def _pending(package: _Package, commits: Sequence[LoggedCommit]) -> Sequence[LoggedCommit]:
    """The commits since its last release, which wrote its changelog and its version."""
    changelog = _changelog(package)
    versioned = {path for path, extra in versioned_files(package.options) if not extra}

    def is_release(commit: LoggedCommit) -> bool:
        return changelog in commit.files and not versioned.isdisjoint(commit.files)

    return since(commits, is_release) or ()


def _changelog(package: _Package) -> str | None:
    """Where its changelog is, seen from the root; None when it has none."""
    path = package.options.get("changelog")
    return posixpath.normpath(path) if isinstance(path, str) and path else None


def _bump_of(message: Message) -> Bump:
    if message.header is None:
        return Bump.NONE
    if message.header.is_breaking or message.breaks:
        return Bump.MAJOR
    return {"feat": Bump.MINOR, "fix": Bump.PATCH}.get(message.header.type, Bump.NONE)


def _concerns(package: _Package, message: Message) -> bool:
    """Whether a commit is the package's: one without a scope is everybody's."""
    scopes = {each.casefold() for each in strings(package.options.get("scopes"))}
    scope = message.header.scope.casefold() if message.header else ""
    return not scope or not scopes or scope in scopes


def _settings(
    packages: Sequence[_Package], members: Sequence[Member], files: Files
) -> dict[str, Any]:
    single = [each.name for each in packages] == [_SINGLE]
    tags = {
        each.member.name: "v{version}" if single else f"{each.name}/v{{version}}"
        for each in packages
    }
    places = {
        each.member.name: list(version_places(files, each.member, each.options))
        for each in packages
    }
    return {
        "packages": list(dict.fromkeys(each.directory for each in members if each.directory)),
        **tag_settings(tags),
        **(
            {"files": kept}
            if (kept := {name: found for name, found in places.items() if found})
            else {}
        ),
    }


def _told(
    files: Files,
    config: Mapping[str, Any],
    tables_: Mapping[str, Mapping[str, Any]],
    packages: Sequence[_Package],
) -> Iterator[str]:
    known = {each.name for each in packages}
    for name in (each for each in tables_ if each not in known):
        yield f"`{name}`: none of its files is a package.json, a Cargo.toml or a pyproject.toml"
    for package in packages:
        for path, why in left_out(files, package.options):
            yield f"{path} of `{package.name}`: {why}"
        if any(key in package.options for key in ("extra_changelog_sections", "scopes")):
            yield f"sections and scopes of `{package.name}`: changes are sorted by their bumps"
        if isinstance(package.options.get("assets"), list):
            yield f"`assets` of `{package.name}`: say them as `assets` of the app"
        if not _ignores_commits(config) and not package.options.get("changelog"):
            yield (
                f"commits of `{package.name}`: without a changelog nothing tells of its last "
                "release; run `changeset.add --from-commits --since TAG`"
            )
    renamed = [each.name for each in packages if each.name != each.member.name]
    if renamed:
        yield (
            f"changes of pull requests that are open speak of {first(renamed)}: they must name "
            "packages as their manifests do, or `changeset.check` refuses them"
        )
    if len(packages) > 1:
        yield FOLLOW
    below = [each.name for each in packages if (each.member.version or "").startswith("0.")]
    if below:
        yield (
            f"{first(below)}: below 1.0.0 knope goes one step less far; what is pending does so "
            "here, and from now on a changeset says how far"
        )
    yield from _told_of_workflows(files, config)


def _told_of_strangers(changes: Sequence[Intent], packages: Sequence[_Package]) -> Iterator[str]:
    known = {each.name for each in packages}
    for change in changes:
        names = dict.fromkeys(line.name for line in change.lines if line.name not in known)
        if names:
            yield f"{change.path} names {first([*names])}, which is no package here: that goes"


def _told_of_workflows(files: Files, config: Mapping[str, Any]) -> Iterator[str]:
    names = [str(each["name"]) for each in _listed(config, "workflows") if "name" in each]
    if names:
        yield f"workflows {first(names)}: our tasks do this"
    for path in workflows_with(files, "knope-dev/action"):
        yield f"{path} runs knope: delete it, or take that out of it"
