"""The edits of a release, in the order of Changesets (apply-release-plan)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from release.actions import DeleteFile, WriteFile
from release.changeset import prerelease
from release.config.changesets import ChangesetsConfig, is_skipped
from release.edits.changelogs import Changelogs, changelog_edit
from release.edits.indexed import IndexedPlan
from release.edits.requirements import rewrite
from release.manifests import package_json
from release.model import (
    Changeset,
    Dependency,
    Package,
    ReleasePlan,
    Workspace,
)

_NONE: Mapping[str, str] = MappingProxyType({})


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
    indexed = IndexedPlan.of(plan, workspace, config)
    actions: list[WriteFile | DeleteFile] = []
    for release in plan.releases:
        actions += _manifest_edit(indexed.packages[release.name], release.new, indexed)
        if changelogs is not None:
            actions += changelog_edit(release, changelogs, indexed)
    releases_root = any(indexed.packages[name].is_root for name in indexed.releases)
    if workspace.root and config.profile.updates_root_ranges and not releases_root:
        actions += _manifest_edit(workspace.root, None, indexed)
    consumed = consumed_changesets(plan, indexed.packages, config)
    return (*actions, *_spent(plan, consumed, changesets))


def _manifest_edit(package: Package, own: str | None, indexed: IndexedPlan) -> Iterable[WriteFile]:
    if package.ecosystem != "npm":
        return  # it is brought to its version with the companions: see `sync`
    before = package.manifest.text
    rewritten = _rewritten(package, indexed)
    write = package_json.update
    if indexed.config.profile.reserialises_manifests and not _UNDECODABLE.search(before):
        write = package_json.reserialise
    text = write(before, own, rewritten)
    if text != before:
        moved = own is not None and own != package.version
        reason = f"{package.version} -> {own}" if moved else "dependency ranges"
        yield WriteFile(package.manifest.path, text, reason)


_UNDECODABLE = re.compile("[\udc80-\udcff]")  # see `Files`; written anew they would be lost


def _rewritten(package: Package, indexed: IndexedPlan) -> dict[Dependency, str]:
    found: dict[Dependency, str] = {}
    for dependency in package.manifest.dependencies:
        release = indexed.releases.get(dependency.name)
        if release and indexed.packages[dependency.name].ecosystem == package.ecosystem:
            sibling = indexed.packages[dependency.name]
            exact = indexed.plan.snapshot is not None
            new = rewrite(dependency, release, sibling, indexed.config, exact=exact)
            if new is not None:
                found[dependency] = new
    return found


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
