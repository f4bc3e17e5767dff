"""`changeset.version` changes what it says, once, and commits where that is configured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.desk import git, typed
from tests.trains import tree_of


def test_version_changes_versions_changelogs_and_changesets_and_nothing_else(train: Path) -> None:
    before = tree_of(train)

    assert 0 == typed(train, "changeset.version").code

    after = tree_of(train)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    assert {
        ".changeset/calm-fox-sails.md",
        ".changeset/ledger.jsonl",
        ".changeset/quick-otter-prints.md",
        "apps/cloudprint/CHANGELOG.md",
        "apps/cloudprint/package.json",
        "apps/cloudprint/src-tauri/Cargo.lock",
        "apps/cloudprint/src-tauri/Cargo.toml",
        "apps/cloudprint/src-tauri/tauri.conf.json",
        "apps/frachter/CHANGELOG.md",
        "apps/frachter/package.json",
        "package-lock.json",
    } == changed
    removed = [line for line in git(train, "diff", "-U0").splitlines() if line.startswith("-")]
    touched = [line for line in removed if not line.startswith("---")]
    assert 7 == sum("version" in line for line in touched)


def test_a_dry_run_names_every_file_and_touches_none(train: Path) -> None:
    answer = typed(train, "changeset.version", "--dry-run")

    assert "would write apps/cloudprint/src-tauri/Cargo.lock (1 line)" in answer.out
    assert 11 == answer.out.count("would ")
    assert "" == git(train, "status", "--porcelain")


@pytest.mark.parametrize("task", ["changeset.version", "cargo.sync", "release.baseline"])
def test_a_second_run_does_nothing_and_says_so(task: str, train: Path) -> None:
    typed(train, task)
    before = tree_of(train)

    answer = typed(train, task)

    assert (0, "nothing to do") == (answer.code, answer.err[:13])
    assert before == tree_of(train)


@pytest.mark.parametrize(
    ("task", "code"),
    [
        ("changeset.version", 4),
        ("changeset.status", 4),
        ("cargo.sync", 0),
        ("release.baseline", 0),
        ("release.detect", 0),
        ("release.preview", 4),
    ],
)
def test_check_tells_by_its_exit_code_whether_there_is_something_to_do(
    task: str, code: int, train: Path
) -> None:
    before = tree_of(train)

    assert code == typed(train, task, "--check").code
    assert before == tree_of(train)


@pytest.mark.parametrize(
    "arguments",
    [
        ["changeset.status"],
        ["changeset.version", "--dry-run"],
        ["cargo.sync"],
        ["release.detect"],
        ["release.preview"],
        ["release.explain", "--app", "cloudprint"],
        ["release.baseline"],
        ["deploy", "--dry-run"],
        ["deploy.backend", "--dry-run"],
        ["changeset.add", "--package", "frachter:patch", "--message", "x"],
    ],
)
def test_json_is_one_document_and_nothing_else(arguments: list[str], train: Path) -> None:
    answer = typed(train, *arguments, "--json")

    assert 0 == answer.code
    assert isinstance(json.loads(answer.out), dict)


def test_a_release_is_committed_where_the_configuration_wants_it(train: Path) -> None:
    """What somebody had staged is not in the commit, and is told."""
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true}, "commit": true}')
    git(train, "add", ".changeset/config.json")

    answer = typed(train, "changeset.version")

    assert "not committed with this: .changeset/config.json" in answer.err
    assert git(train, "log", "-1", "--format=%s") == "RELEASING: Releasing 2 package(s)\n"
    assert git(train, "status", "--porcelain") == "M  .changeset/config.json\n"


def test_a_snapshot_is_not_committed(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true}, "commit": true}')

    assert typed(train, "changeset.version", "--snapshot").code == 0
    assert git(train, "log", "-1", "--format=%s") == "All aboard\n"


def test_a_commit_module_in_javascript_stops_a_release_before_it_begins(train: Path) -> None:
    config = train / ".changeset/config.json"
    config.write_text('{"privatePackages": {"version": true}, "commit": "./commit.js"}')
    before = tree_of(train)

    answer = typed(train, "changeset.version")

    assert (answer.code, tree_of(train)) == (2, before)
    assert "`commit` names `./commit.js`, which is JavaScript" in answer.err
