"""The files of a snapshot, and the versions in them, which every ecosystem must take."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from packaging.version import Version as PythonVersion

from release.plan import staged_moment, staged_version
from release.read.project import read_project
from release.steps.staging.snapshot_files import snapshot_edits
from release.versions import is_below, parse
from tests.fakes import MemoryFiles
from tests.trains import FILES

MOMENT = datetime(2026, 11, 22, 10, 20, 30, tzinfo=UTC)
VERSION = "0.0.0-staging-20261122102030-0123456"
PYTHON = "0.0.0.dev20261122102030"


def edited(*packages: str, **changed: str) -> Mapping[str, str]:
    files = {**FILES, **{path.replace("__", "/"): text for path, text in changed.items()}}
    project = read_project(MemoryFiles(files))
    return snapshot_edits(project, dict.fromkeys(packages, VERSION), MOMENT)


def test_all_that_carries_the_version_has_the_snapshots() -> None:
    texts = edited("backend", "cloudprint")

    assert VERSION == json.loads(texts["apps/backend/package.json"])["version"]
    assert PYTHON == tomllib.loads(texts["apps/backend/pyproject.toml"])["project"]["version"]
    cargo = "apps/cloudprint/src-tauri/Cargo"
    assert VERSION == tomllib.loads(texts[f"{cargo}.toml"])["package"]["version"]
    assert VERSION == tomllib.loads(texts[f"{cargo}.lock"])["package"][0]["version"]
    assert VERSION == json.loads(texts["apps/cloudprint/src-tauri/tauri.conf.json"])["version"]
    locked = json.loads(texts["package-lock.json"])["packages"]
    assert VERSION == locked["apps/cloudprint"]["version"]
    assert "2.0.0" == locked["apps/frachter"]["version"]


def test_what_is_not_in_it_and_what_only_a_release_writes_stays() -> None:
    expected = {"package-lock.json", "apps/backend/package.json", "apps/backend/pyproject.toml"}

    assert expected == set(edited("backend"))


def test_an_installer_gets_numbers() -> None:
    texts = edited("cloudprint")

    windows = json.loads(texts["apps/cloudprint/src-tauri/tauri.windows.conf.json"])
    assert {"version": "0.55.20620.30"} == windows["bundle"]["windows"]["wix"]


@pytest.mark.parametrize(
    "base",
    [
        '{"package": {"version": "1.0.0"}, "tauri": {}}',
        '{"version": "1.0.0", "bundle": {"targets": ["deb"]}}',
    ],
)
def test_where_none_is_made_it_is_not_asked_for(base: str) -> None:
    texts = edited("cloudprint", **{"apps__cloudprint__src-tauri__tauri.conf.json": base})

    assert "apps/cloudprint/src-tauri/tauri.windows.conf.json" not in texts


def test_what_windows_has_of_its_own_is_kept_beside_it() -> None:
    own = '{"version": "1.0.0", "identifier": "a.b"}'
    path = "apps/cloudprint/src-tauri/tauri.windows.conf.json"

    windows = json.loads(edited("cloudprint", **{path.replace("/", "__"): own})[path])

    assert (VERSION, "a.b") == (windows["version"], windows["identifier"])
    assert {"version": "0.55.20620.30"} == windows["bundle"]["windows"]["wix"]


def test_who_requires_it_requires_the_snapshot() -> None:
    """Or npm would look for the released one; what follows the workspace does so anyhow."""
    manifest = {"name": "frachter", "version": "2.0.0", "private": True}
    needs = {"backend": "^1.4.0", "cloudprint": "workspace:^"}
    path = "apps/frachter/package.json"

    texts = edited(
        "backend", **{path.replace("/", "__"): json.dumps(manifest | {"dependencies": needs})}
    )

    found = json.loads(texts[path])
    assert {"backend": VERSION, "cloudprint": "workspace:^"} == found["dependencies"]
    assert "2.0.0" == found["version"]


def test_the_versions_of_later_snapshots_are_higher_everywhere() -> None:
    """Whatever the commits are: all digits, with a zero in front, or none."""
    moments = [MOMENT.replace(second=second) for second in (1, 2)]
    one, other = (
        staged_version("staging", "npm", commit, moment)
        for commit, moment in zip(("9" * 40, "0" * 40), moments, strict=True)
    )
    python = [
        PythonVersion(snapshot_edits(project, {"backend": each}, MOMENT)[path].split('"')[3])
        for project in [read_project(MemoryFiles(FILES))]
        for path in ["apps/backend/pyproject.toml"]
        for each in (one, other)
    ]

    assert parse(one)
    assert parse(other)
    assert is_below(one, other)
    assert is_below(other, "0.0.1")
    assert python == sorted(python)
    assert python[0] != python[1]


def test_a_package_without_package_json_has_its_own_languages_version() -> None:
    """It is what the manifest will be read as, so that what is told is what is there."""
    assert VERSION == staged_version("staging", "cargo", "0123456789", MOMENT)
    assert "0.0.0-dev.20261122102030" == staged_version("staging", "python", "0123456789", MOMENT)


@pytest.mark.parametrize("ecosystem", ["npm", "cargo", "python"])
def test_a_version_tells_when_the_snapshot_was_taken(ecosystem: str) -> None:
    version = staged_version("staging-2", ecosystem, "0123456789", MOMENT)

    assert MOMENT == staged_moment(version)


@pytest.mark.parametrize(
    "version",
    ["1.0.0", "0.0.0", "1.0.0-staging-20261122102030-0123456", "0.0.0-staging-20261322102030-abc"],
)
def test_other_versions_tell_nothing_of_a_snapshot(version: str) -> None:
    assert staged_moment(version) is None


@pytest.mark.needs("cargo")
def test_cargo_takes_the_files_of_a_snapshot(tmp_path: Path) -> None:
    for path, text in {**FILES, **edited("cloudprint")}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    answer = subprocess.run(
        ["cargo", "metadata", "--locked", "--offline", "--format-version=1"],
        cwd=tmp_path / "apps/cloudprint/src-tauri",
        check=True,
        capture_output=True,
        text=True,
    )

    assert VERSION == json.loads(answer.stdout)["packages"][0]["version"]
