"""`pyproject.toml`: `project.version` (PEP 621) or `tool.poetry.version`, in PEP 440's spelling.

A dynamic version is in another file, which the build back end's own table names. One that comes
from the version control system has no file, and is left alone.
Format: https://packaging.python.org/en/latest/specifications/pyproject-toml/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from release.errors import ConfigError, Where
from release.manifests.document import table_at, text_at, texts_at, toml_document, value_at
from release.manifests.python_requirements import local_sources, requirements
from release.manifests.python_version_file import WHOLE_FILE, assignment
from release.model import Dependency, Manifest
from release.spans import splice
from release.toml_text import KeyPath, loads
from release.toml_text.places import replace
from release.versions import is_spelt, pep440

PRIVATE = "Private :: Do Not Upload"
"""The classifier with which every index refuses a project."""

_TABLES = (("project",), ("tool", "poetry"))
# What hatch looks for: https://hatch.pypa.io/latest/plugins/version-source/regex/
_HATCH = (
    r"""(?i)^(?:__version__|version)(?: ?: ?str)?[ \t]*=[ \t]*(['"])v?(?P<version>[^'"\n]+)\1"""
)


class UvWorkspace(NamedTuple):
    """What `[tool.uv.workspace]` says: globs of directories, relative to the file."""

    members: tuple[str, ...]
    exclude: tuple[str, ...]


class Project(NamedTuple):
    """A pyproject.toml. `sources` are the names, normal, of dependencies in directories."""

    manifest: Manifest
    workspace: UvWorkspace | None
    sources: frozenset[str]


class VersionSource(NamedTuple):
    """Where a dynamic version is written: the first of `paths` that exists, and the pattern there.

    The paths are relative to the pyproject.toml.
    """

    paths: tuple[str, ...]
    pattern: str


def read(path: str, text: str) -> Manifest:
    """What the file declares; the version is None when it is dynamic.

    A dependency's requirement is its specifier, without extras and marker; `""` when all will do.

    Raises:
        ConfigError: it is not TOML.
    """
    return read_project(path, text).manifest


def read_project(path: str, text: str) -> Project:
    """Everything that the file says about projects and workspaces.

    Raises:
        ConfigError: it is not TOML.
    """
    document = toml_document(path, text)
    return Project(_manifest(path, text, document), _workspace(document), local_sources(document))


def _manifest(path: str, text: str, document: dict[str, Any]) -> Manifest:
    names = (text_at(document, *table, "name") for table in _TABLES)
    versions = (text_at(document, *table, "version") for table in _TABLES)
    return Manifest(
        path=path,
        ecosystem="python",
        text=text,
        name=next(filter(None, names), None),
        version=next(filter(None, versions), None),
        private=PRIVATE in texts_at(document, "project", "classifiers"),
        dependencies=tuple(found.dependency for found in requirements(document)),
    )


def update(text: str, own: str | None, others: Mapping[Dependency, str]) -> str:
    """Replace the version where one is written, and the specifiers; see `Format`.

    A version that means the new one already stays as it is spelt: `1.2` is 1.2.0.
    """
    if own is None and not others:
        return text
    document = loads(text)
    values: dict[KeyPath, str] = {
        found.keys: splice(found.text, [(found.specifier, others[found.dependency])])
        for found in requirements(document)
        if found.dependency in others
    }
    for table in _TABLES:
        old = text_at(document, *table, "version")
        if own is not None and old is not None and not is_spelt(old, own):
            values[*table, "version"] = pep440(own)
    return replace(text, values) if values else text


def _workspace(document: dict[str, Any]) -> UvWorkspace | None:
    table = value_at(document, "tool", "uv", "workspace")
    if not isinstance(table, dict):
        return None
    return UvWorkspace(texts_at(table, "members"), texts_at(table, "exclude"))


def version_source(path: str, text: str) -> VersionSource | None:
    """The other file that holds a dynamic version; None when there is none.

    Raises:
        ConfigError: it is not TOML, or the pattern in it is not a regular expression.
    """
    document = toml_document(path, text)
    dynamic = value_at(document, "project", "dynamic")
    if not isinstance(dynamic, list) or "version" not in dynamic:
        return None
    sources = (_hatch(path, document), _pdm(document), _setuptools(document), _flit(document))
    return next((source for source in sources if source), None)


def _hatch(path: str, document: dict[str, Any]) -> VersionSource | None:
    table = table_at(document, "tool", "hatch", "version")
    file, pattern = text_at(table, "path"), text_at(table, "pattern")
    if file is None or table.get("source", "regex") not in ("regex", "code"):
        return None
    return VersionSource((file,), _HATCH if pattern is None else _checked(path, pattern))


def _checked(path: str, pattern: str) -> str:
    try:
        named = "version" in re.compile(pattern, re.MULTILINE).groupindex
    except re.error as error:
        raise ConfigError(
            f"`tool.hatch.version.pattern` is not a regular expression: {error}", Where(path)
        ) from None
    if not named:
        raise ConfigError(
            "`tool.hatch.version.pattern` has no group `version`",
            Where(path),
            "put `(?P<version>` and `)` around the version",
        )
    return pattern


def _pdm(document: dict[str, Any]) -> VersionSource | None:
    table = table_at(document, "tool", "pdm", "version")
    file = text_at(table, "path") if table.get("source") == "file" else None
    return VersionSource((file,), assignment("__version__")) if file else None


def _setuptools(document: dict[str, Any]) -> VersionSource | None:
    table = table_at(document, "tool", "setuptools", "dynamic", "version")
    match table.get("file"):
        case str(file) | [str(file)]:
            return VersionSource((file,), WHOLE_FILE)
    module, _, name = (text_at(table, "attr") or "").rpartition(".")
    if not module:
        return None
    return VersionSource(_modules(module, _source_directories(document)), assignment(name))


def _source_directories(document: dict[str, Any]) -> tuple[str, ...]:
    """What `package-dir` says; else `src` and the directory of the file, as setuptools finds it."""
    declared = text_at(document, "tool", "setuptools", "package-dir", "")
    return (f"{declared.rstrip('/')}/",) if declared else ("src/", "")


def _flit(document: dict[str, Any]) -> VersionSource | None:
    if text_at(document, "build-system", "build-backend") != "flit_core.buildapi":
        return None
    module = text_at(document, "tool", "flit", "module", "name") or text_at(
        document, "project", "name"
    )
    if module is None:
        return None
    return VersionSource(
        _modules(module.replace("-", "_"), ("src/", "")), assignment("__version__")
    )


def _modules(module: str, directories: tuple[str, ...]) -> tuple[str, ...]:
    stem = module.replace(".", "/")
    return tuple(
        f"{directory}{stem}{suffix}"
        for directory in directories
        for suffix in ("/__init__.py", ".py")
    )
