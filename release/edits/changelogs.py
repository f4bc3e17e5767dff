"""What the changelogs of a release say, in the order of Changesets (apply-release-plan)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from release import ranges
from release.actions import WriteFile
from release.changelogs import LAYOUTS, Generator
from release.config.changesets import ChangesetsConfig
from release.edits.indexed import IndexedPlan
from release.edits.requirements import is_to_be_updated
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


def changelog_subjects(
    plan: ReleasePlan, workspace: Workspace, config: ChangesetsConfig
) -> tuple[list[Changeset], list[Changeset]]:
    """What the changelogs of a plan will speak of, each once.

    Returns:
        The changesets that get a line, and those behind the updated dependencies.
    """
    indexed = IndexedPlan.of(plan, workspace, config)
    told: dict[str, Changeset] = {}
    behind: dict[str, Changeset] = {}
    for release in plan.releases:
        if _has_entry(release):
            told.update((each.id, each) for each, _ in _told(release, indexed))
            updated = _updated_dependencies(indexed.packages[release.name], indexed)
            behind.update((each.id, each) for each in _changesets_of(updated, indexed))
    return list(told.values()), list(behind.values())


def changelog_edit(
    release: PlannedRelease, changelogs: Changelogs, indexed: IndexedPlan
) -> Iterable[WriteFile]:
    """The changelog with an entry for a release, where the release has one."""
    if release.new is None or not _has_entry(release):
        return
    package = indexed.packages[release.name]
    path = changelog_path(package)
    layout = LAYOUTS[indexed.config.compat]
    entry = layout.render_entry(release.new, _sections(release, changelogs, indexed))
    text = layout.splice_changelog(changelogs.texts.get(path), package.name, entry)
    yield WriteFile(path, text, f"entry {release.new}")


def _has_entry(release: PlannedRelease) -> bool:
    return release.bump is not Bump.NONE and release.new is not None


def _told(release: PlannedRelease, indexed: IndexedPlan) -> Iterable[tuple[Changeset, Bump]]:
    """The changesets that get a line in this package, each with its own bump."""
    for changeset in indexed.mentions.get(release.name, ()):
        bump = changeset.bumps[release.name]
        if bump is not Bump.NONE:
            yield changeset, bump


def _sections(
    release: PlannedRelease, changelogs: Changelogs, indexed: IndexedPlan
) -> dict[Bump, list[str]]:
    """The lines under each heading; a changeset's own bump decides where its line stands."""
    generator, commits = changelogs.generator, changelogs.commits
    sections: dict[Bump, list[str]] = {Bump.MAJOR: [], Bump.MINOR: [], Bump.PATCH: []}
    for changeset, bump in _told(release, indexed):
        line = generator.release_line(changeset, commits.get(changeset.path), bump)
        sections[bump].append(line)
    updated = _updated_dependencies(indexed.packages[release.name], indexed)
    sections[Bump.PATCH].append(
        generator.dependency_line(
            [(each, commits.get(each.path)) for each in _changesets_of(updated, indexed)],
            [(each.name, each.new or "") for each in updated],
        )
    )
    return sections


def _changesets_of(releases: Iterable[PlannedRelease], indexed: IndexedPlan) -> list[Changeset]:
    """The changesets behind `releases`, in their own order."""
    ids = set(chain.from_iterable(release.changesets for release in releases))
    return [each for _, each in sorted((indexed.changesets[id_] for id_ in ids), key=itemgetter(0))]


def _updated_dependencies(package: Package, indexed: IndexedPlan) -> list[PlannedRelease]:
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
        name: indexed.releases[name]
        for name, each in listed.items()
        if name in indexed.releases
        and indexed.packages[name].ecosystem == package.ecosystem
        and _is_updated(each, indexed)
    }
    updated |= {
        link.package: indexed.releases[link.package]
        for link in package.links
        if link.package in indexed.releases and _moves_its_dependent(link, indexed)
    }
    return sorted(updated.values(), key=lambda release: indexed.places[release.name])


def _is_updated(dependency: Dependency, indexed: IndexedPlan) -> bool:
    requirement = dependency.requirement
    if not requirement.startswith("workspace:") and ranges.normalise(requirement) is None:
        return False
    release, package = indexed.releases[dependency.name], indexed.packages[dependency.name]
    return is_to_be_updated(dependency, release, package, indexed.config)


def _moves_its_dependent(link: Link, indexed: IndexedPlan) -> bool:
    release = indexed.releases[link.package]
    if link.section == "devDependencies" or release.bump is Bump.NONE:
        return False
    return leaves(link, release.new or "")
