"""What is wrong is told with its line and a way on, all at once, and nothing is changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.desk import git, typed
from tests.trains import FILES, a_train, tree_of


@pytest.mark.parametrize(
    ("path", "text", "code", "told"),
    [
        ("package.json", "{", 2, "package.json:1"),
        ("package.json", '{"name": "x",\n"workspaces": ["apps/*"],,}', 2, "package.json:2"),
        ("apps/backend/package.json", "[]", 2, "apps/backend/package.json"),
        (".changeset/config.json", "{\n  // no\n}", 2, ".changeset/config.json:2"),
        (".changeset/config.json", '{"access": "privat"}', 2, ".changeset/config.json:1"),
        (".changeset/quick-otter-prints.md", "no front matter", 3, "quick-otter-prints.md:1"),
        (
            ".changeset/quick-otter-prints.md",
            '---\n"cloud-print": minor\n---\n',
            3,
            "did you mean `cloudprint`?",
        ),
        (".changeset/quick-otter-prints.md", '---\n"cloudprint": huge\n---\n', 3, "prints.md:2"),
        ("release.toml", "[apps.backend]\nneed = []\n", 2, "did you mean `needs`?"),
        ("release.toml", "[apps.backend\n", 2, "release.toml:1"),
        (
            "release.toml",
            '[apps.backend]\nneeds = ["cloudprint"]\n[apps.cloudprint]\nneeds = ["backend"]\n',
            2,
            "backend -> cloudprint -> backend",
        ),
        ("apps/cloudprint/src-tauri/Cargo.toml", "[package\n", 2, "Cargo.toml:1"),
        ("apps/cloudprint/src-tauri/tauri.conf.json", "{'a}", 2, "tauri.conf.json:1"),
        (
            "apps/cloudprint/src-tauri/Cargo.lock",
            "<<<<<<< HEAD\n" + FILES["apps/cloudprint/src-tauri/Cargo.lock"],
            2,
            "Cargo.lock:1",
        ),
        (".changeset/ledger.jsonl", "{}\n", 4, "ledger.jsonl:1"),
        ("apps/frachter/package.json", '{"name": "frachter", "private": true}', 2, "no version"),
    ],
)
def test_malformed_files_are_told_with_their_line_and_change_nothing(
    path: str, text: str, code: int, told: str, tmp_path: Path
) -> None:
    root = a_train(tmp_path, {path: text})
    before = tree_of(root)

    preview = typed(root, "release.preview")
    typed(root, "changeset.version", "--dry-run")

    assert (code, True) == (preview.code, told in preview.err), preview.err
    assert before == tree_of(root)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    root = a_train(
        tmp_path,
        {
            ".changeset/a.md": "nothing",
            ".changeset/b.md": '---\n"backend": enormous\n---\n',
            ".changeset/c.md": "",
        },
    )

    answer = typed(root, "changeset.status")

    assert 3 == answer.code
    assert 3 == answer.err.count("error: ")


def test_a_read_only_manifest_is_refused_before_the_first_write(train: Path) -> None:
    (train / "apps/frachter/package.json").chmod(0o444)
    before = tree_of(train)

    answer = typed(train, "changeset.version")

    assert 4 == answer.code
    assert "`apps/frachter/package.json` cannot be changed: it is read-only" in answer.err
    assert before == tree_of(train)


def test_a_link_that_leads_outside_is_refused(train: Path, tmp_path: Path) -> None:
    manifest = train / "apps/frachter/package.json"
    outside = manifest.rename(tmp_path / "outside.json")
    manifest.symlink_to(outside)

    answer = typed(train, "changeset.version")

    assert 4 == answer.code
    assert "outside the repository" in answer.err
    assert '"2.0.0"' in outside.read_text()


def test_a_shallow_clone_is_told_how_to_be_whole(train: Path, tmp_path: Path) -> None:
    git(train, "commit", "-q", "--allow-empty", "-m", "more")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{train}", "shallow")

    answer = typed(tmp_path / "shallow", "release.detect")

    assert (4, True) == (answer.code, "fetch-depth: 0" in answer.err)


def test_outside_every_repository_it_says_where_to_go(tmp_path: Path) -> None:
    answer = typed(tmp_path, "changeset.status")

    assert (2, True) == (answer.code, "package.json" in answer.err)


def test_an_unknown_app_is_told(train: Path) -> None:
    for task in (["deploy", "--dry-run"], ["release.explain"]):
        answer = typed(train, *task, "--app", "cloud-print")

        assert (2, True) == (answer.code, "did you mean `cloudprint`?" in answer.err)


def test_a_directory_whose_name_is_not_unicode_is_a_package_like_others(train: Path) -> None:
    odd = train / "apps" / os.fsdecode(b"\xff")
    try:
        odd.mkdir()
    except OSError:
        pytest.skip("this file system has no such names")
    (odd / "package.json").write_text('{"name": "odd", "version": "1.0.0"}')

    answer = typed(train, "changeset.status")

    assert (0, "") == (answer.code, answer.err)
