"""What comes to the packages of a JavaScript workspace, or stands where there is none."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from release.config.repository import RepositoryConfig
from release.errors import ConfigError, Problem
from release.globs.directories import expand
from release.manifests import package_json
from release.model import Link, Package, Workspace
from release.read.leads import Leads, named_apart
from release.read.links import linked
from release.world import Files

_NOT_SOURCES = {"node_modules", "target", ".git", ".venv"}


def with_additions(
    files: Files,
    workspace: Workspace,
    config: RepositoryConfig | None,
    problems: list[Problem],
) -> Workspace:
    """The workspace with what the root's own manifests and our configuration add to it.

    Args:
        files: the tree.
        workspace: what JavaScript has; its `tool` is `""` when that is nothing.
        config: our configuration.
        problems: gets what is wrong.
    """
    leads = Leads(files)
    packages = {package.directory: package for package in workspace.packages}
    tool = workspace.tool
    if not tool:
        tool = leads.tool() or ""
        _add(packages, leads.at_root(), files, leads, problems)
    alone = len(packages)
    if config is not None:
        _add_configured(packages, config, files, leads, problems)
    if len(packages) > alone and tool in {"", "root"}:
        tool = "npm" if workspace.tool else "uv"  # no longer a repository of one package
    problems += leads.problems
    ordered = sorted(
        packages.values(), key=lambda each: each.directory.encode("utf-16-be", "surrogatepass")
    )
    named = tuple(linked(named_apart(ordered, problems), leads))
    if config is not None:
        problems += config.check({package.name for package in named})
        named = tuple(_depending(named, config))
    return workspace._replace(tool=tool, packages=named, shared=leads.shared(named))


def _add_configured(
    packages: dict[str, Package],
    config: RepositoryConfig,
    files: Files,
    leads: Leads,
    problems: list[Problem],
) -> None:
    for place in config.packages:
        directories = expand([place], lambda directory: _subdirectories(files, directory))
        before = len(problems)
        _add(packages, directories, files, leads, problems)
        known = any(each in packages or _is_companion(each, packages) for each in directories)
        if not known and not leads.problems and len(problems) == before:
            problems.append(
                config.options.problem(
                    ("packages",),
                    f"has `{place}`, where no package is",
                    "a package is a directory with a package.json, a Cargo.toml or a "
                    "pyproject.toml that has a name",
                )
            )


def _add(
    packages: dict[str, Package],
    directories: Iterable[str],
    files: Files,
    leads: Leads,
    problems: list[Problem],
) -> None:
    for directory in sorted(directories, key=len):  # what is above may own what is below
        if directory in packages or _is_companion(directory, packages):
            continue
        found = _led_by_npm(directory, files, problems) or leads.package(directory)
        if found:
            packages[directory] = found


def _is_companion(directory: str, packages: dict[str, Package]) -> bool:
    """Whether the directory is a part of a package: Tauri's Rust half of it."""
    parent, name = posixpath.split(directory)
    return name == "src-tauri" and parent in packages


def _led_by_npm(directory: str, files: Files, problems: list[Problem]) -> Package | None:
    path = posixpath.join(directory, "package.json")
    text = files.read(path)
    if not text:
        return None
    try:
        manifest = package_json.read(path, text)
    except ConfigError as error:
        problems += error.problems
        return None
    # One without a name only configures tools, and leads nothing.
    return Package(manifest.name, directory, manifest) if manifest.name else None


def _subdirectories(files: Files, directory: str) -> Iterator[str]:
    for entry in files.entries(directory):
        if entry.is_directory and entry.name not in _NOT_SOURCES:
            yield entry.name


def _depending(packages: Sequence[Package], config: RepositoryConfig) -> Iterator[Package]:
    """`packages` with the edges that our configuration declares."""
    for package in packages:
        declared = [Link(name) for name in config.depends.get(package.name, ())]
        yield package._replace(links=(*package.links, *declared)) if declared else package
