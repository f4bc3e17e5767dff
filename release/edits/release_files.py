"""The edits of a release, in the order of Changesets (apply-release-plan)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from release import ranges
from release.actions import DeleteFile, WriteFile
from release.changelogs import LAYOUTS, Generator
from release.changeset import prerelease
from release.config.changesets import ChangesetsConfig, is_skipped
from release.edits.requirements import is_to_be_updated, rewrite
from release.manifests import package_json
from release.model import (
    Bump,
    Changeset,
    Dependency,
    Link,
    Package,
    PlannedRelease,
    ReleasePlan,
    Workspace,
)
from release.requirements import leaves

_NONE: Mapping[str, str] = MappingProxyType({})


def changelog_path(package: Package) -> str:
    """Where a package keeps its changelog."""
    return package.path("CHANGELOG.md")


class Changelogs(NamedTuple):
    """What changelogs are made of.

    `commits` has the commit that added a changeset, by the changeset's path, and may lack some;
    `texts` the changelogs that exist, by path.
    """

    generator: Generator
    commits: Mapping[str, str]
    texts: Mapping[str, str]


def plan_edits(
    plan: ReleasePlan,
    workspace: Workspace,
    config: ChangesetsConfig,
    changelogs: Changelogs | None,
    changesets: Mapping[str, str] = _NONE,
) -> tuple[WriteFile | DeleteFile, ...]:
    """Decide every file that a plan changes.

    In mode `pre` the changesets are kept for the final changelog: in `.changeset/pre`, or where
    they are when pre.json has a record of them.

    Args:
        plan: what is released.
        workspace: the manifests as they are.
        config: what is rewritten, and what is skipped.
        changelogs: None to write none.
        changesets: the text of every changeset file, by path; asked for in mode `pre`.

    Returns:
        Writes in plan order, then deletions. A file that would not change is left out.
    """
    book = _Book.of(plan, workspace, config)
    actions: list[WriteFile | DeleteFile] = []
    for release in plan.releases:
        actions += _manifest_edit(book.packages[release.name], release.new, book)
        if changelogs is not None:
            actions += _changelog_edit(release, changelogs, book)
    releases_root = any(book.packages[name].is_root for name in book.releases)
    if workspace.root and config.profile.updates_root_ranges and not releases_root:
        actions += _manifest_edit(workspace.root, None, book)
    consumed = consumed_changesets(plan, book.packages, config)
    return (*actions, *_spent(plan, consumed, changesets))


def changelog_subjects(
    plan: ReleasePlan, workspace: Workspace, config: ChangesetsConfig
) -> tuple[list[Changeset], list[Changeset]]:
    """What the changelogs of a plan will speak of, each once.

    Returns:
        The changesets that get a line, and those behind the updated dependencies.
    """
    book = _Book.of(plan, workspace, config)
    told: dict[str, Changeset] = {}
    behind: dict[str, Changeset] = {}
    for release in plan.releases:
        if _has_entry(release):
            told.update((each.id, each) for each, _ in _told(release, book))
            updated = _updated_dependencies(book.packages[release.name], book)
            behind.update((each.id, each) for each in _changesets_of(updated, book))
    return list(told.values()), list(behind.values())


class _Book(NamedTuple):
    """The plan with its indexes, so that a thousand packages are walked once, not squared."""

    plan: ReleasePlan
    config: ChangesetsConfig
    packages: Mapping[str, Package]
    releases: Mapping[str, PlannedRelease]
    places: Mapping[str, int]  # of releases by name, in plan order
    changesets: Mapping[str, tuple[int, Changeset]]  # by id, with their place
    mentions: Mapping[str, list[Changeset]]

    @classmethod
    def of(cls, plan: ReleasePlan, workspace: Workspace, config: ChangesetsConfig) -> _Book:
        mentions: dict[str, list[Changeset]] = {}
        for changeset in plan.changesets:
            for name in changeset.bumps:
                mentions.setdefault(name, []).append(changeset)
        return cls(
            plan=plan,
            config=config,
            packages=workspace.by_name,
            releases={release.name: release for release in plan.releases},
            places={release.name: place for place, release in enumerate(plan.releases)},
            changesets={each.id: (place, each) for place, each in enumerate(plan.changesets)},
            mentions=mentions,
        )


def _manifest_edit(package: Package, own: str | None, book: _Book) -> Iterable[WriteFile]:
    if package.ecosystem != "npm":
        return  # it is brought to its version with the companions: see `sync`
    before = package.manifest.text
    rewritten = _rewritten(package, book)
    write = package_json.update
    if book.config.profile.reserialises_manifests and not _UNDECODABLE.search(before):
        write = package_json.reserialise
    text = write(before, own, rewritten)
    if text != before:
        moved = own is not None and own != package.version
        reason = f"{package.version} -> {own}" if moved else "dependency ranges"
        yield WriteFile(package.manifest.path, text, reason)


_UNDECODABLE = re.compile("[\udc80-\udcff]")  # see `Files`; written anew they would be lost


def _rewritten(package: Package, book: _Book) -> dict[Dependency, str]:
    found: dict[Dependency, str] = {}
    for dependency in package.manifest.dependencies:
        release = book.releases.get(dependency.name)
        if release and book.packages[dependency.name].ecosystem == package.ecosystem:
            sibling = book.packages[dependency.name]
            exact = book.plan.snapshot is not None
            new = rewrite(dependency, release, sibling, book.config, exact=exact)
            if new is not None:
                found[dependency] = new
    return found


def _changelog_edit(
    release: PlannedRelease, changelogs: Changelogs, book: _Book
) -> Iterable[WriteFile]:
    if release.new is None or not _has_entry(release):
        return
    package = book.packages[release.name]
    path = changelog_path(package)
    layout = LAYOUTS[book.config.compat]
    entry = layout.render_entry(release.new, _sections(release, changelogs, book))
    text = layout.splice_changelog(changelogs.texts.get(path), package.name, entry)
    yield WriteFile(path, text, f"entry {release.new}")


def _has_entry(release: PlannedRelease) -> bool:
    return release.bump is not Bump.NONE and release.new is not None


def _told(release: PlannedRelease, book: _Book) -> Iterable[tuple[Changeset, Bump]]:
    """The changesets that get a line in this package, each with its own bump."""
    for changeset in book.mentions.get(release.name, ()):
        bump = changeset.bumps[release.name]
        if bump is not Bump.NONE:
            yield changeset, bump


def _sections(
    release: PlannedRelease, changelogs: Changelogs, book: _Book
) -> dict[Bump, list[str]]:
    """The lines under each heading; a changeset's own bump decides where its line stands."""
    generator, commits = changelogs.generator, changelogs.commits
    sections: dict[Bump, list[str]] = {Bump.MAJOR: [], Bump.MINOR: [], Bump.PATCH: []}
    for changeset, bump in _told(release, book):
        line = generator.release_line(changeset, commits.get(changeset.path), bump)
        sections[bump].append(line)
    updated = _updated_dependencies(book.packages[release.name], book)
    sections[Bump.PATCH].append(
        generator.dependency_line(
            [(each, commits.get(each.path)) for each in _changesets_of(updated, book)],
            [(each.name, each.new or "") for each in updated],
        )
    )
    return sections


