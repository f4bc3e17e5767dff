"""The rendered `deploy.yml`, run for real by `act` on this machine, without GitHub."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from release.config.pins import PINS
from tests.e2e.desk import typed
from tests.repositories import Repo

UNKNOWN_TO_ACT = re.compile(r"^  queue: max.*\n|^      deployment: false.*\n", re.MULTILINE)
"""What GitHub has had since 2026."""

NOTHING = """
name: Nothing
description: The tree is here already, and so is Python.
runs:
  using: composite
  steps: [{ run: "true", shell: bash }]
"""
RELEASE = """
[apps.backend]
[apps.web]
needs = ["backend"]
[workflows]
install = "true"
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two apps, their workflows, and the first one's version released."""
    repo = Repo(tmp_path / "train")
    root = '{"name": "train", "private": true, "workspaces": ["*"]}\n'
    files = {"package.json": root, "package-lock.json": "{}\n", "release.toml": RELEASE}
    files[".changeset/config.json"] = "{}\n"
    for name in ("backend", "web"):
        files[f"{name}/package.json"] = f'{{"name": "{name}", "version": "1.0.0"}}\n'
    repo.commit(files=files)
    assert typed(repo.root, "workflows.render").code == 0
    path = repo.root / ".github/workflows/deploy.yml"
    path.write_text(UNKNOWN_TO_ACT.sub("", path.read_text("utf-8")), "utf-8")
    repo.commit()
    repo.git.tag("backend@1.0.0")
    return repo


def run(repo: Repo, scratch: Path) -> dict[str, str]:
    """What a push to main comes to: the result of each job that ran, by its name."""
    (scratch / "nothing").mkdir()
    (scratch / "nothing" / "action.yml").write_text(NOTHING, "utf-8")
    here = [
        f"--local-repository={action}@{pin.commit}={scratch / 'nothing'}"
        for action, pin in PINS.items()
    ]
    bin_folder = Path(sys.executable).parent
    said = subprocess.run(
        [
            *(bin_folder / "act", "push", "--json", "--workflows=.github/workflows/deploy.yml"),
            *("--platform=ubuntu-24.04=-self-hosted", *here),
        ],
        cwd=repo.root,
        env={
            **os.environ,
            "HOME": str(scratch),
            "XDG_CACHE_HOME": str(scratch / "cache"),
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
    results = {line["job"]: line["jobResult"] for line in lines if "jobResult" in line}
    assert (said.returncode == 0) == ({*results.values()} == {"success"}), said.stderr
    return {job.removeprefix("Deploy/").strip(): result for job, result in results.items()}


def test_what_is_due_is_deployed_past_a_skipped_need_and_is_red_without_a_tag(
    repo: Repo, tmp_path: Path
) -> None:
    """Nobody gives the job a token here, so the release cannot be published."""
    assert run(repo, tmp_path) == {
        "Detect": "success",
        "web": "success",
        "Publish": "failure",
        "Done": "failure",
    }


def test_where_nothing_is_due_nothing_runs(repo: Repo, tmp_path: Path) -> None:
    repo.git.tag("web@1.0.0")

    assert run(repo, tmp_path) == {"Detect": "success"}
