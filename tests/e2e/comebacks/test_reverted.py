"""A release that was reverted gives its changesets back, and no other release with them."""

from __future__ import annotations

import json

import pytest

from release.ledger import LEDGER
from tests.e2e.comebacks.staging import (
    CONFIG,
    FOX,
    HEN,
    OTTER,
    SILENT,
    a_changeset,
    in_prerelease_mode,
    release,
    version_of,
)
from tests.e2e.desk import typed
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


def test_a_reverted_release_is_made_again(repo: Repo) -> None:
    repo.git.revert("--no-edit", "HEAD")
    assert version_of(repo) == "1.0.0"

    answer = release(repo)

    assert (version_of(repo), "warning" in answer.err) == ("1.1.0", False)


def test_a_reverted_release_gives_back_though_git_keeps_its_line(repo: Repo) -> None:
    """Union merge never removes a line that has others beside it."""
    repo.commit("Sail", {FOX: a_changeset("frachter", "patch", "Sail calmly")})
    release(repo)
    second = repo.head
    repo.commit("Print", {".changeset/x.md": a_changeset("cloudprint", "patch", "Print")})
    release(repo)

    repo.git.revert("--no-edit", second)
    assert "calm-foxes-sail" in (repo.root / LEDGER).read_text()
    assert version_of(repo, "frachter") == "2.0.0"
    release(repo)

    assert version_of(repo, "frachter") == "2.0.1"
    assert version_of(repo) == "1.1.1"


def released_reverted_and_squashed(repo: Repo) -> None:
    """A branch has got a release by a merge and its revert by a squash; `main` is checked out."""
    repo.merge("staging")
    repo.branch("train")
    repo.switch("main")
    repo.commit("Print", {HEN: a_changeset("cloudprint", "patch", "Print on both sides")})
    release(repo)
    repo.switch("train")
    repo.merge("main")
    repo.commit("Back", {HEN: a_changeset("cloudprint", "patch", "Print on both sides")})
    repo.switch("main")
    repo.merge("train")
    repo.git.revert("--no-edit", "HEAD^1")
    repo.switch("train")
    repo.squash("main", "Back-merge")
    repo.switch("main")
    assert (version_of(repo), (repo.root / HEN).exists()) == ("1.1.0", True)


def test_a_version_that_git_took_back_takes_no_release_back(repo: Repo) -> None:
    """Made again, the release has the version of the base: git takes the other side's."""
    released_reverted_and_squashed(repo)
    repo.commit("Sail", {FOX: a_changeset("cloudprint", "patch", "Sail calmly")})
    release(repo)
    assert version_of(repo) == "1.1.1"
    repo.git.merge("--quiet", "--no-ff", "--strategy-option=ours", "--message=Promote", "train")
    repo.commit("Back", {HEN: a_changeset("cloudprint", "patch", "Print on both sides")})
    assert version_of(repo) == "1.1.0"

    status = typed(repo.root, "changeset.status", "--json")

    assert json.loads(status.out)["changesets"] == []
    assert f"{HEN} was released in cloudprint 1.1.1 before" in status.err
    assert f"cloudprint is at 1.1.0, below its release of {HEN} and {FOX}" in status.err


def test_what_a_merge_loses_is_told(repo: Repo) -> None:
    """Git takes the version of the revert, and the deleted changesets of the second release."""
    repo.commit("Keep no changelog, whose commits would be in conflict", {CONFIG: SILENT})
    released_reverted_and_squashed(repo)
    added = repo.commit("Sail", {FOX: a_changeset("cloudprint", "patch", "Sail calmly")})
    release(repo)
    assert (version_of(repo), (repo.root / HEN).exists()) == ("1.1.1", False)

    repo.merge("train", message="Promote")

    assert (version_of(repo), (repo.root / HEN).exists()) == ("1.1.0", False)
    lost = f"cloudprint is at 1.1.0, below its release of {HEN} and {FOX}"
    assert lost in typed(repo.root, "changeset.status").err
    repo.git.checkout(added, "--", HEN, FOX)
    assert "below" not in release(repo).err
    assert version_of(repo) == "1.1.1"


def test_a_prerelease_that_was_reverted_is_made_again(repo: Repo) -> None:
    in_prerelease_mode(repo)
    repo.git.revert("--no-edit", "HEAD")
    assert version_of(repo, "frachter") == "2.0.0"

    release(repo)

    assert version_of(repo, "frachter") == "2.0.1-next.0"


def test_without_a_changelog_an_exit_releases_what_was_reverted_before_the_prereleases(
    repo: Repo,
) -> None:
    """No version tells of that revert: the mode's is beyond it, and becomes the release."""
    repo.git.revert("--no-edit", "HEAD")
    repo.git.checkout("HEAD^", "--", LEDGER)
    repo.commit("Keep the ledger, and no changelog", {CONFIG: SILENT})
    assert typed(repo.root, "changeset.pre-enter", "next").code == 0
    release(repo)
    repo.commit("Sail", {FOX: a_changeset("cloudprint", "major", "Sail calmly")})
    release(repo)
    assert version_of(repo) == "2.0.0-next.1"
    assert typed(repo.root, "changeset.pre-exit").code == 0

    answer = release(repo)

    assert f"{OTTER.replace('.changeset', '.changeset/pre')} was released" in answer.err
    assert (version_of(repo), list(repo.root.glob(".changeset/**/*.md"))) == ("2.0.0", [])
