"""The jobs of a deploy.yml, one by one: in the order that reviewers choose, and without apps."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.e2e.desk import typed
from tests.e2e.yard import HubYard, Street, cloned, write_yard
from tests.repositories import Repo
from tests.trains import released

pytestmark = pytest.mark.needs("git")

APPS = ("deploy-backend", "deploy-cloudprint")
ALL = (*APPS, "publish", "done")


def runs_well(root: Path, job: str) -> bool:
    """Run the tasks of a job, until one fails."""
    sheet = YAML(typ="safe").load((root / ".github/workflows/deploy.yml").read_text("utf-8"))
    scripts = [shlex.split(step.get("run", "")) for step in sheet["jobs"][job]["steps"]]
    tasks = [words[4:] for words in scripts if words[:2] == ["exec", "python"]]
    assert tasks
    return all(typed(root, *words).code == 0 for words in tasks)


@dataclass
class Scene:
    """Two releases that wait for their approval, `older` and `newer`."""

    yard: HubYard
    older: str
    newer: str

    def run(self, commit: str, jobs: Sequence[str]) -> list[str]:
        """Run jobs of a run; those that failed."""
        self.yard.repo.git.checkout("--quiet", commit)
        return [job for job in jobs if not runs_well(self.yard.repo.root, job)]

    @property
    def tags(self) -> set[str]:
        return {each.removeprefix("refs/tags/") for each in self.yard.clone.tags}


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    street = Street(tmp_path / "street")
    with street.open():
        seed = write_yard(tmp_path / "seed", street, records="forge")
        text = (seed.root / "release.toml").read_text().replace("s.local", "s.production")
        seed.write("release.toml", f'[workflows]\napproval = "approval"\n{text}')
        assert typed(seed.root, "workflows.render").code == 0
        with cloned(released(seed), tmp_path, monkeypatch) as clone:
            yard = HubYard(clone, street)
            yard.bump(backend="1.5.0", cloudprint="1.1.0")
            older = yard.repo.head
            yard.bump(backend="1.6.0", cloudprint="1.2.0")
            yield Scene(yard, older, yard.repo.head)


def test_a_release_that_is_approved_late_does_nothing_and_is_red(scene: Scene) -> None:
    assert scene.run(scene.newer, ["deploy-backend"]) == []

    assert scene.run(scene.older, ALL) == [*APPS, "done"]
    assert scene.yard.street.log == ["backend 1.6.0 "]
    assert "backend@1.6.0" in scene.tags
    assert not scene.tags & {"backend@1.5.0", "cloudprint@1.1.0"}


def test_where_two_are_approved_at_once_the_newer_one_wins(scene: Scene) -> None:
    """Their jobs take turns; what was deployed meanwhile is tagged, and nothing goes backwards."""
    turns = [(commit, [job]) for job in (*APPS, "done") for commit in (scene.older, scene.newer)]
    failed = {(commit, job) for commit, jobs in turns for job in scene.run(commit, jobs)}

    assert failed == {(scene.older, "deploy-cloudprint"), (scene.older, "done")}
    assert scene.yard.street.runs == {"backend": "1.6.0", "cloudprint": "1.2.0"}
    assert scene.tags >= {"backend@1.5.0", "backend@1.6.0", "cloudprint@1.2.0"}
    assert "cloudprint@1.1.0" not in scene.tags


def test_packages_without_apps_are_tagged_and_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever they are called: nobody chose the names for this."""
    seed = Repo(tmp_path / "seed")
    seed.write("package.json", '{"name": "lib", "private": true, "workspaces": ["*"]}\n')
    seed.write(".changeset/config.json", "{}\n")
    for name in ("release", "core"):
        seed.write(f"{name}/package.json", f'{{"name": "{name}", "version": "1.0.0"}}\n')
    assert typed(seed.root, "workflows.render").code == 0
    seed.commit()
    seed.git.tag("core@1.0.0")

    with cloned(seed, tmp_path, monkeypatch) as clone:
        done = [runs_well(clone.repo.root, job) for job in ("detect", "publish", "done")]

        assert done == [True, True, True]
        assert clone.tags == ["refs/tags/core@1.0.0", "refs/tags/release@1.0.0"]
        assert "release@1.0.0" in {each.tag for each in clone.there.releases.values()}
