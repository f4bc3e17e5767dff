"""Which app must be deployed before which."""

from __future__ import annotations

from release.adoption.candidates import Candidate
from release.adoption.needs import Need, needs_of
from release.adoption.signs import CONTAINER, SITE, Sign
from release.model import Package
from tests.factories import a_package, a_workspace

COMPOSE = """\
services:
  db:
    image: postgres
  api:
    build: ./packages/backend
    depends_on: [db]
  web:
    build:
      context: packages/web/
    depends_on:
      api:
        condition: service_healthy
"""


def an_app(package: Package, kind: str) -> Candidate:
    return Candidate(package.name, package, Sign(kind, ""))


def the_apps(**packages: Package) -> list[Candidate]:
    """Each a site, but for the backend, which runs in a container."""
    kinds = {"backend": CONTAINER}
    found = a_workspace(tool="npm", **packages).packages
    return [an_app(each, kinds.get(each.name, SITE)) for each in found]


def test_a_service_that_depends_on_another_one_needs_it() -> None:
    apps = the_apps(backend=a_package(), web=a_package())

    assert needs_of(apps, {"compose.yaml": COMPOSE}) == (
        Need("web", "backend", "compose.yaml: `web` depends on `api`"),
    )


def test_a_service_is_built_where_its_dockerfile_is_or_else_called_like_its_app() -> None:
    apps = the_apps(backend=a_package(), web=a_package())
    build = "{context: .., dockerfile: packages/backend/Dockerfile}"
    text = f"services: {{api: {{build: {build}}}, web: {{image: nginx, depends_on: [api]}}}}"

    assert needs_of(apps, {"deploy/compose.yaml": text}) == (
        Need("web", "backend", "deploy/compose.yaml: `web` depends on `api`"),
    )


def test_an_app_needs_what_is_running_of_its_dependencies() -> None:
    web = a_package(dependencies={"backend": "workspace:*", "site": "*"}, dev={"cli": "*"})
    apps = the_apps(backend=a_package(), site=a_package(), cli=a_package(), web=web)

    assert needs_of(apps, {}) == (Need("web", "backend", "it depends on backend"),)


def test_what_would_go_round_in_a_circle_is_left_out() -> None:
    backend = a_package(dependencies={"web": "*"})
    web = a_package(dependencies={"backend": "*"})
    found = a_workspace(backend=backend, web=web).packages
    apps = [an_app(each, CONTAINER) for each in found]

    assert needs_of(apps, {}) == (Need("backend", "web", "it depends on web"),)


def test_a_compose_file_that_nobody_could_run_says_nothing() -> None:
    apps = the_apps(backend=a_package(), web=a_package())

    for text in ("services: [", "services: [web]", "- services", "services: {web: }"):
        assert needs_of(apps, {"compose.yaml": text}) == ()
