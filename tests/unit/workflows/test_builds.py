"""The jobs of deploy.yml that build an app for its platforms, and the one that deploys it."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from invoke.parser import Parser
from ruamel.yaml import YAML

from release.errors import ConfigError
from release.model import Workspace
from release.read.config import read_config
from release.tasks import namespace
from release.workflows import FOLDER, render
from release.workflows.ground import Ground
from tests.factories import a_package, a_workspace
from tests.fakes import MemoryFiles

CONFIG = """
[apps.backend]
[apps."@acme/notes"]
package = "notes"
needs = ["backend"]
target = "tauri"
[workflows]
secrets."@acme/notes" = ["TAURI_SIGNING_PRIVATE_KEY"]
runners."@acme/notes" = "own"
[workflows.platforms."@acme/notes"]
linux-x86_64 = "ubuntu-24.04"
windows-x86_64 = "windows-2025"
[[workflows.steps]]
name = "Rust"
run = "rustup target add wasm32-unknown-unknown"
"""
WORKSPACE = a_workspace(backend=a_package(), notes=a_package()._replace(directory="apps/my notes"))
GATHERED = "apps/my notes/src-tauri/target/bundles"


def jobs(config: str = CONFIG, workspace: Workspace = WORKSPACE) -> dict[str, Any]:
    files = MemoryFiles({"release.toml": config})
    ground = Ground.of(read_config(files, workspace), workspace, "1.2.3", has_tasks=True)
    found: dict[str, Any] = YAML(typ="safe").load(render(ground)[f"{FOLDER}/deploy.yml"])["jobs"]
    return found


def step(job: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in job["steps"] if each["name"] == name]
    return dict(found)


def test_each_platform_is_built_on_its_runner_and_all_of_them_to_the_end() -> None:
    build = jobs()["build-acme-notes"]

    assert build["runs-on"] == "${{ matrix.runner }}"
    assert build["strategy"] == {
        "fail-fast": False,
        "matrix": {
            "include": [
                {"platform": "linux-x86_64", "runner": "ubuntu-24.04"},
                {"platform": "windows-x86_64", "runner": "windows-2025"},
            ]
        },
    }
    assert build["defaults"] == {"run": {"shell": "bash"}}


def test_it_is_built_beside_what_it_needs_and_deployed_after_both() -> None:
    found = jobs()

    assert found["build-acme-notes"]["needs"] == ["detect"]
    assert found["deploy-acme-notes"]["needs"] == ["detect", "build-acme-notes", "deploy-backend"]
    assert found["deploy-acme-notes"]["runs-on"] == "own"


def test_a_build_can_read_and_sign_and_no_more() -> None:
    """And the job that deploys has no key."""
    found = jobs()
    build, deploy = found["build-acme-notes"], found["deploy-acme-notes"]

    assert build["permissions"] == {"contents": "read"}
    assert build["environment"]["name"] == "production"
    assert step(build, "Build")["env"] == {
        "RELEASE_PLATFORM": "${{ matrix.platform }}",
        "TAURI_SIGNING_PRIVATE_KEY": "${{ secrets.TAURI_SIGNING_PRIVATE_KEY }}",
    }
    having = [name for name, job in found.items() if "secrets." in str(job)]
    assert having == ["build-acme-notes"]
    assert step(deploy, "Deploy")["env"] == {"GITHUB_TOKEN": "${{ github.token }}"}


def test_a_build_without_secrets_waits_for_the_rules_of_no_environment() -> None:
    plain = "\n".join(line for line in CONFIG.splitlines() if not line.startswith("secrets"))

    assert "environment" not in jobs(plain)["build-acme-notes"]
    assert jobs(plain)["deploy-acme-notes"]["environment"]["name"] == "production"


def test_what_is_built_comes_to_the_folder_that_the_target_looks_into() -> None:
    """Under a name that no other app's artifacts match."""
    found = jobs()
    keep = step(found["build-acme-notes"], "Keep what was built")["with"]
    fetch = step(found["deploy-acme-notes"], "Fetch what was built")["with"]

    assert (keep["name"], keep["path"]) == ("acme-notes.${{ matrix.platform }}", GATHERED)
    assert fetch == {"pattern": "acme-notes.*", "path": GATHERED, "merge-multiple": True}
    assert (keep["if-no-files-found"], keep["retention-days"]) == ("error", 1)
    own = CONFIG.replace("[workflows]", "tauri.bundles = ['from-jobs/']\n[workflows]")
    assert "'path': 'apps/my notes/from-jobs'" in str(jobs(own)["deploy-acme-notes"])


def test_a_folder_that_github_would_compute_is_refused() -> None:
    odd = a_package()._replace(directory="apps/${{ github.token }}")

    with pytest.raises(ConfigError, match="which GitHub Actions would compute"):
        jobs(workspace=a_workspace(backend=a_package(), notes=odd))


def test_the_order_of_steps() -> None:
    """What the owner adds for builds is where it is built."""
    found = jobs(CONFIG.replace("[workflows]", "[workflows]\nattest = true"))
    ready = ["Check out", "Set up Python", "Install"]

    names = {
        key: [each["name"] for each in found[f"{key}-acme-notes"]["steps"]]
        for key in ("build", "deploy")
    }

    assert names == {
        "build": [*ready, "Rust", "Build", "Attest", "Keep what was built"],
        "deploy": [*ready, "Fetch what was built", "Deploy"],
    }
    assert found["build-acme-notes"]["permissions"] == {
        "contents": "read",
        "id-token": "write",
        "attestations": "write",
    }
    assert found["deploy-acme-notes"]["permissions"] == {
        "contents": "write",
        "deployments": "write",
    }


def test_whoever_must_approve_is_asked_before_anything_is_built() -> None:
    """What is built is kept for a day, and an approval can take longer."""
    build = jobs(CONFIG.replace("[workflows]", "[workflows]\napproval = 'yes'"))["build-acme-notes"]

    assert build["needs"] == ["detect", "approve"]
    assert "needs.approve.result == 'success'" in build["if"]
    assert "concurrency" not in build


def test_the_script_is_a_command_line_that_our_task_understands() -> None:
    run = step(jobs()["build-acme-notes"], "Build")["run"]
    assert run == (
        'exec python -m invoke deploy.build --app=@acme/notes --platform="$RELEASE_PLATFORM"'
    )

    (found,) = Parser(contexts=namespace.to_contexts()).parse_argv(shlex.split(run)[4:])

    assert found.name == "deploy.build"
    assert found.args.platform.value == "$RELEASE_PLATFORM"
