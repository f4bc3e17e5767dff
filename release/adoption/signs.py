"""What tells that a package is an app, something that is deployed, and not a library."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from release.json_text import loads as parse_json
from release.model import Package
from release.spans import Malformed
from release.toml_text import loads as parse_toml
from release.world import Files

TAURI, CONTAINER, PROGRAM, SERVICE, SITE = "tauri", "container", "program", "service", "site"
"""What kinds of apps there are."""

_TAURI_FILES = ("tauri.conf.json", "tauri.conf.json5", "Tauri.toml")
_IMAGES = ("Dockerfile", "Containerfile")
_STARTS = ("start", "serve")
_OF_LIBRARIES = ("main", "module", "exports", "types", "bin")  # keys of what others import or run
_SERVERS = {
    *("aiohttp", "blacksheep", "daphne", "django", "falcon", "fastapi", "flask", "granian"),
    *("gunicorn", "hypercorn", "litestar", "quart", "sanic", "starlette", "tornado", "uvicorn"),
}
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


class Sign(NamedTuple):
    """A kind of app, and what tells of it, as a person would say it."""

    kind: str
    why: str


def sign_of(package: Package, files: Files) -> Sign | None:
    """What tells that a package is an app; the surest sign where there are several."""
    return next(filter(None, (look(package, files) for look in _LOOKS)), None)


def _tauri(package: Package, files: Files) -> Sign | None:
    places = (package.path("src-tauri"), package.directory)
    paths = (posixpath.join(place, name) for place in places for name in _TAURI_FILES)
    found = next(filter(files.exists, paths), None)
    return Sign(TAURI, f"a Tauri app: {found}") if found else None


def _container(package: Package, files: Files) -> Sign | None:
    found = next(filter(files.exists, map(package.path, _IMAGES)), None)
    return Sign(CONTAINER, f"it has a {posixpath.basename(found)}") if found else None


def _node(package: Package, files: Files) -> Sign | None:
    """A private package that is started, or one that is built and gives nobody anything."""
    del files
    if package.ecosystem != "npm" or not package.manifest.private:
        return None
    content = _document(parse_json, package.manifest.text)
    scripts = content.get("scripts")
    names = scripts if isinstance(scripts, dict) else {}
    start = next((name for name in _STARTS if name in names), None)
    if start:
        return Sign(SERVICE, f"private, with a script `{start}`")
    if "build" in names and not any(key in content for key in _OF_LIBRARIES):
        return Sign(SITE, "private, with a script `build`, and nothing to import")
    return None


def _program(package: Package, files: Files) -> Sign | None:
    """A crate that is a program, whatever leads the package."""
    text = files.read(package.path("Cargo.toml"))
    if text is None:
        return None
    if _document(parse_toml, text).get("bin"):
        return Sign(PROGRAM, "its Cargo.toml has a `[[bin]]`")
    main = package.path("src/main.rs")
    return Sign(PROGRAM, f"a program: {main}") if files.exists(main) else None


def _python(package: Package, files: Files) -> Sign | None:
    """A project with a command that stands on a web server; other commands are tools."""
    project = _document(parse_toml, files.read(package.path("pyproject.toml"))).get("project")
    if not isinstance(project, dict) or not project.get("scripts"):
        return None
    found = sorted(_SERVERS.intersection(_requirements(project)))
    return Sign(SERVICE, f"a command in `project.scripts`, and {found[0]}") if found else None


def _requirements(project: Mapping[str, Any]) -> Iterator[str]:
    listed = project.get("dependencies")
    for each in listed if isinstance(listed, list) else ():
        if found := _REQUIREMENT.match(str(each)):
            yield found[1].lower()


def _document(parse: Callable[[str], object], text: str | None) -> dict[str, Any]:
    """What a manifest holds; nothing where it is not there, or malformed, which others tell."""
    try:
        found = parse((text or "").removeprefix("\ufeff"))
    except Malformed:
        return {}
    return found if isinstance(found, dict) else {}


_LOOKS: tuple[Callable[[Package, Files], Sign | None], ...] = (
    _tauri,
    _container,
    _node,
    _program,
    _python,
)
