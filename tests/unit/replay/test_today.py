"""Today's configuration, laid over a tree of the past."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from release.config.changesets import PATH as CHANGESETS
from release.errors import ConfigError
from release.read.overlay import Overlay
from release.read.project import Project, read_project
from release.steps.replay.today import prepared
from tests.fakes import MemoryFiles

THEN = {
    "package.json": '{"name": "train", "private": true, "workspaces": ["packages/*"]}',
    "package-lock.json": '{"lockfileVersion": 3}',
    "packages/a/package.json": '{"name": "a", "version": "1.0.0"}',
    "packages/b/package.json": '{"name": "b", "version": "1.0.0"}',
    "packages/a/README.md": "v1.0.0",
    "crates/c/Cargo.toml": '[package]\nname = "c"\nversion = "1.0.0"\n',
}


def then(today: Mapping[str, str], before: Mapping[str, str] | None = None) -> Project:
    """The past as it is read with the configuration of today."""
    files = MemoryFiles({**THEN, **(before or {})})
    return read_project(Overlay(files, prepared(files, MemoryFiles(today))))


def test_what_is_configured_today_holds_in_the_past() -> None:
    today = {
        CHANGESETS: '{"updateInternalDependencies": "minor"}',
        "pyproject.toml": '[tool.release]\npackages = ["crates/*"]\ndepends = { a = ["c"] }\n',
    }
    before = {
        CHANGESETS: '{"ignore": ["b"]}',
        "pyproject.toml": '[tool.release]\ndepends = { b = ["a"] }\n[tool.x]\n',
    }

    project = then(today, before)

    assert not project.rules.ignore
    assert {"c"} == {each.package for each in project.workspace.by_name["a"].links}
    assert () == project.workspace.by_name["b"].links


def test_packages_and_files_that_were_not_there_yet_are_left_out() -> None:
    config = {
        "fixed": [["a", "new"], ["new-*"]],
        "linked": [["b", "!new", "new"]],
        "ignore": ["new", "@new/*"],
    }
    today = {
        CHANGESETS: json.dumps(config),
        "release.toml": """\
compat = 2
packages = ["crates/*"]
[depends]
a = ["c", "new"]
new = ["a"]
[files]
a = [{ path = "README.md", pattern = "v(.*)" }, { path = "new.md", pattern = "v(.*)" }]
new = [{ path = "README.md", pattern = "v(.*)" }]
[apps.new]
""",
    }

    project = then(today)

    assert (("a",), ()) == project.rules.fixed
    assert (("b",),) == project.rules.linked
    assert not project.rules.ignore
    assert 2 == project.rules.compat
    assert () == project.rules.warnings
    assert {"c"} == {each.package for each in project.workspace.by_name["a"].links}


def test_without_a_configuration_of_today_ours_goes_and_that_of_changesets_stays() -> None:
    project = then({}, {CHANGESETS: '{"ignore": ["b"]}', "release.toml": 'depends = { a = ["b"] }'})

    assert {"b"} == project.rules.ignore
    assert () == project.workspace.by_name["a"].links


def test_a_table_of_the_past_goes_also_when_it_is_empty() -> None:
    today = {CHANGESETS: "{}", "release.toml": 'depends = { a = ["b"] }'}

    project = then(today, {"pyproject.toml": "[tool.release]\n"})

    assert "release.toml" == project.config.path


def test_a_file_of_cargo_release_is_no_configuration_of_ours() -> None:
    project = then({CHANGESETS: "{}", "release.toml": "tag = false\nowners = []\n"})

    assert project.config.path is None


def test_a_file_of_the_past_that_is_no_toml_is_told_by_who_reads_it() -> None:
    with pytest.raises(ConfigError, match="not TOML"):
        then({CHANGESETS: "{}"}, {"pyproject.toml": "["})
