"""`changeset.check` names the packages of a branch that no changeset names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.desk import git, typed


def test_check_passes_a_branch_whose_packages_are_named(train: Path) -> None:
    git(train, "switch", "-q", "-c", "feature")
    (train / "apps/backend/app.py").write_text("# new\n")
    git(train, "add", "-A")

    missing = typed(train, "changeset.check", "--since", "main")
    typed(train, "changeset.add", "--package", "backend:patch", "--message", "Faster")
    git(train, "add", "-A")
    named = typed(train, "changeset.check", "--since", "main")

    assert (3, 0) == (missing.code, named.code)
    assert 'inv changeset.add --package "backend:patch"' in missing.err


def test_check_passes_an_empty_changeset_and_a_release(train: Path) -> None:
    git(train, "switch", "-q", "-c", "feature")
    (train / "apps/backend/app.py").write_text("# new\n")
    typed(train, "changeset.add", "--empty")
    git(train, "add", "-A")

    empty = typed(train, "changeset.check", "--since", "main")
    git(train, "stash", "-q")
    typed(train, "changeset.version")
    git(train, "add", "-A")
    release = typed(train, "changeset.check", "--since", "main")

    assert (0, 0) == (empty.code, release.code)


def test_check_in_a_merge_queue_counts_from_what_is_before_it_there(
    train: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one before changed a package, too, and has a changeset for it."""
    git(train, "switch", "-q", "-c", "gh-readonly-queue/main/pr-2")
    (train / "apps/backend/app.py").write_text("# new\n")
    git(train, "add", "-A")
    git(train, "commit", "-q", "-m", "The one before")
    event = tmp_path / "event.json"
    event.write_text(
        json.dumps({"merge_group": {"base_sha": git(train, "rev-parse", "HEAD").strip()}})
    )
    (train / "apps/frachter/app.js").write_text("// new\n")
    git(train, "add", "-A")
    git(train, "commit", "-q", "-m", "The one that is asked about")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "merge_group")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))

    answer = typed(train, "changeset.check", "--json")

    assert ["frachter"] == json.loads(answer.out)["missing"]
