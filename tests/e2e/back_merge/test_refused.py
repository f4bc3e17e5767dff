"""What `staging.sync` cannot do it says before it has pushed anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.desk import typed
from tests.railway import Railway

pytestmark = pytest.mark.needs("git")


def test_a_branch_that_is_not_there_is_told(railway: Railway) -> None:
    railway.people.git.push("--quiet", "origin", "--delete", "staging")

    answer = railway.sync()

    assert answer.code == 4
    assert "there is no branch `staging` at" in answer.err


def test_one_branch_cannot_be_both(railway: Railway) -> None:
    railway.people.write("release.toml", 'staging = "main"\n')

    answer = railway.sync()

    assert answer.code == 2
    assert "`main` is both `main` and `staging`" in answer.err


def test_without_a_personal_token_nothing_is_pushed(
    railway: Railway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the built-in token of a job pushes would start no build of a hotfix."""
    monkeypatch.delenv("GH_PAT")
    monkeypatch.setenv("GITHUB_TOKEN", "another")

    answer = railway.sync()

    assert answer.code == 5
    assert "GH_PAT" in answer.err


def test_a_shallow_clone_is_refused(railway: Railway, tmp_path: Path) -> None:
    railway.release()
    clone = railway.people.clone(tmp_path / "clone", depth=1)

    answer = typed(clone, "staging.sync")

    assert answer.code == 4
    assert "shallow clone" in answer.err


def test_a_protected_branch_tells_why_nothing_was_pushed(railway: Railway) -> None:
    hook = Path(railway.address, "hooks", "update")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'GH006: Protected branch update failed.' >&2\nexit 1\n")
    hook.chmod(0o755)
    railway.go("main")
    railway.people.commit("chore: release versions")
    Path(hook).rename(f"{hook}.off")
    railway.people.git.push("--quiet", "origin", "main")
    Path(f"{hook}.off").rename(hook)

    answer = railway.sync()

    assert answer.code == 5
    assert "GH006: Protected branch update failed." in answer.err
