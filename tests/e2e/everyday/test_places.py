"""It works wherever people have their files: links, line ends, subdirectories, worktrees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.desk import git, typed
from tests.repositories import Repo
from tests.trains import FILES, a_train


def test_a_linked_manifest_is_written_where_it_is(train: Path) -> None:
    manifest = train / "apps/frachter/package.json"
    manifest.rename(train / "frachter.json")
    manifest.symlink_to("../../frachter.json")

    assert 0 == typed(train, "changeset.version").code

    assert manifest.is_symlink()
    assert '"2.0.1"' in (train / "frachter.json").read_text()


def test_line_ends_and_the_mark_at_the_start_survive(tmp_path: Path) -> None:
    path = "apps/cloudprint/src-tauri/Cargo.toml"
    text = "\ufeff" + FILES[path].replace("\n", "\r\n")
    root = a_train(tmp_path, {path: text})

    typed(root, "changeset.version")

    assert text.replace("1.0.0", "1.1.0").encode() == (root / path).read_bytes()


def test_names_with_spaces_and_quotes_work(tmp_path: Path) -> None:
    root = a_train(
        tmp_path / "a 'quoted' directory",
        {"apps/it's new/package.json": '{"name": "new", "version": "1.0.0", "private": true}'},
    )
    typed(root, "changeset.add", "--package", "new:major", "--message", 'it\'s "new" `$(true)`')

    assert 0 == typed(root, "changeset.version").code
    assert 'it\'s "new" `$(true)`' in (root / "apps/it's new/CHANGELOG.md").read_text()


@pytest.mark.parametrize("directory", ["apps/cloudprint/src-tauri", ".changeset"])
def test_it_works_from_a_subdirectory(directory: str, train: Path) -> None:
    assert 0 == typed(train / directory, "changeset.version").code
    assert '"1.1.0"' in (train / "apps/cloudprint/package.json").read_text()


def test_it_works_in_a_worktree_and_with_a_detached_head(train: Path, tmp_path: Path) -> None:
    git(train, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"))

    answer = typed(tmp_path / "tree", "release.detect", "--json")

    assert git(train, "rev-parse", "HEAD").strip() == json.loads(answer.out)["commit"]


def test_a_repository_without_commits_can_plan_and_is_no_release(tmp_path: Path) -> None:
    root = a_train(tmp_path)
    git(root, "init", "-q")

    assert 0 == typed(root, "release.preview").code
    assert 4 == typed(root, "release.detect").code


def test_a_foreign_repository_without_anything_of_ours_works(tmp_path: Path) -> None:
    """Only package.json files and a `.changeset` folder, as the Changesets CLI needs them."""
    repo = Repo(tmp_path / "foreign")
    repo.write("package.json", '{"name": "root", "private": true, "workspaces": ["packages/*"]}')
    repo.write("packages/a/package.json", '{"name": "@acme/a", "version": "1.0.0"}')
    repo.write(".changeset/config.json", "{}")
    repo.write(".changeset/x.md", '---\n"@acme/a": minor\n---\n\nHello\n')

    status = typed(repo.root, "changeset.status")
    preview = typed(repo.root, "release.preview")

    assert "| @acme/a | minor | 1.0.0 -> 1.1.0 | Hello [x] |" in status.out
    assert "| @acme/a | 🟢 Will Release | v1.1.0 |" in preview.out
