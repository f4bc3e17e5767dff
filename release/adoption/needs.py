"""Which app must be deployed before which: only what the repository says itself."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from release.adoption.candidates import Candidate
from release.adoption.signs import CONTAINER, SERVICE
from release.config.circles import circles
from release.spans import Malformed

COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""The files in which Docker Compose looks for services, in its order."""

_RUNNING = {CONTAINER, SERVICE}  # kinds that others ask while they run


class Need(NamedTuple):
    """An app, what must be healthy before it, and what says so."""

    app: str
    need: str
    why: str


def needs_of(apps: Sequence[Candidate], compose: Mapping[str, str]) -> tuple[Need, ...]:
    """What the apps need of each other; nothing that would go round in a circle.

    Args:
        apps: those that are deployed.
        compose: the texts of Compose files, by their paths.
    """
    every = [*_composed(apps, compose), *_depended(apps)]
    found: dict[tuple[str, str], Need] = {}
    for need in every:
        edges: dict[str, list[str]] = {each.app: [] for each in apps}
        for each in (*found.values(), need):
            edges[each.app].append(each.need)
        if not list(circles({app: tuple(needs) for app, needs in edges.items()})):
            found.setdefault((need.app, need.need), need)
    return tuple(found.values())


def _depended(apps: Sequence[Candidate]) -> Iterator[Need]:
    """An app whose package depends on the package of one that is running."""
    running = [each for each in apps if each.sign and each.sign.kind in _RUNNING]
    for app in apps:
        linked = {each.package for each in app.package.links if each.section == "dependencies"}
        for other in running:
            ours = (each for each in app.package.manifest.dependencies if _is_on(each, other))
            if other is not app and (other.package.name in linked or any(ours)):
                yield Need(app.app, other.app, f"it depends on {other.package.name}")


def _is_on(dependency: Any, other: Candidate) -> bool:
    return (
        dependency.section == "dependencies"
        and other.package.ecosystem == "npm"
        and dependency.name == other.package.name
    )


def _composed(apps: Sequence[Candidate], compose: Mapping[str, str]) -> Iterator[Need]:
    for path, text in compose.items():
        services = _services(text)
        known = {name: _app_of(name, each, path, apps) for name, each in services.items()}
        for name, service in services.items():
            for needed in _listed(service.get("depends_on")):
                app, need = known.get(name), known.get(needed)
                if app and need and app != need:
                    yield Need(app, need, f"{path}: `{name}` depends on `{needed}`")


def _app_of(
    name: str, service: Mapping[str, Any], path: str, apps: Sequence[Candidate]
) -> str | None:
    """The app that a service is: built from its directory, or else called like it."""
    if "build" in service:
        home = _home(path, service["build"])
        return next((each.app for each in apps if each.package.directory == home), None)
    return next((each.app for each in apps if each.app == name), None)


def _services(text: str) -> dict[str, dict[str, Any]]:
    from release.yaml_text import loads  # noqa: PLC0415  few repositories have one: start-up

    try:
        document = loads(text)
    except Malformed:
        return {}  # nobody could run it
    found = document.get("services") if isinstance(document, dict) else None
    tables = found.items() if isinstance(found, dict) else ()
    return {str(name): each for name, each in tables if isinstance(each, dict)}


def _home(path: str, build: object) -> str:
    """The directory of the Dockerfile that a service is built by."""
    table = build if isinstance(build, dict) else {"context": build}
    context, file = str(table.get("context", ".")), str(table.get("dockerfile", "Dockerfile"))
    found = posixpath.join(posixpath.dirname(path), context, file)
    return posixpath.dirname(posixpath.normpath(found))


def _listed(value: object) -> Iterable[str]:
    return (str(each) for each in value) if isinstance(value, dict | list) else ()
