"""covector: `.changes/config.json`, and a change in each `.changes/*.md`.

Read in its sources, 0.12.4: packages/assemble (changes), packages/apply (versions, dependents),
packages/files (where a package's version is), packages/changelog.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from release.adoption.changelogs import changelogs_at
from release.adoption.conversion import Conversion
from release.adoption.foreign import documents, json_table, strings, table, tables
from release.adoption.intents import Intent, Line, parse_intent, raised, texts_of
from release.adoption.members import Member, directory_of, members_at
from release.adoption.rules import FOLLOW, rules_for, tag_settings
from release.changeset.prerelease import PATH as PRE
from release.changeset.prerelease import kept_path, render_pre_state
from release.config.circles import circles
from release.errors import ChangesetError, ConfigError, Problem, did_you_mean
from release.manifests import format_of
from release.model import Bump, Changeset, PreState
from release.phrases import first
from release.versions import highest
from release.world import Files, LoggedCommit

CONFIG = ".changes/config.json"
_FOLDER = ".changes"
_BUMPS = {"major": Bump.MAJOR, "minor": Bump.MINOR, "patch": Bump.PATCH, "noop": Bump.NONE}
_FILES = {"rust": "Cargo.toml", "javascript": "package.json"}
_RANGE = re.compile(r"[\^=~]")
_NAME, _VERSION = "${ pkg.pkg }", "${ pkgFile.version }"
_DEFAULT_TAG = f"{_NAME}-v{_VERSION}"


class _Nick(NamedTuple):
    """A package under the name that covector has for it; `manifest` is the file's name."""

    name: str
    directory: str
    manifest: str
    options: Mapping[str, Any]
    manager: Mapping[str, Any]

    def option(self, key: str) -> Any:
        """What the package says, or else what its package manager says."""
        found = self.options.get(key)
        return self.manager.get(key) if found is None else found


MARKS: Sequence[str] = (_FOLDER,)


def may_release(commit: LoggedCommit) -> bool:
    """Whether it consumed changes."""
    return any(path.startswith(f"{_FOLDER}/") and path.endswith(".md") for path in commit.deleted)


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
    nicks = tuple(_nicks(config, files))
    members = members_at(files, [each.directory for each in nicks])
    if not members:
        raise ConfigError(f"{CONFIG} names no package that we know", hint="is it all there?")
    folder = directory_of(str(config.get("changeFolder") or _FOLDER))
    changes, problems = _changes(files, folder, config)
    changesets, unknown = _changesets(changes, nicks, members, config)
    ChangesetError.raise_any([*problems, *unknown])
    pre, kept = _prerelease(files, folder)
    places = [each.path("CHANGELOG.md") for each in members.values()]
    changelogs = changelogs_at(files, zip(places, places, strict=True))
    return Conversion(
        files={
            **dict.fromkeys([CONFIG, *_papers(files, folder), *(each.path for each in changes)]),
            **rules_for(files, members.values()),
            **texts_of(_put_aside(each, kept) for each in changesets),
            **pre,
            **_levelled(nicks, members),
        },
        settings=_settings(nicks, members),
        told=(
            *_told(config, nicks, members),
            *_told_of_lost(changes, changesets),
            *changelogs.told,
        ),
        packages=tuple(each.name for each in members.values()),
    )


def _nicks(config: Mapping[str, Any], files: Files) -> Iterator[_Nick]:
    managers = tables(config.get("pkgManagers"))
    for name, options in tables(config.get("packages")).items():
        manager = str(options.get("manager") or "")
        path = directory_of(str(options.get("path") or ""))
        language = next((each for each in _FILES if each in manager), "javascript")
        manifest = str(options.get("packageFileName") or _FILES[language])
        nick = _Nick(name, path, manifest, options, table(managers.get(manager)))
        if "path" not in options or not nick.option("version"):
            continue  # it is not versioned
        if files.exists(path):
            directory, _, manifest = path.rpartition("/")
            nick = nick._replace(directory=directory, manifest=manifest)
        yield nick


def _papers(files: Files, folder: str) -> Iterator[str]:
    """What else lies in the folder and is covector's own."""
    for entry in files.entries(folder):
        if entry.name.lower() == "readme.md" or entry.name == "pre.json":
            yield f"{folder}/{entry.name}"


