"""The release is one commit on top of `main`, and its pull request tells all of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.trains import tree_of
from tests.unit.release_pull.train import BRANCH, Train

pytestmark = pytest.mark.needs("git")


class Shouting:
    """`Formatting` in capitals."""

    def format(self, choice: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        return {path: f"{text.upper()}<!-- {choice} -->" for path, text in texts.items()}


def test_the_release_is_one_commit_on_top_of_main(train: Train) -> None:
    train.release()

    parent, subject = train.there.git.log("-1", "--format=%P%n%s", BRANCH).split("\n")
    assert (train.tip("main"), "chore: release versions") == (parent, subject)
    assert '"version": "1.1.0"' in train.show("apps/cloudprint/package.json")
    assert 'version = "1.1.0"' in train.show("apps/cloudprint/src-tauri/Cargo.lock")
    assert "Print in colour" in train.show("apps/cloudprint/CHANGELOG.md")
    assert "otter" not in train.there.git.ls_tree("-r", "--name-only", BRANCH)


def test_it_is_what_changeset_version_writes(train: Train) -> None:
    """The files of the branch and those of the command in the work tree are the same bytes."""
    train.release()
    assert typed(train.here, "changeset.version").code == 0

    train.clone.git.add("--all")
    tree = train.clone.git.write_tree()
    assert tree == str(train.there.git.rev_parse(f"{BRANCH}^{{tree}}"))


def test_its_changelogs_are_formatted(tmp_path: Path) -> None:
    config = '{"privatePackages": {"version": true}, "format": "prettier"}'
    train = Train(tmp_path, **{".changeset/config.json": config})
    train.formatting = Shouting()

    train.release()

    assert "PRINT IN COLOUR" in train.show("apps/cloudprint/CHANGELOG.md")
    assert train.show("apps/cloudprint/CHANGELOG.md").endswith("<!-- prettier -->")
    assert "PRINT IN COLOUR" in train.body


def test_the_pull_request_tells_the_table_the_changelogs_and_the_plan(train: Train) -> None:
    decision = train.release()

    assert train.forge.pulls[0].title == "chore: release versions"
    assert "| cloudprint | 🟢 Will Deploy | v1.1.0 |" in train.body
    assert "### Minor Changes" in train.body
    assert "Print in colour" in train.body
    assert decision.document
    assert str(decision.document["digest"]) in train.body
    assert train.tip("main")[:7] in train.body


def test_neither_the_work_tree_nor_the_index_plays_a_part(train: Train) -> None:
    (train.here / "apps/cloudprint/package.json").write_text("{ broken")
    (train.here / ".changeset/staged.md").write_text('---\n"frachter": major\n---\n\nNo\n')
    train.clone.git.add(".changeset/staged.md")
    before = (tree_of(train.here), (train.here / ".git/index").read_bytes())

    train.release()

    assert '"version": "2.0.1"' in train.show("apps/frachter/package.json")
    assert before == (tree_of(train.here), (train.here / ".git/index").read_bytes())


def test_in_prerelease_mode_the_title_says_so(tmp_path: Path) -> None:
    pre = '{"mode": "pre", "tag": "next"}'
    train = Train(tmp_path, **{".changeset/pre.json": pre})

    train.release()

    assert train.forge.pulls[0].title == "chore: release versions (next)"
    assert "chore: release versions (next)" in train.there.git.log("-1", "--format=%s", BRANCH)
    assert "v1.1.0-next.0" in train.body
    assert "prerelease mode (next)" in train.body


def test_without_changelogs_the_reasons_are_told(tmp_path: Path) -> None:
    config = '{"privatePackages": {"version": true}, "format": false, "changelog": false}'
    train = Train(tmp_path, **{".changeset/config.json": config})

    train.release()

    assert r"- Print in colour \[quick-otter-prints\]" in train.body


def test_a_title_that_skips_workflows_is_warned_of(tmp_path: Path) -> None:
    train = Train(tmp_path, **{"release.toml": 'title = "release [skip ci]"\n'})

    assert any("[skip ci]" in each for each in train.release().warnings)
