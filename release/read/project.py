"""A repository as its release steps see it: packages, configuration, pending changesets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from release.actions import DeleteFile, WriteFile
from release.changes import changeset_paths
from release.changeset.prerelease import FOLDER as KEPT
from release.config.changesets import PATH as CHANGESETS
from release.config.changesets import ChangesetsConfig, check_skipped_dependents, is_skipped
from release.errors import ConfigError, Problem, did_you_mean
from release.ledger import LEDGER, Ledger, parse_ledger
from release.lost import find_lost
from release.model import Changeset, PreState, ReleasePlan, Workspace
from release.owed import Settled, Spent, settle
from release.plan import (
    DependencyGraph,
    dependency_graph,
    plan_release,
    still_counting,
    with_shared,
)
from release.read.changesets import read_changesets
from release.read.changesets_config import read_changesets_config
from release.read.compat import NOT_SAID, Compat, read_compat
from release.read.overlay import tree_after
from release.read.prerelease import read_prerelease
from release.read.workspace import read_workspace
from release.world import Files

if TYPE_CHECKING:
    from release.config.train import Config


@dataclass(frozen=True)
class Project:
    """What was read, once.

    `present` are the changesets in the folder, in file-name byte order, those that a prerelease
    consumed last; those to release are `changesets`. `pre` is None outside prerelease mode.
    `migration` brings what Changesets 2 wrote to the form of 3; `files` and everything else is as
    if that had been done. `snapshot` is what the versions of a snapshot end in. `compat` is the
    line of the CLI that all of this agrees with.
    """

    files: Files
    workspace: Workspace
    rules: ChangesetsConfig
    present: tuple[Changeset, ...]
    pre: PreState | None = None
    migration: tuple[WriteFile | DeleteFile, ...] = ()
    snapshot: str | None = None
    compat: Compat = NOT_SAID

    @property
    def pending(self) -> tuple[Changeset, ...]:
        """The changesets that the next version consumes."""
        return still_counting(self.changesets, self.pre)

    @cached_property
    def config(self) -> Config:
        """Our own configuration, which only some commands ask for.

        Where it names no apps, they are the packages that take part in releases.

        Raises:
            ConfigError: it is wrong; all problems at once.
        """
        from release.read.config import read_config  # noqa: PLC0415  read where used: start-up

        config = read_config(self.files, self.workspace)
        if config.configured:
            return config
        packages = self.workspace.by_name
        apps = (app for app in config.apps if not is_skipped(packages[app.package], self.rules))
        return config._replace(apps=tuple(apps))

    @cached_property
    def _ledger(self) -> Ledger:
        return parse_ledger(self.files.read(LEDGER))

    @cached_property
    def _versions(self) -> dict[str, str | None]:
        return {each.name: each.version for each in self.workspace.packages}

    @property
    def _makes_prereleases(self) -> bool:
        return self.pre is not None and not self.pre.is_leaving

    @cached_property
    def _settled(self) -> Settled:
        return settle(
            self.present,
            self._ledger,
            self._versions,
            self._testimony,
            prerelease=self._makes_prereleases,
        )

    def _testimony(self, changeset: Changeset, package: str, version: str) -> bool | None:
        """Whether the package's changelog has a changeset under a version; see `tells_of`."""
        # Asked of what comes back alone: start-up.
        from release.changelogs.witness import tells_of  # noqa: PLC0415  as said
        from release.edits import changelog_path  # noqa: PLC0415  as said

        found = self.workspace.by_name.get(package)
        text = self.files.read(changelog_path(found)) if found else None
        return tells_of(text, version, changeset.summary)

    @property
    def changesets(self) -> tuple[Changeset, ...]:
        """The changesets to release, with the bumps that no release has had yet.

        Raises:
            StateError: the ledger is damaged.
        """
        return self._settled.owed

    @property
    def spent(self) -> tuple[Spent, ...]:
        """The changesets that were released before and are here again."""
        return self._settled.spent

    @cached_property
    def graph(self) -> DependencyGraph:
        """Who depends on whom."""
        return dependency_graph(
            self.workspace, protocol_only=self.rules.bump_versions_with_workspace_protocol_only
        )

    @cached_property
    def plan(self) -> ReleasePlan:
        """What the pending changesets cause."""
        return plan_release(
            self.changesets,
            self.workspace,
            self.rules,
            self.graph.dependents,
            pre=self.pre,
            snapshot=self.snapshot,
        )

    def since(self, files: Iterable[str]) -> Project:
        """The same repository with only the changesets that are among `files`."""
        new = changeset_paths(files)
        return replace(self, present=tuple(each for each in self.present if each.path in new))

    def adding(self, new: Sequence[Changeset]) -> Project:
        """The same repository with changesets that have no file yet."""
        return replace(self, present=(*self.present, *new))

    def ignoring(self, names: Sequence[str]) -> Project:
        """The same repository with these packages left alone.

        Raises:
            ConfigError: the configuration ignores packages already, a name is unknown, or a
                package that is versioned depends on one of them; all of them are told.
        """
        known = self.workspace.by_name
        problems = [_unknown_to_ignore(name, known) for name in names if name not in known]
        if self.rules.ignore:
            hint = "use one of them at a time"
            message = f"--ignore was given, and {CHANGESETS} has `ignore` as well"
            problems.append(Problem(message, hint=hint))
        ConfigError.raise_any(problems)
        rules = self.rules._replace(ignore=frozenset(names))
        refuse_skipped_dependencies(rules, self.workspace)
        return replace(self, rules=rules)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What deserves a word on stderr but stops nothing."""
        lost = find_lost(
            self._ledger, self._versions, self._is_pending, prerelease=self._makes_prereleases
        )
        return (*self.rules.warnings, *self.graph.notes, *map(str, self.spent), *map(str, lost))

    def _is_pending(self, id_: str) -> bool:
        """Whether there is a changeset of this id, here or put aside, that is not spent."""
        spent = {each.changeset.path for each in self.spent if each.wholly}
        paths = {f"{folder}/{id_}.md" for folder in (".changeset", KEPT)} - spent
        return any(self.files.exists(path) for path in paths)


def read_project(files: Files, *, since: Iterable[str] | None = None) -> Project:
    """Read the repository.

    Args:
        files: the tree.
        since: changed files, of which those that are changesets are read and no others.

    Raises:
        ConfigError: the layout or a configuration is wrong; all problems of a file at once.
        ChangesetError: changesets are malformed; all of them at once.
        StateError: what is written of prerelease mode is damaged.
    """
    compat = read_compat(files)
    workspace = read_workspace(files, compat.line)
    rules = read_changesets_config(files, workspace, compat.line)
    rules = with_shared(rules, workspace.shared)
    skips = rules.ignore or not rules.private_packages_version
    if skips or rules.profile.refuses_unversioned_dependencies:
        refuse_skipped_dependencies(rules, workspace)
    pre, migration = read_prerelease(files, recorded=rules.profile.records_prereleases)
    files = tree_after(files, migration) if migration else files
    changesets = read_changesets(
        files,
        as_js_yaml=rules.profile.reads_as_js_yaml,
        among=None if since is None else changeset_paths(since),
    )
    if pre and pre.record:
        used = frozenset(pre.record.changesets)
        changesets = tuple(each._replace(is_kept=each.id in used) for each in changesets)
    return Project(files, workspace, rules, changesets, pre, migration, compat=compat)


def _unknown_to_ignore(name: str, known: Collection[str]) -> Problem:
    return Problem(
        f"--ignore names `{name}`, which is not in the workspace", hint=did_you_mean(name, known)
    )


def refuse_skipped_dependencies(rules: ChangesetsConfig, workspace: Workspace) -> None:
    """Refuse to release: a package that is versioned cannot stand on one that is not.

    Raises:
        ConfigError: with all such packages.
    """
    if any(is_skipped(package, rules) for package in workspace.packages):
        graph = dependency_graph(
            workspace,
            protocol_only=rules.bump_versions_with_workspace_protocol_only,
            development=False,
        )
        ConfigError.raise_any(check_skipped_dependents(rules, workspace, graph.dependents))
