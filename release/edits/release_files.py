"""The edits of a release, in the order in which Changesets 3.0.3 makes them (apply-release-plan)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from release import ranges
from release.actions import Action, DeleteFile, WriteFile
from release.changelogs import Generator
from release.changelogs.entry import render_entry, splice_changelog
from release.config.changesets import ChangesetsConfig, is_skipped
from release.edits.requirements import is_to_be_updated, rewrite
from release.manifests import package_json
from release.model import (
    Bump,
    Changeset,
    Dependency,
    Package,
    PlannedRelease,
    ReleasePlan,
    Workspace,
)

def changelog_path(package: Package) -> str:
    """Where a package keeps its changelog."""
    return package.path("CHANGELOG.md")


def plan_edits(
    plan: ReleasePlan,
    workspace: Workspace,
    config: ChangesetsConfig,
    generator: Generator | None,
    commits: Mapping[str, str],
    changelogs: Mapping[str, str],
) -> tuple[Action, ...]:
    """Decide every file that a plan changes.

    Args:
        plan: what is released.
        workspace: the manifests as they are.
        config: what is rewritten, and what is skipped.
        generator: what words the changelogs; None for no changelogs.
        commits: the commit that added a changeset, by the changeset's path; may lack some.
        changelogs: the changelogs that exist, by path.

    Returns:
        Writes in plan order, then deletions. A file that would not change is left out.
    """
    book = _Book.of(plan, workspace, config, commits)
    actions: list[Action] = []
    for release in plan.releases:
        actions += _manifest_edit(book.packages[release.name], release.new, book)
        if generator is not None:
            actions += _changelog_edit(release, generator, book, changelogs)
    if workspace.root and workspace.root not in workspace.packages:
        actions += _manifest_edit(workspace.root, None, book)
    return (*actions, *_consumed(book))


@dataclass(frozen=True, slots=True)
class _Book:
    """The plan with its indexes, so that a thousand packages are walked once, not squared."""

    plan: ReleasePlan
    config: ChangesetsConfig
    commits: Mapping[str, str]
    packages: Mapping[str, Package]
    releases: Mapping[str, PlannedRelease]
    places: Mapping[str, int]  # of releases by name, in plan order
    changesets: Mapping[str, tuple[int, Changeset]]  # by id, with their place
    mentions: Mapping[str, list[Changeset]]

    @classmethod
    def of(
        cls,
        plan: ReleasePlan,
        workspace: Workspace,
        config: ChangesetsConfig,
        commits: Mapping[str, str],
    ) -> _Book:
        mentions: dict[str, list[Changeset]] = {}
        for changeset in plan.changesets:
            for name in changeset.bumps:
                mentions.setdefault(name, []).append(changeset)
        return cls(
            plan=plan,
            config=config,
            commits=commits,
            packages=workspace.by_name,
            releases={release.name: release for release in plan.releases},
            places={release.name: place for place, release in enumerate(plan.releases)},
            changesets={each.id: (place, each) for place, each in enumerate(plan.changesets)},
            mentions=mentions,
        )


def _manifest_edit(package: Package, own: str | None, book: _Book) -> Iterable[WriteFile]:
    before = package.manifest.text
    text = package_json.update(before, own, _rewritten(package, book))
    if text != before:
        moved = own is not None and own != package.version
        reason = f"{package.version} -> {own}" if moved else "dependency ranges"
        yield WriteFile(package.manifest.path, text, reason)


def _rewritten(package: Package, book: _Book) -> dict[Dependency, str]:
    found: dict[Dependency, str] = {}
    for dependency in package.manifest.dependencies:
        release = book.releases.get(dependency.name)
        if release:
            sibling = book.packages[dependency.name]
            new = rewrite(dependency, release, sibling, book.config)
            if new is not None:
                found[dependency] = new
    return found


def _changelog_edit(
    release: PlannedRelease, generator: Generator, book: _Book, changelogs: Mapping[str, str]
) -> Iterable[WriteFile]:
    if release.bump is Bump.NONE or release.new is None:
        return
    package = book.packages[release.name]
    path = changelog_path(package)
    entry = render_entry(release.new, _sections(release, generator, book))
    text = splice_changelog(changelogs.get(path), package.name, entry)
    yield WriteFile(path, text, f"entry {release.new}")


def _sections(
    release: PlannedRelease, generator: Generator, book: _Book
) -> dict[Bump, list[str]]:
    """The lines under each heading; a changeset's own bump decides where its line stands."""
    sections: dict[Bump, list[str]] = {Bump.MAJOR: [], Bump.MINOR: [], Bump.PATCH: []}
    for changeset in book.mentions.get(release.name, []):
        bump = changeset.bumps[release.name]
        if bump is not Bump.NONE:
            commit = book.commits.get(changeset.path)
            sections[bump].append(generator.release_line(changeset, commit))
    updated = _updated_dependencies(book.packages[release.name], book)
    sections[Bump.PATCH].append(
        generator.dependency_line(
            _changesets_of(updated, book), [(each.name, each.new or "") for each in updated]
        )
    )
    return sections


def _changesets_of(
    releases: Iterable[PlannedRelease], book: _Book
) -> list[tuple[Changeset, str | None]]:
    ids = set(chain.from_iterable(release.changesets for release in releases))
    placed = sorted((book.changesets[id_] for id_ in ids), key=itemgetter(0))
    return [(each, book.commits.get(each.path)) for _, each in placed]


def _updated_dependencies(package: Package, book: _Book) -> list[PlannedRelease]:
    """The releases that this package's changelog lists, in plan order.

    Optional and development dependencies are never listed (B11).
    """
    listed: dict[str, Dependency] = {}
    for section in ("peerDependencies", "dependencies"):  # the later one wins
        for each in package.manifest.dependencies:
            if each.section == section and each.requirement:
                listed[each.name] = each
    updated = [
        book.releases[name]
        for name, each in listed.items()
        if name in book.releases and _is_updated(each, book)
    ]
    return sorted(updated, key=lambda release: book.places[release.name])


def _is_updated(dependency: Dependency, book: _Book) -> bool:
    requirement = dependency.requirement
    if not requirement.startswith("workspace:") and ranges.normalise(requirement) is None:
        return False
    release, package = book.releases[dependency.name], book.packages[dependency.name]
    return is_to_be_updated(dependency, release, package, book.config)


def _consumed(book: _Book) -> Iterable[DeleteFile]:
    """Every changeset goes but those of skipped packages, which wait for their day."""
    for changeset in book.plan.changesets:
        if not any(is_skipped(book.packages[name], book.config) for name in changeset.bumps):
            yield DeleteFile(changeset.path, "consumed")