def _changes(
    files: Files, folder: str, config: Mapping[str, Any]
) -> tuple[list[Intent], list[Problem]]:
    intents: list[Intent] = []
    problems: list[Problem] = []
    known = {*_BUMPS, *strings(config.get("additionalBumpTypes"))}
    for path, text in documents(files, folder):
        try:
            intent = parse_intent(path, text)
        except ChangesetError as error:
            problems += error.problems
            continue
        intents.append(intent)
        problems += [
            Problem(f"`{line.name}` has the unknown bump `{_bump(line)}`", line.where)
            for line in intent.lines
            if _bump(line) not in known
        ]
    return intents, problems


def _bump(line: Line) -> str:
    """The word before the tag, as in `minor:feat`."""
    return line.word.partition(":")[0]


def _changesets(
    changes: Sequence[Intent],
    nicks: Sequence[_Nick],
    members: Mapping[str, Member],
    config: Mapping[str, Any],
) -> tuple[list[Changeset], list[Problem]]:
    """The changes as changesets, without packages that are none of ours."""
    known = tables(config.get("packages"))
    names = {each.name: members[each.directory].name for each in nicks if each.directory in members}
    problems = [
        Problem(
            f"`{line.name}` is no package of {CONFIG}", line.where, did_you_mean(line.name, known)
        )
        for change in changes
        for line in change.lines
        if line.name not in known
    ]
    found = []
    for change in changes:
        lines = [line for line in change.lines if line.name in names]
        bumps = raised((names[line.name], _BUMPS.get(_bump(line), Bump.NONE)) for line in lines)
        if bumps:
            found.append(change.changeset(bumps))
    return found, problems


def _prerelease(files: Files, folder: str) -> tuple[dict[str, str | None], frozenset[str]]:
    """Prerelease mode as ours, and the names of the changes that its versions consumed."""
    state = json_table(files, f"{folder}/pre.json")
    if not isinstance(state.get("tag"), str):
        return {}, frozenset()
    kept = {posixpath.basename(path) for path in strings(state.get("changes"))}
    return {PRE: render_pre_state(PreState("pre", state["tag"]))}, frozenset(kept)


def _put_aside(changeset: Changeset, kept: frozenset[str]) -> Changeset:
    if posixpath.basename(changeset.path) not in kept:
        return changeset
    return changeset._replace(path=kept_path(changeset.path, ()))


def _levelled(nicks: Sequence[_Nick], members: Mapping[str, Member]) -> dict[str, str | None]:
    """The manifests of a directory with one version, the highest that covector gave to one.

    With us they have one, which is the leading manifest's: without this, the next release could
    lead below what a crate beside an npm package has been released as.
    """
    found: dict[str, str | None] = {}
    for directory, versions in _versions(nicks, members).items():
        level = highest(versions.values())
        for manifest in members[directory].manifests:
            form = format_of(manifest.path)
            if level and form and versions.get(manifest.path, level) != level:
                found[manifest.path] = form.update(manifest.text, level, {})
    return found


def _versions(nicks: Sequence[_Nick], members: Mapping[str, Member]) -> dict[str, dict[str, str]]:
    """The versions that covector looks after, by directory and by the manifest's path."""
    paths = {posixpath.join(each.directory, each.manifest) for each in nicks}
    return {
        directory: {
            each.path: each.version
            for each in member.manifests
            if each.path in paths and each.version
        }
        for directory, member in members.items()
    }


def _settings(nicks: Sequence[_Nick], members: Mapping[str, Member]) -> dict[str, Any]:
    leads = {members[each.directory].name: each for each in nicks if _leads(each, members)}
    tags = {name: tag for name, nick in leads.items() if (tag := _tag(nick))}
    depends = _depends(nicks, members)
    return {
        "packages": [each for each in members if each],
        **tag_settings(tags),
        **({"depends": depends} if depends else {}),
    }


def _leads(nick: _Nick, members: Mapping[str, Member]) -> bool:
    """Whether the file with the package's version is the one that leads in its directory."""
    member = members.get(nick.directory)
    return member is not None and member.manifests[0].path == member.path(nick.manifest)


