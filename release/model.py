"""The nouns, in reading order. Frozen data; nothing here decides or touches the world.

Paths are POSIX strings relative to the root of the workspace; the root itself is `""`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

PRODUCTION = "production"
"""The environment that is meant where none is named; what runs there is what is released."""


class Bump(IntEnum):
    """How far a version moves; `max()` combines several."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return _WORDS[self]


_WORDS = tuple(bump.name.lower() for bump in Bump)


class Changeset(NamedTuple):
    """An intent file: which packages move, by how much, and what to tell their users.

    `is_kept`: a prerelease consumed it, and it waits for the release that ends the mode.
    """

    id: str
    path: str
    bumps: Mapping[str, Bump]  # by package name, in the file's order
    summary: str
    lines: Mapping[str, int] = MappingProxyType({})  # where each name stands, from 1
    is_kept: bool = False


class Dependency(NamedTuple):
    """One requirement of one manifest, as written there."""

    section: str
    name: str
    requirement: str


class Manifest(NamedTuple):
    """A file that declares a package. `text` is the whole file, byte for byte."""

    path: str
    ecosystem: str  # npm, cargo, python, tauri
    text: str
    name: str | None = None
    version: str | None = None
    private: bool = False
    dependencies: tuple[Dependency, ...] = ()


class Link(NamedTuple):
    """A dependency on another package that npm's rules do not judge.

    `package` is the other's name in the workspace, `section` says in npm's words what kind of
    dependency it is. The `requirement` is in the language of `ecosystem`; without one the
    dependent is released whenever the other is, as `workspace:*` has it.
    """

    package: str
    section: str = "dependencies"
    ecosystem: str = ""
    requirement: str | None = None


class Package(NamedTuple):
    """A directory with a manifest of its own, which leads: the others there follow its version.

    `name` is unique: of two packages with one name in different ecosystems, the one that is not
    npm's has its ecosystem before it, as in `cargo/cloudprint`. The version is a semantic one,
    inherited or dynamic ones included; what SemVer cannot say is as it is written.
    `manifest.dependencies` are npm's, and `links` are all others.
    """

    name: str
    directory: str
    manifest: Manifest
    links: tuple[Link, ...] = ()

    @property
    def ecosystem(self) -> str:
        """npm, cargo or python."""
        return self.manifest.ecosystem

    @property
    def version(self) -> str | None:
        """The current version; None when it has none."""
        return self.manifest.version

    @property
    def is_root(self) -> bool:
        """Whether it is at the root of the workspace."""
        return not self.directory

    def is_at(self, path: str) -> bool:
        """Whether `path`, as in `workspace:<path>`, is this directory seen from the root."""
        # JavaScript's normalize keeps a trailing slash: `workspace:packages/a/` is no match.
        return not path.endswith("/") and posixpath.normpath(path) == (self.directory or ".")

    def path(self, name: str) -> str:
        """The path of `name` inside this package."""
        return f"{self.directory}/{name}" if self.directory else name


class Workspace(NamedTuple):
    """All packages of a repository, sorted by directory (UTF-16 code units, as Changesets does).

    `tool` is npm, yarn, pnpm, bun, lerna, rush, cargo, uv, or `root` for a repository that is
    one package. `root` is the package.json at the root; it may be nameless, and is one of
    `packages` only when the workspace says so. It is None when there is none.
    `shared` are the names of packages that have one version, written in one place.
    """

    tool: str
    root: Package | None
    packages: tuple[Package, ...]
    shared: tuple[tuple[str, ...], ...] = ()

    @property
    def by_name(self) -> dict[str, Package]:
        """Packages by name; of two with the same name the last wins, as in Changesets."""
        return {package.name: package for package in self.packages}


class Cause(NamedTuple):
    """Why a package is in the plan.

    `kind` is `changeset` (subject: its id), `dependency` (subject: the package whose new
    version left the range in `detail`), `fixed` or `linked` (subject: the group's first
    members), or `exit` (subject: the prerelease that it leaves).
    """

    kind: str
    subject: str
    detail: str = ""


class PlannedRelease(NamedTuple):
    """One package's part of a plan. `old` and `new` are None for a package without a version."""

    name: str
    bump: Bump
    old: str | None
    new: str | None
    changesets: tuple[str, ...] = ()
    because_of: tuple[Cause, ...] = ()


class PreRecord(NamedTuple):
    """What Changesets 2 writes down in prerelease mode, where 3 moves files.

    `initial_versions` are those before the mode, by package, without those that had none.
    `changesets` are the ids of all that were there at the last version.
    """

    initial_versions: Mapping[str, str] = MappingProxyType({})
    changesets: tuple[str, ...] = ()


class PreState(NamedTuple):
    """Prerelease mode: `mode` is `pre`, or `exit` when the next version is to leave it.

    `record` is None in the form of Changesets 3.
    """

    mode: str
    tag: str
    record: PreRecord | None = None

    @property
    def is_leaving(self) -> bool:
        """Whether the next version is a normal one again."""
        return self.mode == "exit"


class ReleasePlan(NamedTuple):
    """Everything that the pending changesets cause, in plan order.

    `changesets` are those that count: in mode `pre` the ones that no prerelease consumed yet.
    `pre` is None outside prerelease mode. `snapshot` is what stands after the first `-` of every
    new version; None where versions are not those of a snapshot.
    """

    changesets: tuple[Changeset, ...]
    releases: tuple[PlannedRelease, ...]
    pre: PreState | None = None
    snapshot: str | None = None


class App(NamedTuple):
    """Something that is deployed: a package, and the apps that must be healthy before it.

    `requires` are the ranges, in npm's words, that the versions of other apps must be in while it
    runs; those apps are among its `needs`. `target` is the one that holds where an environment
    says nothing else. `assets` are patterns of the files that its releases have, relative to the
    package's directory; `latest`: its releases are what the forge calls the latest.
    """

    name: str
    package: str
    needs: tuple[str, ...] = ()
    target: str | None = None
    assets: tuple[str, ...] = ()
    latest: bool = False
    requires: Mapping[str, str] = MappingProxyType({})


class Member(NamedTuple):
    """What a lockfile must say of one package of the workspace.

    `requirements` maps every dependency section to the ranges that the manifest has now.
    """

    ecosystem: str
    name: str
    directory: str
    version: str | None
    dependencies: tuple[Dependency, ...] = ()
