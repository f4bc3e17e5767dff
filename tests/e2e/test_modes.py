"""Prerelease mode, snapshots and `--ignore`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from release.ledger import LEDGER
from tests.e2e.desk import Answer, typed
from tests.trains import a_train, tree_of

CRATE = "apps/cloudprint/src-tauri"


@pytest.fixture
def train(tmp_path: Path) -> Path:
    """The whole small repository."""
    root = tmp_path / "train"
    a_train(root)
    return root


def version_of(root: Path, app: str) -> str:
    """The version in an app's package.json."""
    text = (root / "apps" / app / "package.json").read_text("utf-8")
    return str(json.loads(text)["version"])


def done(answer: Answer) -> str:
    """What a command that succeeded said."""
    assert answer.code == 0, answer.err
    return answer.err


def test_prereleases_reach_every_companion_and_end_in_a_release(train: Path) -> None:
    done(typed(train, "changeset.pre-enter", "beta"))
    done(typed(train, "changeset.version"))

    assert version_of(train, "cloudprint") == "1.1.0-beta.0"
    assert 'version = "1.1.0-beta.0" #' in (train / CRATE / "Cargo.toml").read_text("utf-8")
    assert 'version = "1.1.0-beta.0"' in (train / CRATE / "Cargo.lock").read_text("utf-8")

    done(typed(train, "changeset.pre-exit"))
    done(typed(train, "changeset.version"))

    assert version_of(train, "cloudprint") == "1.1.0"
    assert 'version = "1.1.0" #' in (train / CRATE / "Cargo.toml").read_text("utf-8")
    assert not (train / ".changeset" / "pre.json").exists()
    assert not list((train / ".changeset").rglob("*-*.md"))


def test_a_second_prerelease_without_changesets_has_nothing_to_do(train: Path) -> None:
    done(typed(train, "changeset.pre-enter", "beta"))
    done(typed(train, "changeset.version"))
    before = tree_of(train)

    said = done(typed(train, "changeset.version"))

    assert "nothing to do: no changesets are pending" in said
    assert before == tree_of(train)


@pytest.mark.parametrize("task", [["changeset.pre-enter", "beta"], ["changeset.pre-exit"]])
def test_the_mode_is_written_once(task: list[str], train: Path) -> None:
    done(typed(train, "changeset.pre-enter", "beta"))
    done(typed(train, *task))
    before = tree_of(train)

    said = done(typed(train, *task))

    assert "nothing to do: prerelease mode" in said
    assert before == tree_of(train)


def test_a_dry_run_enters_nothing(train: Path) -> None:
    before = tree_of(train)

    answer = typed(train, "changeset.pre-enter", "beta", "--dry-run")

    assert (0, "would write .changeset/pre.json (prerelease mode)\n") == (answer.code, answer.out)
    assert before == tree_of(train)


def test_the_mode_is_told_where_it_decides_versions(train: Path) -> None:
    done(typed(train, "changeset.pre-enter", "beta"))

    said = done(typed(train, "changeset.version", "--dry-run"))

    assert "warning: prerelease mode is on (`beta`); inv changeset.pre-exit leaves it" in said
    assert typed(train, "changeset.status").out.startswith("Prerelease mode is on (`beta`).\n")


def test_the_end_of_the_mode_is_told(train: Path) -> None:
    done(typed(train, "changeset.pre-enter", "beta"))
    done(typed(train, "changeset.pre-exit"))

    told = typed(train, "changeset.status").out
    assert told.startswith("The prereleases (`beta`) end with the next version.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["changeset.pre-exit"], 4, "prerelease mode is not on"),
        (["changeset.pre-enter", "a b"], 2, "`a b` is not a tag for a prerelease"),
        (["changeset.version", "--snapshot", "pr#1"], 2, "is not a valid version"),
        (["changeset.version", "--ignore", "backand"], 2, "did you mean `backend`?"),
        (
            ["changeset.version", "--snapshot", "a", "--snapshot-prerelease-template", "b"],
            2,
            "has no `{tag}`",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_anything_changes(
    arguments: list[str], code: int, said: str, train: Path
) -> None:
    before = tree_of(train)

    answer = typed(train, *arguments)

    assert answer.code == code
    assert said in answer.err
    assert before == tree_of(train)


def test_a_snapshot_in_prerelease_mode_is_refused(train: Path) -> None:
    done(typed(train, "changeset.pre-enter", "beta"))

    answer = typed(train, "changeset.version", "--snapshot")

    assert answer.code == 4
    assert "leave it first: inv changeset.pre-exit" in answer.err


@pytest.mark.parametrize(
    ("flags", "begins"),
    [
        (["--snapshot"], "0.0.0-2"),
        (["--snapshot", "pr1"], "0.0.0-pr1-2"),
        (["--snapshot=pr1"], "0.0.0-pr1-2"),
        (["--snapshot", "0012345"], "0.0.0-0012345-2"),
        (["--snapshot", "12e4", "--snapshot-prerelease-template", "{tag}.x"], "0.0.0-12e4.x"),
    ],
)
def test_the_tag_of_a_snapshot_is_text_as_typed(flags: list[str], begins: str, train: Path) -> None:
    done(typed(train, "changeset.version", *flags))

    assert version_of(train, "frachter").startswith(begins)
    assert not (train / LEDGER).exists(), "a snapshot is no release"


@pytest.mark.parametrize(
    "flags", [["--ignore", "cloudprint,backend"], ["--ignore", "backend", "--ignore", "cloudprint"]]
)
def test_ignored_packages_and_their_changesets_stay(flags: list[str], train: Path) -> None:
    done(typed(train, "changeset.version", *flags))

    assert (version_of(train, "cloudprint"), version_of(train, "frachter")) == ("1.0.0", "2.0.1")
    assert [file.name for file in (train / ".changeset").glob("*-*.md")] == [
        "quick-otter-prints.md"
    ]
