"""`Cargo.toml`: a crate, a workspace of crates, or both.

The version is the crate's own (`package.version`) or the workspace's, which a crate inherits
with `version.workspace = true`. Of the dependencies only those with a `path` can be our own.
Format: https://doc.rust-lang.org/cargo/reference/manifest.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from release.manifests.document import table_at, text_at, texts_at, toml_document, value_at
from release.model import Dependency, Manifest
from release.toml_text import KeyPath, loads
from release.toml_text.places import replace

SECTIONS = ("dependencies", "dev-dependencies", "build-dependencies")


class PathDependency(NamedTuple):
    """A dependency in a directory, which is relative to the manifest's.

    `dependency` is None when no version is required.
    """

    directory: str
    keys: KeyPath
    dependency: Dependency | None


class CargoWorkspace(NamedTuple):
    """What `[workspace]` says; `version` is the one that crates inherit."""

    members: tuple[str, ...]
    exclude: tuple[str, ...]
    version: str | None


class Crate(NamedTuple):
    """A Cargo.toml. `root` is the directory of its workspace when the crate names that itself.

    `borrowed` are the dependencies that `workspace.dependencies` describes: their key paths.
    """

    manifest: Manifest
    inherits: bool
    root: str | None
    workspace: CargoWorkspace | None
    paths: tuple[PathDependency, ...]
    borrowed: tuple[KeyPath, ...] = ()


def read(path: str, text: str) -> Manifest:
    """What the file declares; the version is None when it is inherited or absent.

    Raises:
        ConfigError: it is not TOML.
    """
    return read_crate(path, text).manifest


def read_crate(path: str, text: str) -> Crate:
    """Everything that the file says about crates and workspaces.

    Raises:
        ConfigError: it is not TOML.
    """
    document = toml_document(path, text)
    paths = tuple(_paths(document))
    return Crate(
        manifest=Manifest(
            path=path,
            ecosystem="cargo",
            text=text,
            name=text_at(document, "package", "name"),
            version=text_at(document, "package", "version"),
            private=value_at(document, "package", "publish") in (False, []),
            dependencies=tuple(found.dependency for found in paths if found.dependency),
        ),
        inherits=value_at(document, "package", "version", "workspace") is True,
        root=text_at(document, "package", "workspace"),
        workspace=_workspace(document),
        paths=paths,
        borrowed=tuple(_borrowed(document)),
    )


def update(text: str, own: str | None, others: Mapping[Dependency, str]) -> str:
    """Replace the crate's own version and the requirements; see `Format`."""
    document = loads(text)
    values: dict[KeyPath, str] = {
        (*found.keys, "version"): others[found.dependency]
        for found in _paths(document)
        if found.dependency and found.dependency in others
    }
    if own is not None and text_at(document, "package", "version") is not None:
        values["package", "version"] = own
    return replace(text, values) if values else text


def update_workspace(text: str, version: str) -> str:
    """Replace the version that the workspace's crates inherit, which must be there."""
    return replace(text, {("workspace", "package", "version"): version})


def _workspace(document: dict[str, Any]) -> CargoWorkspace | None:
    workspace = document.get("workspace")
    if workspace is None:
        return None
    return CargoWorkspace(
        members=texts_at(workspace, "members"),
        exclude=texts_at(workspace, "exclude"),
        version=text_at(workspace, "package", "version"),
    )


def _paths(document: dict[str, Any]) -> Iterator[PathDependency]:
    for keys in _sections(document):
        for name, declared in table_at(document, *keys).items():
            if directory := text_at(declared, "path"):
                yield _path(directory, keys, name, declared)


def _borrowed(document: dict[str, Any]) -> Iterator[KeyPath]:
    for keys in _sections(document):
        for name, declared in table_at(document, *keys).items():
            if value_at(declared, "workspace") is True:
                yield *keys, name


def _sections(document: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    yield from ((section,) for section in SECTIONS)
    for target in table_at(document, "target"):
        yield from (("target", target, section) for section in SECTIONS)
    yield "workspace", "dependencies"


def _path(
    directory: str, section: tuple[str, ...], name: str, declared: dict[str, Any]
) -> PathDependency:
    requirement = text_at(declared, "version")
    real_name = text_at(declared, "package") or name  # `name` may be what the crate's code says
    dependency = requirement and Dependency(".".join(section), real_name, requirement)
    return PathDependency(directory, (*section, name), dependency or None)
