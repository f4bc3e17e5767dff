"""Packages that no package.json leads: Rust crates and Python projects.

Of the manifests in a directory a Cargo.toml with a `[package]` goes before a pyproject.toml with
a project.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from release.errors import Problem, Where
from release.manifests.cargo_toml import Crate
from release.manifests.names import names_apart
from release.model import Manifest, Package
from release.read.crates import Crates
from release.read.projects import Projects
from release.versions import from_pep440
from release.world import Files

_NPM = "npm"


@dataclass(slots=True)
class Leads:
    """The crates and projects of a tree, read once; what is malformed is a problem."""

    files: Files
    crates: Crates = field(init=False)
    projects: Projects = field(init=False)

    def __post_init__(self) -> None:
        self.crates = Crates(self.files)
        self.projects = Projects(self.files)

    @property
    def problems(self) -> list[Problem]:
        """What is malformed, so far."""
        return [*self.crates.problems, *self.projects.problems]

    def tool(self) -> str | None:
        """What lays out the root: cargo, uv, `root` for one package; None without a manifest."""
        crate, project = self.crates.at(""), self.projects.at("")
        if crate and crate.workspace:
            return "cargo"
        if project and project.workspace:
            return "uv"
        return "root" if crate or project else None

    def at_root(self) -> tuple[str, ...]:
        """The directories that the root's own Cargo.toml and pyproject.toml declare."""
        crate = self.crates.at("")
        crates = self.crates.members("") if crate and crate.workspace else ("",)
        return tuple(dict.fromkeys([*crates, *self.projects.members("")]))

    def package(self, directory: str) -> Package | None:
        """The package that a Cargo.toml or a pyproject.toml in `directory` leads."""
        manifest = self._crate(directory) or self._project(directory)
        return manifest and Package(manifest.name or "", directory, manifest)

    def _crate(self, directory: str) -> Manifest | None:
        crate = self.crates.at(directory)
        if crate is None or crate.manifest.name is None:
            return None
        return crate.manifest._replace(version=self._version(directory, crate), dependencies=())

    def _version(self, directory: str, crate: Crate) -> str | None:
        if not crate.inherits:
            return crate.manifest.version
        root = self.workspace_of(directory)
        return root.workspace.version if root and root.workspace else None

    def workspace_of(self, directory: str) -> Crate | None:
        """The crate, or the Cargo.toml without one, whose workspace the crate is in."""
        root = self.crates.root_of(directory)
        return None if root is None else self.crates.at(root)

    def _project(self, directory: str) -> Manifest | None:
        project = self.projects.at(directory)
        if project is None or project.manifest.name is None:
            return None
        written = project.manifest.version
        if written is None and (file := self.projects.version_file(directory)):
            written = file.version
        version = written and (from_pep440(written) or written)
        return project.manifest._replace(version=version, dependencies=())

    def shared(self, packages: Iterable[Package]) -> tuple[tuple[str, ...], ...]:
        """The names of the packages that inherit one version, by Cargo workspace."""
        heirs: dict[str, list[str]] = {}
        for package in packages:
            crate = self.crates.at(package.directory) if package.ecosystem == "cargo" else None
            root = self.crates.root_of(package.directory) if crate and crate.inherits else None
            if root is not None:
                heirs.setdefault(root, []).append(package.name)
        return tuple(tuple(names) for names in heirs.values() if len(names) > 1)


def named_apart(packages: Sequence[Package], problems: list[Problem]) -> tuple[Package, ...]:
    """`packages` with unique names, as `names_apart` has them; what has none is a problem."""
    names = names_apart((each.ecosystem, each.name) for each in packages)
    named = [each._replace(name=name) for each, name in zip(packages, names, strict=True)]
    counts = Counter(package.name for package in named)
    problems += [
        Problem(
            f"another {package.ecosystem} package is called `{package.name}` too",
            Where(package.manifest.path),
            "rename one of them: changesets and tags speak of packages by name",
        )
        for package in named
        if counts[package.name] > 1 and package.ecosystem != _NPM
    ]
    return tuple(named)
