"""deploy.yml with a Python package, run: one job builds it, another one publishes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from release.rehearsal import Caller, LocalGitHub
from tests.actions.alone import push_alone, released
from tests.actions.events import Actions
from tests.deploys.package_index import PASSWORD, Index, an_index
from tests.github.scene import with_token
from tests.real_components import Components
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git", "uv")

ADAS = "ghp_adaonadesk3456789abcdefghijklmnopqrs"
WHEEL, SOURCE = "reading_light-1.1.0-py3-none-any.whl", "reading_light-1.1.0.tar.gz"
BUILD, DEPLOY = "reading-light for any", "reading-light"
FILES = {
    ".gitignore": "dist/\n",
    "package.json": '{"name": "shop", "private": true, "workspaces": ["apps/*"]}\n',
    "package-lock.json": '{"lockfileVersion": 3}\n',
    ".changeset/config.json": '{"format": false}\n',
    "tasks.py": "from release.tasks import namespace as ns\n",
    "apps/reading-light/package.json": '{"name": "reading-light", "version": "1.1.0"}\n',
    "apps/reading-light/src/reading_light/__init__.py": "",
    "apps/reading-light/pyproject.toml": """\
[build-system]
requires = ["uv_build<1"]
build-backend = "uv_build"

[project]
name = "reading-light"
version = "1.1.0"
""",
}
CONFIG = """
[apps.reading-light]
target = "pypi"
assets = ["dist/any/*"]

[apps.reading-light.pypi]
index = "{index.simple}"
upload = "{index.address}/"
within = 60

[workflows]
install = '{uv}'
secrets.reading-light = ["UV_PUBLISH_TOKEN"]
platforms.reading-light.any = "ubuntu-24.04"
"""


class Desk:
    """A package at the local GitHub, the index that it goes to, and what its workflow does."""

    def __init__(self, components: Components, folder: Path, index: Index) -> None:
        self.index = index
        seed = Repo(folder / "seed")
        seed.commit("Start", FILES)
        self.hub = LocalGitHub(folder / "hub")
        self.hub.add_token(ADAS, Caller("ada", admin=True))
        self.there = self.hub.add_repository("acme/train", seed=seed.root)
        self.actions = Actions(self.hub, self.there, folder / "runs", ADAS)
        self.actions.secrets["production"] = {"UV_PUBLISH_TOKEN": PASSWORD}
        self.people = Repo(folder / "people")
        here = Path(components.uv).parent
        told = {
            "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
            "UV_CACHE_DIR": folder / "cache",
            "UV_DEFAULT_INDEX": index.simple,
            "UV_OFFLINE": "false",  # the index is here, and nothing else is asked
        }
        uv = "; ".join(f'echo "{name}={text}" >> "$GITHUB_ENV"' for name, text in told.items())
        self.config = CONFIG.format(index=index, uv=uv)

    def push(self) -> dict[str, tuple[str, str]]:
        """Have it on main, and see how each job of deploy.yml ended, and what it said."""
        self.people.commit("Configure", {"release.toml": self.config})
        run = push_alone(self.people, with_token(self.hub.site.url, ADAS), self.actions)
        return {name: (job.result, job.said) for name, job in run.jobs.items()}

    @property
    def released(self) -> dict[str, list[str]]:
        """The files of each release, by its tag."""
        return released(self.there)


@pytest.fixture
def desk(components: Components, tmp_path: Path) -> Iterator[Desk]:
    with an_index(tmp_path / "index") as index:
        desk = Desk(components, tmp_path, index)
        with desk.hub.serve(desk.actions.door) as url:
            desk.people.git.pull("--quiet", with_token(url, ADAS), "main")
            yield desk


def test_what_one_job_builds_another_one_publishes_tags_and_releases(desk: Desk) -> None:
    jobs = desk.push()

    results = {name: result for name, (result, _) in jobs.items()}
    assert results == dict.fromkeys(("Detect", BUILD, DEPLOY, "Publish", "Done"), "success"), jobs[
        DEPLOY
    ][1]
    assert {BUILD} == {name for name, (_, said) in jobs.items() if "Building wheel" in said}
    assert {DEPLOY} == {name for name, (_, said) in jobs.items() if "Uploading" in said}
    assert {WHEEL, SOURCE} == desk.index.files.keys()
    assert {"reading-light@1.1.0": [WHEEL, SOURCE]} == desk.released
    assert PASSWORD not in str(jobs)
