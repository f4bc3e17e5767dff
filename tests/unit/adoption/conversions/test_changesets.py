"""Changesets, of which nothing is converted."""

from __future__ import annotations

from release.adoption.conversions import changesets
from tests.fakes import MemoryFiles
from tests.unit.adoption.conversions.after import converted, told, versions

TREE = {
    "package.json": '{"name":"app","version":"1.0.0"}',
    ".changeset/config.json": "{}",
    ".changeset/one.md": "---\napp: minor\n---\n\nOne\n",
}


def test_everything_goes_on_and_that_is_told() -> None:
    conversion, project = converted(changesets, TREE)

    assert (conversion.files, conversion.settings) == ({}, {})
    assert told(conversion, "go on as they are")
    assert versions(project) == {"app": "1.1.0"}


def test_it_is_found_by_its_configuration() -> None:
    assert changesets.found(MemoryFiles(TREE)) == ".changeset/config.json"
    assert changesets.found(MemoryFiles({})) is None
