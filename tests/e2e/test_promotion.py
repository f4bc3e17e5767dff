"""An image, from staging to production by the real command: built once, and the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import COMPONENTS
from tests.deploys.registries import RealRegistry, a_registry, a_workshop
from tests.e2e.desk import Answer, typed
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git", "docker-registry", "skopeo", "buildah")

RELEASE = """
[apps.web]
target = "container"

[apps.web.container]
tool = "buildah"
image = "{staging}/{{app}}"
context = "../.."
file = "Containerfile"
build-args = {{ VERSION = "{{version}}" }}
auth-file = "{logins}"
tls-verify = false
roll-out = ["mkdir", "-p", "{rolled}/{{environment}}/{{image}}"]
rollback = ["true", "{{previous}}"]

[apps.web.environments.production.container]
image = "{production}/{{app}}"
promote = "staging"

[environments.staging]
records = "clone"

[environments.production]
records = "clone"
"""


class Scene(NamedTuple):
    """A repository whose app has an image; `rolled` has a folder for each that was rolled out."""

    repo: Repo
    rolled: Path
    registries: tuple[RealRegistry, RealRegistry]

    def deploy(self, environment: str, *arguments: str) -> Answer:
        return typed(self.repo.root, "deploy", "--environment", environment, *arguments)

    def bring_back(self, environment: str, *arguments: str) -> Answer:
        place = ("--app", "web", "--environment", environment)
        return typed(self.repo.root, "deploy.rollback", *place, *arguments)

    def bump(self, version: str) -> None:
        manifest = {"name": "web", "version": version}
        self.repo.commit(f"Bump {version}", {"apps/web/package.json": json.dumps(manifest)})

    def recorded(self, environment: str) -> Mapping[str, str]:
        """What was captured by the last deployment there."""
        said = (self.repo.root / ".git" / "monorepo-release.deployments").read_text("utf-8")
        begun: list[Any] = [json.loads(line).get("begin") for line in said.splitlines()]
        values: list[Mapping[str, str]] = [
            each["values"] for each in begun if each and each["environment"] == environment
        ]
        return values[-1]

    def rolled_out(self, environment: str) -> list[str]:
        """The images that were rolled out there."""
        folder = self.rolled / environment
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*@*"))


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    workshop = a_workshop(tmp_path / "workshop")
    for name, value in workshop.environment.items():
        monkeypatch.setenv(name, value)
    with (
        a_registry(tmp_path / "one", COMPONENTS) as one,
        a_registry(tmp_path / "two", COMPONENTS) as two,
    ):
        repo, rolled = Repo(tmp_path / "mono"), tmp_path / "rolled"
        configured = RELEASE.format(
            staging=one.host, production=two.host, rolled=rolled, logins=workshop.logins(one, two)
        )
        repo.commit(
            "Begin",
            {
                "package.json": '{"private": true, "workspaces": ["apps/*"]}',
                "apps/web/package.json": '{"name": "web", "version": "1.2.0"}',
                "apps/web/Containerfile": "FROM scratch\nARG VERSION\nCOPY apps/web /\n",
                ".changeset/config.json": "{}",
                "release.toml": configured,
            },
        )
        yield Scene(repo, rolled, (one, two))


def test_production_runs_what_staging_ran(scene: Scene) -> None:
    """Another commit of the same version is released, as after a merge; nothing is built of it."""
    too_early = scene.deploy("production")
    assert (4, []) == (too_early.code, scene.rolled_out("production")), too_early.err
    assert "cannot be promoted to `production`: `staging` has not deployed 1.2.0" in too_early.err
    assert "`inv deploy --environment staging --app web`" in too_early.err

    staged = scene.deploy("staging")
    assert 0 == staged.code, staged.err
    scene.repo.commit("Merge", {"apps/web/Containerfile": "FROM what cannot be built\n"})
    released = scene.deploy("production", "--json")
    assert 0 == released.code, released.err

    digest = scene.recorded("staging")["digest"]
    assert digest == scene.recorded("production")["digest"]
    one, two = scene.registries
    assert one.raw(digest) == two.raw(digest)
    assert [f"{one.host}/web@{digest}"] == scene.rolled_out("staging")
    assert [f"{two.host}/web@{digest}"] == scene.rolled_out("production")
    phases = json.loads(released.out)["apps"]["web"]["phases"]
    assert {"build": [], "publish": "skopeo"} == {
        each["phase"]: each["work"][0][0]["run"][0] if each["work"] else [] for each in phases[:2]
    }
    for environment in ("staging", "production"):
        again = scene.deploy(environment)
        assert (0, True) == (again.code, "nothing is due" in again.err)


def test_a_version_comes_back_by_its_digest_as_long_as_it_is_there(scene: Scene) -> None:
    """Nothing is built, and nothing is changed when there is no such image any more."""
    assert 0 == scene.deploy("staging").code
    first = scene.recorded("staging")["digest"]
    scene.bump("1.3.0")
    assert 0 == scene.deploy("staging").code
    second = scene.recorded("staging")["digest"]

    back = scene.bring_back("staging")
    assert 0 == back.code, back.err
    assert (first, True) == (scene.recorded("staging")["digest"], first != second)

    scene.registries[0].remove(second)
    gone = scene.bring_back("staging", "--to", "1.3.0")
    assert 4 == gone.code, gone.err
    assert first == scene.recorded("staging")["digest"]
