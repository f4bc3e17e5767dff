"""release-please: `release-please-config.json`, its manifest of versions, and conventional commits.

Read in its sources, 17.11: src/manifest.ts (the configuration), src/strategies/base.ts (components,
tags, extra files), src/util/commit-split.ts and commit-exclude.ts (whose a commit is), src/plugins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from release.adoption.changelogs import changelogs_at
from release.adoption.commits import drafted, since
from release.adoption.conversion import Conversion
from release.adoption.conversions.release_please_commits import asked_version, bump_of
from release.adoption.conversions.release_please_files import extra_places, from_root
from release.adoption.foreign import json_table, strings, tables
from release.adoption.intents import texts_of
from release.adoption.members import Member, directory_of, members_at
from release.adoption.rules import FOLLOW, rules_for, tag_settings
from release.errors import ConfigError, Where
from release.model import Bump, Changeset
from release.phrases import first
from release.world import Files, LoggedCommit

CONFIG = "release-please-config.json"
MANIFEST = ".release-please-manifest.json"

_FOLLOWING = {"node-workspace", "cargo-workspace"}
_UNSCOPED = re.compile(r"@[\w-]+/(.*)")


class _Package(NamedTuple):
    """A package: the path that the configuration has, its options, and what it is with us."""

    path: str
    options: Mapping[str, Any]
    member: Member

    @property
    def component(self) -> str:
        """What its tags begin with where they name the package."""
        named = self.options.get("component")
        if named:
            return str(named)
        name = str(self.options.get("package-name") or self._default_name)
        scoped = _UNSCOPED.fullmatch(name) if self.language == "node" else None
        return scoped[1] if scoped else name

    @property
    def language(self) -> str:
        """The `release-type`."""
        return str(self.options.get("release-type") or "node")

    @property
    def _default_name(self) -> str:
        """The name in the manifest, which types that have none of their own do not read."""
        known = {"node": "npm", "rust": "cargo", "python": "python", "expo": "npm"}
        ecosystem = known.get(self.language)
        every = (each for each in self.member.manifests if each.ecosystem == ecosystem)
        return next((each.name or "" for each in every), "")


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
    listed = tables(config.get("packages"))
    packages = tuple(_packages(files, config, listed))
    if not packages:
        raise ConfigError(
            "names no directory with a package.json, a Cargo.toml or a pyproject.toml",
            Where(CONFIG),
            "give each package one of them: it is what leads the version with us",
        )
    members = [each.member for each in packages]
    waiting = tuple(_waiting(packages, commits))
    rules = rules_for(
        files,
        members,
        fixed=list(_groups(config, packages)),
        follows_always=bool(_FOLLOWING & _plugins(config).keys()),
    )
    places = {each.member.name: extra_places(files, each.member, _extra(each)) for each in packages}
    changelogs = changelogs_at(
        files,
        ((_changelog(each), each.member.path("CHANGELOG.md")) for each in packages),
    )
    return Conversion(
        files={
            CONFIG: None,
            MANIFEST: None,
            **rules,
            **texts_of(_pending(waiting)),
            **changelogs.edits,
        },
        settings=_settings(packages, {name: found.places for name, found in places.items()}),
        told=(
            *(line for found in places.values() for line in found.told),
            *changelogs.told,
            *_asked(waiting),
            *_told(files, config, listed, packages),
        ),
        packages=tuple(each.name for each in members),
    )


def _packages(
    files: Files, config: Mapping[str, Any], listed: Mapping[str, Mapping[str, Any]]
) -> Iterator[_Package]:
    members = members_at(files, map(directory_of, listed))
    for path, options in listed.items():
        if member := members.get(directory_of(path)):
            yield _Package(directory_of(path), {**config, **options}, member)


def _plugins(config: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The plug-ins by their type, each with its options."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    listed = config.get("plugins")
    for each in listed if isinstance(listed, list) else ():
        options = each if isinstance(each, dict) else {"type": each}
        found.setdefault(str(options.get("type")), []).append(options)
    return found


def _groups(config: Mapping[str, Any], packages: Sequence[_Package]) -> Iterator[list[str]]:
    """The packages of each `linked-versions`, which all are released with one version."""
    names = {each.component: each.member.name for each in packages}
    for options in _plugins(config).get("linked-versions", ()):
        group = [names[each] for each in strings(options.get("components")) if each in names]
        if len(group) > 1:
            yield group


def _extra(package: _Package) -> Sequence[Any]:
    listed = package.options.get("extra-files")
    return listed if isinstance(listed, list) else ()


class _Waiting(NamedTuple):
    """A commit that waits for a release, and the packages that it is of."""

    commit: LoggedCommit
    packages: tuple[_Package, ...]


def _waiting(packages: Sequence[_Package], commits: Sequence[LoggedCommit]) -> Iterator[_Waiting]:
    """The commits since each package's last release."""
    paths = [each.path for each in packages]
    since_then = {each.path: {one.sha for one in _unreleased(each, commits)} for each in packages}
    for commit in commits:
        own = tuple(
            each
            for each in packages
            if commit.sha in since_then[each.path] and _concerns(each, commit.files, paths)
        )
        if own:
            yield _Waiting(commit, own)


