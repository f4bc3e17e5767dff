"""From a directory to the workspace around it, and from its files to its packages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from posixpath import normpath
from typing import NamedTuple

from release.config.profile import PROFILES, Profile
from release.errors import ConfigError, Problem, Where
from release.manifests import package_json
from release.model import Package, Workspace
from release.read.compat import read_compat
from release.read.layout import (
    ADOPTED,
    Layout,
    declared_layout,
    detected_layout,
    layout_2,
    seen_from,
)
from release.read.repository_config import read_repository_config
from release.world import Files

_MANIFEST = "package.json"
_SINGLE = "root"


class _Candidate(NamedTuple):
    """A directory that could be the root. It is adopted when Changesets is set up in it."""

    directory: Path
    tool: str
    is_adopted: bool


def find_root(start: Path, open_files: Callable[[Path], Files]) -> tuple[Path, str]:
    """The root of the workspace around `start`, and the tool that lays it out.

    Three directories are candidates, each the nearest of its kind, `start` included: the
    monorepo that Changesets 3 detects, the one that `workspaces` declares without a lockfile
    (which Changesets does not see), and a package.json. The first of them counts, except that
    a nearer candidate with a `.changeset/config.json` of its own takes precedence over a
    farther one: whoever set it up meant this directory, and not one above the repository.

    When none of them is set up, the nearest directory that is, and has a Cargo.toml or a
    pyproject.toml instead of a package.json, comes first; and when there is none of them, the
    root of crates and projects does (`native_root`).

    Args:
        start: an absolute path. The file system's root is not looked at, as in Changesets.
        open_files: opens the tree under a directory.

    Raises:
        ConfigError: there is no manifest here or above, or a malformed file on the way.
    """
    ranked = _candidates(start, open_files)
    chosen = next((each for each in reversed(ranked) if each.is_adopted), None)
    if chosen is None:
        from release.read.native_root import native_root  # noqa: PLC0415  for few: start-up

        native = native_root(start, open_files, only_adopted=bool(ranked))
        if native:
            return native
    if chosen is None and not ranked:
        raise ConfigError(
            f"there is no package.json, Cargo.toml or pyproject.toml in `{start}` or above it",
            hint="change to a repository with packages, or begin one with `npm init`, "
            "`cargo init` or `uv init`",
        )
    chosen = chosen or ranked[0]
    return chosen.directory, chosen.tool


def _candidates(start: Path, open_files: Callable[[Path], Files]) -> list[_Candidate]:
    """What `find_root` chooses from, the farthest first."""
    declared: _Candidate | None = None
    single: _Candidate | None = None
    for directory in (start, *start.parents)[:-1]:
        files = open_files(directory)
        detected, said = _layouts(files, start, directory)
        adopted = files.exists(ADOPTED)
        if detected:
            # Inside a monorepo a package is a part of it, whatever is set up there.
            monorepo = _Candidate(directory, detected.tool, adopted)
            return [each for each in (monorepo, declared) if each]
        if declared is None and said:
            declared = _Candidate(directory, said.tool, adopted)
        elif declared is None and single is None and files.exists(_MANIFEST):
            single = _Candidate(directory, _SINGLE, adopted)
    return [each for each in (declared, single) if each]


def _layouts(files: Files, start: Path, directory: Path) -> tuple[Layout | None, Layout | None]:
    try:
        return detected_layout(files), declared_layout(files)
    except ConfigError as error:
        raise ConfigError.of(seen_from(start, directory, error.problems)) from None


def read_workspace(files: Files, compat: int | None = None) -> Workspace:
    """Read every package of the workspace whose root `files` shows.

    With a package.json at the root, or a JavaScript workspace, the packages are those that
    Changesets sees; without, those of the root's Cargo.toml and pyproject.toml. Both ways our
    own configuration adds its `packages`. A directory without a manifest, or with an empty
    package.json, is no package. The root's own package.json is `Workspace.root` even when the
    root is no member; its name is `""` when it has none.

    Args:
        files: the tree.
        compat: the line of Changesets that lays it out; what `read_compat` finds when None.

    Raises:
        ConfigError: there is no package, a manifest is malformed, a package has no name, or our
            configuration names what is not there; all of them at once.
    """
    profile = PROFILES[compat or read_compat(files).line]
    layout = layout_2(files) if profile.workspaces_first else _layout_3(files)
    if layout is None and files.exists(_MANIFEST):
        layout = Layout(_SINGLE, _MANIFEST, (".",))
    problems: list[Problem] = []
    found: dict[str, Package] = {}
    members: tuple[Package, ...] = ()
    if layout is not None:
        directories = _directories(files, layout, profile, problems)
        found = {each.directory: each for each in _packages(files, {"", *directories}, problems)}
        members = tuple(found[directory] for directory in directories if directory in found)
    problems += [_nameless(package) for package in members if not package.name]
    workspace = Workspace(layout.tool if layout else "", found.get(""), members)
    config = read_repository_config(files)
    if layout is None or config is not None:
        from release.read.additions import with_additions  # noqa: PLC0415  for few: start-up

        workspace = with_additions(files, workspace, config, problems)
    if not workspace.packages and workspace.tool in {"", _SINGLE} and not problems:
        problems.append(_NO_PACKAGES)
    ConfigError.raise_any(sorted(problems, key=_place))
    return workspace


_NO_PACKAGES = Problem(
    "there is no package here: no package.json, no crate in a Cargo.toml, no project in a "
    "pyproject.toml",
    hint="begin one with `npm init`, `cargo init` or `uv init`, or name directories in "
    "`packages` of `[tool.release]`",
)


def _layout_3(files: Files) -> Layout | None:
    return detected_layout(files) or declared_layout(files)


def _place(problem: Problem) -> str:
    return problem.where.path if problem.where else ""


def _directories(
    files: Files, layout: Layout, profile: Profile, problems: list[Problem]
) -> list[str]:
    """Sorted as JavaScript sorts strings, by UTF-16 code units."""
    if layout.tool == "rush":
        found = _folders(files, layout, problems)
    else:
        found = set(
            profile.expand(layout.places, lambda directory: _subdirectories(files, directory))
        )
    return sorted(found, key=lambda path: path.encode("utf-16-be", "surrogatepass"))


def _subdirectories(files: Files, directory: str) -> list[str]:
    return [entry.name for entry in files.entries(directory) if entry.is_directory]


def _folders(files: Files, layout: Layout, problems: list[Problem]) -> set[str]:
    """Rush names each folder, so that a missing package is a mistake and not a choice."""
    folders = {"" if (path := normpath(place)) == "." else path for place in layout.places}
    problems.extend(
        Problem(
            f"`{folder}` has no package.json",
            layout.where(folder),
            "correct `projectFolder`, or take the project out",
        )
        for folder in sorted(folders)
        if not files.exists(_manifest_in(folder))
    )
    return folders


def _packages(
    files: Files, directories: Iterable[str], problems: list[Problem]
) -> Iterator[Package]:
    for directory in directories:
        path = _manifest_in(directory)
        text = files.read(path)
        if not text and (directory or text is None):
            continue
        try:
            manifest = package_json.read(path, text or "")
        except ConfigError as error:
            problems += error.problems
        else:
            yield Package(manifest.name or "", directory, manifest)


def _manifest_in(directory: str) -> str:
    return f"{directory}/{_MANIFEST}" if directory else _MANIFEST


def _nameless(package: Package) -> Problem:
    return Problem(
        "the package has no name",
        Where(package.manifest.path),
        "give it a `name`, or leave its directory out of the workspace",
    )
