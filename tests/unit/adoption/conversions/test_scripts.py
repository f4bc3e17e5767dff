"""Changesets with a team's own scripts around it, as our tasks."""

from __future__ import annotations

import json

import pytest

from release.adoption.conversions import scripts
from tests.fakes import MemoryFiles
from tests.unit.adoption.conversions.after import converted, told, versions

MANIFEST = """{
  "name": "shop", "private": true,
  "workspaces": ["apps/*"],
  "scripts": {
    "version-packages": "changeset version && bun run scripts/workflows/sync-cloudprint-version",
    "detect": "bun run scripts/workflows/detect-release.ts --all",
    "build": "turbo build"
  }
}
"""
DEPLOY = """on: {push: {branches: [main]}}
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - run: bun run scripts/workflows/detect-release
  backend:
    needs: check
    steps:
      - uses: actions/checkout@v4
      - run: |
          ssh shop 'systemctl
            restart backend'
  deploy-cloudprint:
    needs: [check, backend]
    steps: [{run: bun tauri build}]
"""
TAGGER = """jobs:
  version:
    steps:
      - uses: changesets/action@v1
        with: {version: bun run version-packages, title: "Version Packages"}
"""
TREE = {
    "package.json": MANIFEST,
    "bun.lock": "{}",
    ".changeset/config.json": '{"privatePackages":{"version":true,"tag":true}}',
    ".changeset/one.md": '---\n"cloudprint": minor\n---\n\nIt prints.\n',
    "apps/backend/package.json": '{"name":"@shop/backend","version":"1.4.2","private":true}',
    "apps/cloudprint/package.json": '{"name":"cloudprint","version":"1.0.0","private":true}',
    "apps/cloudprint/src-tauri/tauri.conf.json": '{"version":"1.0.0"}',
    "scripts/workflows/sync-cloudprint-version.ts": (
        "const files = ['Cargo.toml', `${app}/tauri.conf.json`, 'Cargo.lock', 'src/version.ts'];\n"
    ),
    "scripts/workflows/detect-release.ts": "",
    "scripts/workflows/preview-release.ts": "",
    "scripts/workflows/notify.ts": "",
    ".github/workflows/deploy.yml": DEPLOY,
    ".github/workflows/release-tagger.yml": TAGGER,
    ".github/workflows/ci.yml": "on: push\n",
}


def test_its_scripts_and_workflows_go_and_no_others() -> None:
    conversion, _ = converted(scripts, TREE)

    assert sorted(path for path, text in conversion.files.items() if text is None) == [
        ".github/workflows/deploy.yml",
        ".github/workflows/release-tagger.yml",
        "scripts/workflows/detect-release.ts",
        "scripts/workflows/preview-release.ts",
        "scripts/workflows/sync-cloudprint-version.ts",
    ]


def test_its_commands_are_our_tasks_and_every_other_byte_stays() -> None:
    conversion, _ = converted(scripts, TREE)

    assert conversion.files["package.json"] == MANIFEST.replace(
        "changeset version && bun run scripts/workflows/sync-cloudprint-version",
        "release changeset.version",
    ).replace("bun run scripts/workflows/detect-release.ts --all", "release release.detect")


@pytest.mark.parametrize(
    ("command", "task"),
    [
        ("changeset version && bun scripts/workflows/sync-version.ts", "release changeset.version"),
        (
            "changeset version && node scripts/workflows/sync-a-version && npm i && git add .",
            "release changeset.version && npm i && git add .",
        ),
        (
            "changeset version && bun scripts/workflows/preview-release",
            "release changeset.version && release release.preview",
        ),
        ("x scripts/workflows/sync-version && changeset version", "release changeset.version"),
        (
            "bun scripts/workflows/sync-version; a | b || c | b",
            "release changeset.version; a | b || c | b",
        ),
        ("changeset version", "changeset version"),
        ("bun scripts/workflows/notify", "bun scripts/workflows/notify"),
    ],
)
def test_a_command_keeps_what_else_it_does(command: str, task: str) -> None:
    manifest = json.dumps({"name": "shop", "scripts": {"v": command}})

    files = scripts.convert(MemoryFiles({"package.json": manifest}), ()).files

    assert json.loads(files["package.json"] or "")["scripts"] == {"v": task}


@pytest.mark.parametrize(
    ("command", "lost"),
    [
        (
            "bun scripts/workflows/detect-release.ts --all",
            "`release release.detect` without `--all`",
        ),
        (
            "changeset version --snapshot pr && bun scripts/workflows/sync-version",
            "`release changeset.version` without `--snapshot pr`",
        ),
        ("changeset version && bun scripts/workflows/sync-version && npm i --ci", ""),
        ("changeset version --snapshot pr", ""),
    ],
)
def test_arguments_that_no_task_gets_are_told(command: str, lost: str) -> None:
    manifest = json.dumps({"name": "shop", "scripts": {"v": command}})

    conversion = scripts.convert(MemoryFiles({"package.json": manifest}), ())

    expected = (f"`v` in package.json runs {lost}",) if lost else ()
    assert conversion.told == expected


def test_jobs_of_the_deployment_are_apps_with_their_needs() -> None:
    conversion, project = converted(scripts, TREE)

    assert conversion.settings == {
        "title": "Version Packages",
        "apps": {
            "backend": {"package": "@shop/backend"},
            "cloudprint": {"needs": ["backend"]},
        },
    }
    assert versions(project) == {"cloudprint": "1.1.0"}


def test_jobs_that_build_and_deploy_one_app_wait_for_what_either_does() -> None:
    deploy = """jobs:
  backend: {steps: []}
  build-cloudprint: {needs: backend}
  deploy-cloudprint: {needs: [build-cloudprint]}
"""

    conversion, _ = converted(scripts, TREE | {".github/workflows/deploy.yml": deploy})

    assert conversion.settings["apps"]["cloudprint"] == {"needs": ["backend"]}


def test_what_the_workflows_ran_is_told() -> None:
    conversion, _ = converted(scripts, TREE)

    assert told(conversion, "deploy.yml is ours", "`ssh shop 'systemctl restart backend'`")
    assert told(conversion, "deploy.yml", "`bun tauri build`", "target")
    assert told(conversion, "sync-cloudprint-version.ts names src/version.ts")


def test_it_is_found_by_its_command_and_a_script() -> None:
    without = {path: text for path, text in TREE.items() if not path.startswith("scripts/")}

    assert scripts.found(MemoryFiles(TREE)) == "scripts/workflows/detect-release.ts"
    assert scripts.found(MemoryFiles(without)) is None
    assert scripts.found(MemoryFiles(TREE | {"package.json": "{}"})) is None