def _pending(waiting: Sequence[_Waiting]) -> Sequence[Changeset]:
    """A changeset for each commit that calls for a release."""
    packages = {each.commit.sha: each.packages for each in waiting}

    def bump(commit: LoggedCommit, package: _Package, *, is_alone: bool = True) -> Bump:
        version = package.member.version
        return bump_of(commit.message, package.options, version, is_alone=is_alone)

    released = {
        package.path for each in waiting for package in each.packages if bump(each.commit, package)
    }

    def judge(commit: LoggedCommit) -> Mapping[str, Bump]:
        return {
            each.member.name: bump(commit, each, is_alone=each.path not in released)
            for each in packages[commit.sha]
        }

    return drafted([each.commit for each in waiting], judge)


def _unreleased(package: _Package, commits: Sequence[LoggedCommit]) -> Sequence[LoggedCommit]:
    """The commits since the one that released it; without one, since release-please came."""
    told = {_changelog(package)}
    if package.options.get("skip-changelog") is True:
        told = {each.path for each in package.member.manifests}

    def is_release(commit: LoggedCommit) -> bool:
        return MANIFEST in commit.files and not told.isdisjoint(commit.files)

    found = since(commits, is_release)
    if found is not None:
        return found
    bootstrap = package.options.get("bootstrap-sha")
    starts = (
        number
        for number, each in enumerate(commits)
        if each.sha == bootstrap or MANIFEST in each.files
    )
    start = next(starts, None)
    return () if start is None else commits[start + 1 :]


def _concerns(package: _Package, changed: Sequence[str], paths: Sequence[str]) -> bool:
    """Whether a commit is the package's: the root has all, a directory what is below it."""
    inside = [each for each in changed if _owner(each, paths) == package.path]
    mine = changed if package.path == "" else inside
    excluded = [directory_of(each) for each in strings(package.options.get("exclude-paths"))]
    return bool(mine) and not all(
        any(each.startswith(f"{path}/") for path in excluded) for each in mine
    )


def _owner(file: str, paths: Sequence[str]) -> str:
    around = [path for path in paths if path and file.startswith(f"{path}/")]
    return max(around, key=len, default="")


def _changelog(package: _Package) -> str:
    """Where the changelog is, seen from the root."""
    written = str(package.options.get("changelog-path") or "CHANGELOG.md")
    return from_root(package.member, written)


def _settings(
    packages: Sequence[_Package], places: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    named = {name: list(found) for name, found in places.items() if found}
    return {
        **({"packages": found} if (found := _directories(packages)) else {}),
        **tag_settings({each.member.name: _tag(each) for each in packages}),
        **({"files": named} if named else {}),
    }


def _directories(packages: Sequence[_Package]) -> list[str]:
    return [each.member.directory for each in packages if each.member.directory]


def _tag(package: _Package) -> str:
    version = "{version}" if package.options.get("include-v-in-tag") is False else "v{version}"
    if package.options.get("include-component-in-tag") is False or not package.component:
        return version
    separator = package.options.get("tag-separator")
    return f"{package.component}{'-' if separator is None else separator}{version}"


def _asked(waiting: Sequence[_Waiting]) -> Iterator[str]:
    for each in waiting:
        if version := asked_version(each.commit.message):
            yield (
                f"commit {each.commit.sha[:7]} asks for the version {version}: "
                "a changeset says how far, and not where to"
            )


def _told(
    files: Files,
    config: Mapping[str, Any],
    listed: Mapping[str, Mapping[str, Any]],
    packages: Sequence[_Package],
) -> Iterator[str]:
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
    if len(packages) > 1 and not _FOLLOWING & _plugins(config).keys():
        yield FOLLOW
    known = _FOLLOWING | {"linked-versions"}
    for plugin in (each for each in _plugins(config) if each not in known):
        yield f"the plug-in {plugin}: there is no such thing here"
    yield (
        "commits: they are no longer read; each change brings a changeset, which "
        "`changeset.add --from-commits` drafts"
    )


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
