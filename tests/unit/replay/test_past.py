"""What makes a commit a release."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from release.replay import Past, consumes_changesets, moves_versions
from release.world import LoggedCommit
from tests.fakes import MemoryFiles


@pytest.mark.parametrize(
    ("files", "deleted", "expected"),
    [
        ([".changeset/one.md", "packages/a/package.json"], [".changeset/one.md"], True),
        ([".changeset/pre.json", "packages/a/package.json"], [], True),
        ([".changeset/one.md", "packages/a/package.json"], [], False),
        ([".changeset/config.json"], [".changeset/config.json"], False),
        (["docs/one.md"], ["docs/one.md"], False),
    ],
    ids=["consumed", "a prerelease", "added", "no changeset", "elsewhere"],
)
def test_a_commit_that_consumes_changesets_may_be_a_release(
    files: list[str], deleted: list[str], *, expected: bool
) -> None:
    assert expected == consumes_changesets(
        LoggedCommit("1" * 40, "Release", tuple(files), frozenset(deleted))
    )


def moves(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether the commit between two trees moves a version."""
    changed = tuple(before.keys() | after.keys())
    return moves_versions(Past("", "", "", MemoryFiles(before), MemoryFiles(after), changed))


def test_a_release_moves_the_version_of_a_package_that_was_there() -> None:
    old = {"Cargo.toml": '[package]\nname = "a"\nversion = "1.0.0"\n'}
    new = {"Cargo.toml": '[package]\nname = "a"\nversion = "1.0.1"\n'}

    assert moves(old, new)
    assert not moves(old, {"Cargo.toml": old["Cargo.toml"] + "edition = 2024\n"})
    assert not moves({}, new)
    assert not moves({"README.md": "1.0.0"}, {"README.md": "1.0.1"})
    assert not moves({"package.json": "{"}, {"package.json": '{"version": "1.0.0"}'})
