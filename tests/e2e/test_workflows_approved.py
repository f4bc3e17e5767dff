"""The jobs of a deploy.yml with an approval, run in every order that reviewers may choose."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.e2e.desk import typed
from tests.e2e.yard import HubYard, Street, cloned, write_yard

pytestmark = pytest.mark.needs("git")

APPS = ("deploy-backend", "deploy-cloudprint")
ALL = (*APPS, "publish", "done")


@dataclass
class Scene:
    """Two releases that wait for their approval, `older` and `newer`."""

    yard: HubYard
    older: str
    newer: str

    def run(self, commit: str, jobs: Sequence[str]) -> list[str]:
        """Run jobs of a run, each until a step of it fails; those that failed."""
        root = self.yard.repo.root
        self.yard.repo.git.checkout("--quiet", commit)
        sheets = YAML(typ="safe").load((root / ".github/workflows/deploy.yml").read_text())["jobs"]
        failed = []
        for job in jobs:
            scripts = [shlex.split(step.get("run", "")) for step in sheets[job]["steps"]]
            tasks = [words[4:] for words in scripts if words[:2] == ["exec", "python"]]
            if any(typed(root, *words).code for words in tasks):
                failed.append(job)
        return failed

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
        seed.commit("Ask for approval")
        for tag in ("backend@1.4.2", "cloudprint@1.0.0", "frachter@2.0.0"):
            seed.git.tag(tag)
        with cloned(seed, tmp_path, monkeypatch) as clone:
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
