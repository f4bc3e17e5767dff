"""What becomes of the files that a release writes when two branches meet, on top of git's merge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from release.backmerge.changelog import merge_changelog
from release.backmerge.intents import merge_intents
from release.backmerge.ledger import merge_ledger
from release.backmerge.manifests import merge_manifest
from release.backmerge.prerelease import merge_pre_state
from release.backmerge.three_way import MergeLines, Sides, UnsettledError
from release.changeset.prerelease import PATH as PRE_STATE
from release.edits import changelog_path
from release.errors import ChangesetError, ConfigError
from release.model import Package, Workspace
from release.read.overlay import Overlay
from release.read.project import read_project
from release.read.workspace import read_workspace
from release.steps.cargo import locked_members, sync_actions
from release.steps.staging.locks import merge_lockfile, tree_of_old
from release.steps.staging.meeting import Meeting
from release.steps.staging.owned import (
    ATTRIBUTES,
    LEDGER,
    Owned,
    folder_of,
    is_in_folder,
    is_record,
    read_owned,
    workspaces,
)
from release.steps.staging.versions import with_versions
from release.world import Files

Edits = dict[str, str | None]


class Reconciled(NamedTuple):
    """What is to be edited in git's merge, and what nobody but a person can decide.

    `owned` is what a release writes on either side; `versions` has the version of each package that
    is another than in ours.
    """

    owned: Owned
    edits: Mapping[str, str | None] = MappingProxyType({})
    conflicts: tuple[str, ...] = ()
    versions: Mapping[str, str] = MappingProxyType({})
    warnings: tuple[str, ...] = ()


def reconcile(meeting: Meeting, merge_lines: MergeLines) -> Reconciled:
    """Bring the files that a release writes together.

    Versions do not go backwards, changelogs and the ledger have what either side has, changesets
    that were released go, and companions and lockfiles agree with that.

    Raises:
        ConfigError: a side, or what comes of both, has a malformed manifest or configuration.
        StateError: a ledger or a pre.json is damaged.
    """
    work = _Reconciling(meeting, merge_lines)
    work.records()
    work.changelogs()
    work.manifests()
    conflicts = work.unsettled()
    if any(not work.owned.is_lockfile(path) for path in conflicts):
        return Reconciled(work.owned, conflicts=conflicts)
    work.versions()
    work.lockfiles()
    if conflicts := work.unsettled():
        return Reconciled(work.owned, conflicts=conflicts)
    work.companions()
    work.spent()
    return Reconciled(work.owned, work.edits, (), work.moved(), tuple(work.warnings))


@dataclass
class _Reconciling:
    """What has been decided so far. `done` are the paths that need nobody any more."""

    meeting: Meeting
    merge_lines: MergeLines
    edits: Edits = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    workspace: Workspace = field(default_factory=lambda: Workspace("", None, ()))

    @cached_property
    def both(self) -> list[tuple[Files, Workspace]]:
        """Our tree and theirs, with their workspaces."""
        return workspaces(self.meeting.ours, self.meeting.theirs)

    @cached_property
    def owned(self) -> Owned:
        """What a release writes on either side."""
        return read_owned(self.both)

    @property
    def files(self) -> Files:
        """The merge as it is so far."""
        return Overlay(self.meeting.by_git, self.edits)

    def put(self, path: str, text: str | None) -> None:
        """Decide about a file."""
        self.done.add(path)
        if self.files.read(path) != text:
            self.edits[path] = text

    def unsettled(self) -> tuple[str, ...]:
        """The conflicts that are left."""
        left = {path for path in self.meeting.clashes if path not in self.done} | self.failed
        for paths in self.meeting.puzzles:
            if not all(path in self.done or is_in_folder(path) for path in paths):
                left |= {path for path in paths if path not in self.done}
        return tuple(sorted(left))

    def records(self) -> None:
        """Settle what is in `.changeset`: the changesets, the ledger, the prerelease mode."""
        meeting = self.meeting
        by_git = folder_of(meeting.by_git)
        for path, sides in meeting.clashes.items():
            if is_in_folder(path) and (text := sides.ours or sides.theirs) is not None:
                by_git[path] = text
        bases = [folder_of(files) for files in meeting.bases]
        found, failed = merge_intents(
            bases, folder_of(meeting.ours), folder_of(meeting.theirs), by_git
        )
        for path, text in found.items():
            self.put(path, text)
        self.failed |= set(failed)
        for path, merge in (
            (LEDGER, merge_ledger),
            (ATTRIBUTES, merge_ledger),
            (PRE_STATE, merge_pre_state),
        ):
            self._try(path, merge)

    def changelogs(self) -> None:
        """Settle the changelogs that differ, of each package wherever it is on either side."""
        ours, theirs = (workspace.by_name for _, workspace in self.both)
        for name in sorted({*ours, *theirs}):
            places = [side[name] for side in (ours, theirs) if name in side]
            if len(places) > 1:
                self._changelog(*places)
            elif self._was_there(places[0]):
                self.put(changelog_path(places[0]), None)  # the other side has removed it
            else:
                self._try(changelog_path(places[0]), merge_changelog)

    def _was_there(self, package: Package) -> bool:
        """Whether both sides come from a tree that has the package there."""
        return self.meeting.bases[0].exists(package.manifest.path)

    def _changelog(self, ours: Package, theirs: Package) -> None:
        """Settle the changelog of a package of both sides, where it is now if one has moved it."""
        meeting, versions = self.meeting, (ours.version, theirs.version)
        old, new = (theirs, ours) if self._was_there(theirs) else (ours, theirs)
        if old.directory == new.directory:
            sides = meeting.sides(changelog_path(new))
        else:
            self.put(changelog_path(old), None)
            sides = Sides(
                meeting.bases[0].read(changelog_path(old)),
                meeting.ours.read(changelog_path(ours)),
                meeting.theirs.read(changelog_path(theirs)),
            )
        self._try(changelog_path(new), lambda each: merge_changelog(each, versions), sides)

    def _try(
        self, path: str, merge: Callable[[Sides], str | None], sides: Sides | None = None
    ) -> None:
        """Merge a file that differs; of what git could merge its answer stands where this fails."""
        sides = sides or self.meeting.sides(path)
        if sides.ours == sides.theirs:
            return
        try:
            self.put(path, merge(sides))
        except UnsettledError:
            if path in self.meeting.clashes or is_record(path):
                self.failed.add(path)

    def manifests(self) -> None:
        """Settle the manifests that git could not merge."""
        for path, sides in self.meeting.clashes.items():
            forms = self.owned.formats.get(path)
            if forms:
                with suppress(UnsettledError, ConfigError):
                    names = self.owned.names
                    self.put(path, merge_manifest(forms, path, sides, names, self.merge_lines))

    def versions(self) -> None:
        """See that no version goes backwards, and that the requirements on it admit it."""
        edits, self.workspace = with_versions(self.files, [each for _, each in self.both])
        for path, text in edits.items():
            self.put(path, text)

    def lockfiles(self) -> None:
        """Settle the lockfiles that git could not merge."""
        clashes = [path for path in self.meeting.clashes if self.owned.is_lockfile(path)]
        if not clashes:
            return
        members = locked_members(self.files, self.workspace)
        trees = [tree_of_old(self.meeting.bases[0], self.both[0]), *self.both]
        for path in clashes:
            sides = self.meeting.clashes[path]
            with suppress(UnsettledError, ConfigError):
                self.put(path, merge_lockfile(path, sides, trees, members, self.merge_lines))

    def companions(self) -> None:
        """Bring companions and lockfiles that differ to what the manifests say now."""
        for action in sync_actions(self.files, self.workspace):
            sides = self.meeting.sides(action.path)
            if sides.ours != sides.theirs:
                self.put(action.path, action.text)

    def spent(self) -> None:
        """Remove the changesets that the ledger knows as released."""
        files = self.files
        try:
            project = read_project(files)
        except ChangesetError as error:
            malformed = {each.where.path: None for each in error.problems if each.where is not None}
            self.warnings += [each.message for each in error.problems]
            files = Overlay(files, malformed)
            project = read_project(files)
        for each in project.spent:
            if each.wholly and self.files.exists(each.changeset.path):
                self.put(each.changeset.path, None)

    def moved(self) -> dict[str, str]:
        """The versions that are others than on our side."""
        before = self.both[0][1].by_name
        return {
            each.name: each.version
            for each in read_workspace(self.files).packages
            if each.version
            and (each.name not in before or before[each.name].version != each.version)
        }