def _changesets_of(releases: Iterable[PlannedRelease], book: _Book) -> list[Changeset]:
    """The changesets behind `releases`, in their own order."""
    ids = set(chain.from_iterable(release.changesets for release in releases))
    return [each for _, each in sorted((book.changesets[id_] for id_ in ids), key=itemgetter(0))]


def _updated_dependencies(package: Package, book: _Book) -> list[PlannedRelease]:
    """The releases that this package's changelog lists, in plan order.

    Of npm's, optional and development dependencies are never listed (B11). Links are listed
    where they moved the package.
    """
    listed: dict[str, Dependency] = {}
    for section in ("peerDependencies", "dependencies"):  # the later one wins
        for each in package.manifest.dependencies:
            if each.section == section and each.requirement:
                listed[each.name] = each
    updated = {
        name: book.releases[name]
        for name, each in listed.items()
        if name in book.releases
        and book.packages[name].ecosystem == package.ecosystem
        and _is_updated(each, book)
    }
    updated |= {
        link.package: book.releases[link.package]
        for link in package.links
        if link.package in book.releases and _moves_its_dependent(link, book)
    }
    return sorted(updated.values(), key=lambda release: book.places[release.name])


def _is_updated(dependency: Dependency, book: _Book) -> bool:
    requirement = dependency.requirement
    if not requirement.startswith("workspace:") and ranges.normalise(requirement) is None:
        return False
    release, package = book.releases[dependency.name], book.packages[dependency.name]
    return is_to_be_updated(dependency, release, package, book.config)


def _moves_its_dependent(link: Link, book: _Book) -> bool:
    release = book.releases[link.package]
    if link.section == "devDependencies" or release.bump is Bump.NONE:
        return False
    return leaves(link, release.new or "")


def consumed_changesets(
    plan: ReleasePlan, packages: Mapping[str, Package], config: ChangesetsConfig
) -> tuple[Changeset, ...]:
    """Every changeset goes but those of skipped packages, which wait for their day."""
    return tuple(
        changeset
        for changeset in plan.changesets
        if not any(is_skipped(packages[name], config) for name in changeset.bumps)
    )


def mode_edits(plan: ReleasePlan, before: str | None) -> Iterable[WriteFile | DeleteFile]:
    """What becomes of pre.json, which is `before`: its end, or the record of this prerelease.

    A snapshot, which nobody commits, leaves it alone.
    """
    if plan.pre is None or plan.snapshot is not None:
        return
    if plan.pre.is_leaving:
        yield DeleteFile(prerelease.PATH, "prerelease mode ends")
    elif plan.pre.record is not None and plan.pre.record.changesets:
        text = prerelease.render_pre_state(plan.pre)
        if text != before:
            yield WriteFile(prerelease.PATH, text, "what the prereleases consumed")


def _spent(
    plan: ReleasePlan, consumed: Iterable[Changeset], texts: Mapping[str, str]
) -> Iterable[WriteFile | DeleteFile]:
    """What becomes of the changesets: mode `pre` keeps them apart."""
    taken = set(texts)
    is_on = plan.pre is not None and not plan.pre.is_leaving
    if is_on and plan.pre and plan.pre.record is not None:
        return
    for changeset in consumed:
        if is_on:
            path = prerelease.kept_path(changeset.path, taken)
            taken.add(path)
            yield WriteFile(path, texts[changeset.path], "kept for the final changelog")
        yield DeleteFile(changeset.path, "consumed")