def _tag(nick: _Nick) -> str | None:
    """The template of the tag; None where covector makes none, or another than we can."""
    template = nick.option("releaseTag")
    text = _DEFAULT_TAG if template is None else str(template or "")
    text = text.replace(_NAME, nick.name).replace(_VERSION, "{version}")
    return text if "{version}" in text and "${" not in text else None


def _depends(nicks: Sequence[_Nick], members: Mapping[str, Member]) -> dict[str, list[str]]:
    """The dependents that move with what they depend on, whatever their range says.

    covector moves a dependent unless it finds a requirement with `^`, `~` or `=`, which it looks
    for under its own name of the package.
    """
    by_name = {each.name: each for each in nicks if each.directory in members}
    found: dict[str, list[str]] = {}
    for nick in by_name.values():
        dependent = members[nick.directory]
        for needed in strings(nick.options.get("dependencies")):
            other = by_name.get(needed)
            if other is None or other.directory == nick.directory:
                continue
            if not _RANGE.search(_requirement(dependent, needed)):
                found.setdefault(dependent.name, []).append(members[other.directory].name)
    return _without_circles({name: list(dict.fromkeys(each)) for name, each in found.items()})


def _without_circles(depends: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without the edges that close a circle, which covector follows until nothing is new."""
    while circle := next(circles(depends), None):
        depends[circle[-2]].remove(circle[-1])
    return {name: needs for name, needs in depends.items() if needs}


def _requirement(dependent: Member, needed: str) -> str:
    every = (each for manifest in dependent.manifests for each in manifest.dependencies)
    found = (each for each in every if each.name == needed and each.section == "dependencies")
    return next((each.requirement for each in found), "")


def _told(
    config: Mapping[str, Any], nicks: Sequence[_Nick], members: Mapping[str, Member]
) -> Iterator[str]:
    yield from _told_of_packages(nicks, members)
    for key in _COMMANDS:
        users = [each.name for each in nicks if each.option(key)]
        if users:
            yield f"`{key}` of {first(users)}: {_ELSEWHERE[key]}"
    yield (
        f"pull requests that are open may bring changes to {_FOLDER}/, which nothing reads any "
        "more: `changeset.check` asks for a changeset there"
    )
    if any(strings(each.options.get("dependencies")) for each in nicks):
        yield FOLLOW
    if config.get("changeTags") or config.get("defaultChangeTag"):
        yield "tags of changes: changelogs have the headings of Changesets, by the kind of bump"
    if config.get("gitSiteUrl"):
        yield (
            "`gitSiteUrl`: entries link no commits and people, unless `changelog` in "
            ".changeset/config.json is @changesets/changelog-github"
        )
    if ranges := [each.name for each in nicks if each.option("errorOnVersionRange")]:
        yield f"`errorOnVersionRange` of {first(ranges)}: no version is refused"


_BUILD = "say it as the app's target, or as a function of tasks.py"
_ELSEWHERE = {
    "prepublish": _BUILD,
    "publish": _BUILD,
    "postpublish": _BUILD,
    "preversion": "nothing runs before versions are written",
    "postversion": "nothing runs after versions are written; lockfiles are brought along",
    "assets": "say them as `assets` of the app",
}
_COMMANDS = tuple(_ELSEWHERE)


def _told_of_lost(changes: Sequence[Intent], kept: Sequence[Changeset]) -> Iterator[str]:
    names = {posixpath.basename(each.path) for each in kept}
    for change in changes:
        if posixpath.basename(change.path) not in names:
            yield f"{change.path} names no package that is released here, so it goes"


def _told_of_packages(nicks: Sequence[_Nick], members: Mapping[str, Member]) -> Iterator[str]:
    for nick in nicks:
        if nick.directory not in members:
            file = posixpath.join(nick.directory, nick.manifest)
            yield f"`{nick.name}`: {file} is no manifest that leads a package here"
    shared = [each for each in members if sum(nick.directory == each for nick in nicks) > 1]
    if shared:
        yield (
            f"{first(_named(shared))}: the manifests of a directory are one package now, "
            "with one version and one tag"
        )
    versions = _versions(nicks, members)
    if uneven := [each for each in members if len(set(versions[each].values())) > 1]:
        yield (
            f"{first(_named(uneven))}: the manifests had different versions, and have the highest "
            "now; run `cargo.sync` for the lockfiles"
        )


def _named(directories: Iterable[str]) -> list[str]:
    return [each or "." for each in directories]
