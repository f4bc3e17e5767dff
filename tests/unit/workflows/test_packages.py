"""The jobs of deploy.yml that build a Python package and publish it: who may what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML

from release.config.workflows import Workflows
from release.model import App
from tests.actions.scenes import DEPLOY, LIBRARY, PLAIN, SEED, TRUSTED, WITH_A_TOKEN, rendered

IDENTITY = {"id-token": "write"}
DEPLOYS = {"contents": "write", "deployments": "write"}


def jobs(workflows: Workflows, apps: Sequence[App] = LIBRARY) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(rendered(apps, workflows)[DEPLOY])["jobs"]
    return found


def names(job: dict[str, Any]) -> list[str]:
    return [each["name"] for each in job["steps"]]


def test_who_publishes_proves_which_workflow_it_is_and_nobody_else_can() -> None:
    found = jobs(PLAIN)

    assert DEPLOYS | IDENTITY == found["deploy-lib"]["permissions"]
    assert ["deploy-lib"] == [name for name, job in found.items() if "id-token" in str(job)]
    assert "secrets." not in str(found)


def test_who_has_a_token_proves_nothing() -> None:
    found = jobs(WITH_A_TOKEN)

    assert DEPLOYS == found["deploy-lib"]["permissions"]
    assert "id-token" not in str(found)


def test_the_token_is_in_the_job_that_publishes_and_not_where_it_is_built() -> None:
    found = jobs(WITH_A_TOKEN)

    assert ["deploy-lib"] == [name for name, job in found.items() if "secrets." in str(job)]
    assert "environment" not in found["build-lib"]
    (deploy,) = [each for each in found["deploy-lib"]["steps"] if each["name"] == "Deploy"]
    assert "${{ secrets.UV_PUBLISH_TOKEN }}" == deploy["env"]["UV_PUBLISH_TOKEN"]


def test_what_builds_can_read_alone_and_what_publishes_builds_nothing() -> None:
    found = jobs(TRUSTED._replace(attest=False))
    ready = ["Check out", "Set up Python", "Install"]

    assert {"contents": "read"} == found["build-lib"]["permissions"]
    assert [*ready, "Build", "Keep what was built"] == names(found["build-lib"])
    assert [*ready, "Fetch what was built", "Deploy", "Publish"] == names(found["deploy-lib"])
    (keep,) = [each for each in found["build-lib"]["steps"] if each["name"].startswith("Keep")]
    assert ("lib/dist", "lib.${{ matrix.platform }}") == (
        keep["with"]["path"],
        keep["with"]["name"],
    )


def test_who_built_it_attests_it_and_who_publishes_does_not() -> None:
    found = jobs(TRUSTED)

    assert {"contents": "read", "attestations": "write"} | IDENTITY == (
        found["build-lib"]["permissions"]
    )
    assert DEPLOYS | IDENTITY == found["deploy-lib"]["permissions"]
    assert "Attest" in names(found["build-lib"])
    assert "Attest" not in names(found["deploy-lib"])


def test_the_program_that_publishes_is_installed_where_a_package_is() -> None:
    install = "python -m pip install 'monorepo-release[pypi]==1.2.3'"

    assert all(
        install == step["run"]
        for job in jobs(PLAIN).values()
        for step in job["steps"]
        if step["name"] == "Install"
    )
    assert "pypi" not in str(jobs(PLAIN, SEED))
