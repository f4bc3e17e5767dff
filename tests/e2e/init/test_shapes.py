"""`setup.init` finds what a repository has, whatever its shape, and all works at once."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.desk import typed
from tests.e2e.init.repositories import (
    CRATES,
    DESKTOP,
    LIBRARIES,
    MIXED,
    SERVICE,
    UNVERSIONED,
    a_clone,
    adopted,
    table_of,
    works_at_once,
)


def test_libraries_with_changesets_are_only_released(tmp_path: Path) -> None:
    a_clone(tmp_path, LIBRARIES, "@acme/theme@0.4.0", "@acme/search@0.7.0")

    told = adopted(tmp_path)

    assert told["apps"] == []
    assert table_of(tmp_path) == {}
    assert {each["name"] for each in told["others"]} == {"docs", "basics"}
    assert ".github/workflows/release.yml:5 runs changesets/action" in told["told"][0]
    assert "publish to the registries" in told["told"][0]
    preview = works_at_once(tmp_path)
    assert "| @acme/theme | 🟢 Will Release | v0.4.1 |" in preview.out
    assert preview.out.count("🟢") == 1  # what was never tagged counts as released


def test_crates_go_on_with_their_tags_and_leave_another_tools_file_alone(tmp_path: Path) -> None:
    tags = ("trace-core-0.1.36", "trace-log-0.2.0")
    a_clone(tmp_path, CRATES, *tags, default="master")

    told = adopted(tmp_path)

    assert table_of(tmp_path, "pyproject.toml") == {
        "main": "master",
        "tag": "{name}-{version}",
    }
    assert "release.toml is cargo-release's" in "\n".join(told["told"])
    changesets = json.loads((tmp_path / ".changeset/config.json").read_text("utf-8"))
    assert changesets["baseBranch"] == "master"
    assert "privatePackages" not in changesets
    assert "🟢" not in works_at_once(tmp_path).out


def test_a_desktop_app_is_one_with_what_it_has_besides(tmp_path: Path) -> None:
    a_clone(tmp_path, DESKTOP, "3.0.6", "3.0.7", default="master")

    told = adopted(tmp_path)

    assert table_of(tmp_path) == {"main": "master", "tag": "{version}", "apps": {"pot": {}}}
    assert '# target = "tauri"' in (tmp_path / "release.toml").read_text("utf-8")
    assert [(each["name"], each["kind"]) for each in told["apps"]] == [("pot", "tauri")]
    assert not (tmp_path / ".changeset/ledger.jsonl").exists()  # the tag tells
    works_at_once(tmp_path)
    typed(tmp_path, "changeset.add", "--package", "pot:minor", "--message", "New")
    assert "| pot | 🟢 Will Deploy | v3.1.0 |" in typed(tmp_path, "release.preview").out
    typed(tmp_path, "changeset.version")
    assert '"version": "3.1.0"' in (tmp_path / "src-tauri/tauri.conf.json").read_text("utf-8")


def test_two_workspaces_are_one_repository_with_the_apps_of_both(tmp_path: Path) -> None:
    a_clone(tmp_path, MIXED)

    told = adopted(tmp_path)

    assert table_of(tmp_path) == {
        "packages": ["apps/server"],
        "apps": {
            "sd-server": {},
            "tauri": {"package": "@sd/tauri"},
            "web": {"package": "@sd/web", "needs": ["sd-server"]},
        },
    }
    assert [each["kind"] for each in told["apps"]] == ["container", "tauri", "site"]
    works_at_once(tmp_path)


def test_a_python_service_keeps_every_byte_of_its_pyproject(tmp_path: Path) -> None:
    a_clone(tmp_path, SERVICE)
    before = (tmp_path / "pyproject.toml").read_bytes()

    told = adopted(tmp_path, "--tasks")

    after = (tmp_path / "pyproject.toml").read_bytes()
    assert after.startswith(before)
    assert table_of(tmp_path, "pyproject.toml") == {"apps": {"api": {}}}
    assert (tmp_path / "tasks.py").read_text("utf-8") == SERVICE["tasks.py"]
    assert "tasks.py is here without our tasks" in told["told"][-1]
    deploy = (tmp_path / ".github/workflows/deploy.yml").read_text("utf-8")
    assert "exec python -m release deploy --app=api" in deploy
    works_at_once(tmp_path)


def test_what_stands_on_a_package_without_a_version_is_left_alone(tmp_path: Path) -> None:
    a_clone(tmp_path, UNVERSIONED)

    told = adopted(tmp_path)

    changesets = json.loads((tmp_path / ".changeset/config.json").read_text("utf-8"))
    assert changesets["ignore"] == ["client"]
    assert "sdk: no file says a version" in told["told"][-1]
    works_at_once(tmp_path)
