"""A repository as its release steps see it."""

from __future__ import annotations

import json

import pytest

from release.read.project import read_project
from tests.fakes import MemoryFiles


@pytest.mark.parametrize(
    ("options", "apps"),
    [
        ({}, ["core"]),
        ({"privatePackages": {"version": True, "tag": False}}, ["core", "site"]),
        ({"privatePackages": {"version": True, "tag": False}, "ignore": ["core"]}, ["site"]),
    ],
)
def test_where_no_apps_are_named_they_are_the_packages_that_take_part(
    options: dict[str, object], apps: list[str]
) -> None:
    """No changeset could ever move the others."""
    files = {
        "package.json": '{"name": "root", "private": true, "workspaces": ["*"]}',
        "package-lock.json": "{}",
        "core/package.json": '{"name": "core", "version": "1.0.0"}',
        "site/package.json": '{"name": "site", "version": "0.1.0", "private": true}',
        "examples/package.json": '{"name": "examples", "private": true}',
        ".changeset/config.json": json.dumps(options),
    }

    project = read_project(MemoryFiles(files))

    assert apps == [app.name for app in project.config.apps]


def test_an_app_that_is_named_is_one_whatever_it_takes_part_in() -> None:
    files = {
        "package.json": '{"name": "root", "private": true, "workspaces": ["*"]}',
        "package-lock.json": "{}",
        "site/package.json": '{"name": "site", "version": "0.1.0", "private": true}',
        ".changeset/config.json": "{}",
        "release.toml": "[apps.site]\n",
    }

    assert ["site"] == [app.name for app in read_project(MemoryFiles(files)).config.apps]
