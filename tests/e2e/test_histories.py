"""Every way in which a release can reach `main` gives the same answer, over real git.

The pull request "chore: release versions" moves cloudprint from 1.0.0 to 1.1.0. What is detected
depends on the tree and the tags alone: not on messages, parents or what was pushed together.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from release.adapters.disk import Disk
from release.adapters.git.repository import GitRepository
from release.detect import detect
from release.detection import Detection
from release.errors import StateError
from release.ledger import LEDGER, Baseline, Released, append_baseline
from release.model import App
from release.read.history import History, read_history
from tests.fakes import a_view
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

APPS = (App("backend", "backend"), App("cloudprint", "cloudprint", needs=("backend",)))
TITLE = "chore: release versions"


def manifest(app: str) -> str:
    """The path of an app's package.json."""
    return f"apps/{app}/package.json"


def package(app: str, version: str) -> dict[str, str]:
    """An app's package.json at a version, as a file to commit."""
    return {manifest(app): json.dumps({"name": app, "version": version}) + "\n"}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two released apps, and a release pull request that nobody has merged."""
    repo = Repo(tmp_path / "repo")
    repo.commit("Start", package("backend", "1.4.2") | package("cloudprint", "1.0.0"))
    repo.tag("backend@1.4.2", annotated=True)
    repo.tag("cloudprint@1.0.0", annotated=True)
    repo.commit("Add a feature", {"apps/cloudprint/src/main.py": "print()\n"})
    repo.branch("release")
    repo.commit(TITLE, package("cloudprint", "1.1.0"))
    repo.switch("main")
    return repo


def history_at(root: Path) -> History:
    """What the files and git tell."""
    return read_history(a_view(Disk(root), GitRepository(root)))


def detected(root: Path) -> Detection:
    """What is detected of the tree that is checked out."""
    history = history_at(root)
    versions = {
        app.package: json.loads(Disk(root).read(manifest(app.package)) or "{}").get("version")
        for app in APPS
    }
    return detect(APPS, versions, history.tags, history.ledger, lambda _: "{name}@{version}")


def assert_releases_cloudprint(root: Path) -> None:
    """The one right answer after the pull request was merged."""
    detection = detected(root)

    assert (detection.deployed, detection.apps[1].previous) == (("cloudprint",), "1.0.0")


def test_a_merge_commit_is_a_release(repo: Repo) -> None:
    repo.merge("release", message="Merge pull request #7 from release")

    assert_releases_cloudprint(repo.root)


def test_a_squash_is_a_release(repo: Repo) -> None:
    repo.squash("release", f"{TITLE} (#7)")

    assert_releases_cloudprint(repo.root)


def test_a_rebase_is_a_release(repo: Repo) -> None:
    repo.commit("Something else first", {"README": "hello\n"})
    repo.rebase("release")

    assert_releases_cloudprint(repo.root)


def test_a_merge_queue_that_puts_a_fix_behind_the_release_is_one(repo: Repo) -> None:
    """One push, whose head and whose last parent both say nothing of a release."""
    repo.branch("fix")
    repo.commit("Fix a typo", {"README": "hello\n"})
    repo.switch("main")
    repo.merge("release", message="Merge pull request #7")
    repo.merge("fix", message="Merge pull request #8")

    assert_releases_cloudprint(repo.root)


def test_a_squash_with_another_title_is_a_release(repo: Repo) -> None:
    repo.squash("release", "Ship it (#7)")

    assert_releases_cloudprint(repo.root)


def test_an_ordinary_commit_with_the_title_of_a_release_is_none(repo: Repo) -> None:
    repo.commit(TITLE, {"README": "hello\n"})

    assert detected(repo.root).release is False


def test_a_second_run_after_the_tag_is_there_is_no_release(repo: Repo) -> None:
    repo.merge("release")
    repo.tag("cloudprint@1.1.0", annotated=True)

    assert detected(repo.root).release is False


def test_the_push_after_a_release_that_failed_is_one(repo: Repo) -> None:
    """The failed run made no tag, so the next run, whatever started it, makes up for it."""
    repo.merge("release")
    repo.commit("Fix the deployment", {"README": "hello\n"})

    assert_releases_cloudprint(repo.root)


def test_a_pick_of_the_release_on_another_branch_is_a_release(repo: Repo) -> None:
    commit = str(repo.git.rev_parse("release"))
    repo.branch("staging", "main")
    repo.cherry_pick(commit)

    assert_releases_cloudprint(repo.root)


def test_a_release_that_was_reverted_is_none(repo: Repo) -> None:
    repo.merge("release")
    repo.git.revert("--no-edit", "-m1", "HEAD")

    assert detected(repo.root).release is False


def test_the_plan_is_the_same_before_and_after_the_merge(repo: Repo) -> None:
    """What was previewed on the pull request is what is deployed."""
    repo.switch("release")
    previewed = detected(repo.root).digest
    repo.switch("main")
    unmerged = detected(repo.root).digest
    repo.merge("release")

    assert detected(repo.root).digest == previewed != unmerged


def test_a_baseline_does_in_place_of_tags(repo: Repo) -> None:
    """Adoption: without it, every app would be released at once."""
    repo.git.tag("--delete", "backend@1.4.2", "cloudprint@1.0.0")
    assert detected(repo.root).deployed == ("backend", "cloudprint")

    released = {
        "backend": Released("1.4.2", "backend@1.4.2"),
        "cloudprint": Released("1.0.0", "cloudprint@1.0.0"),
    }
    repo.commit("Adopt", {LEDGER: append_baseline(None, Baseline(repo.head, released))})
    assert detected(repo.root).release is False

    repo.merge("release")
    assert_releases_cloudprint(repo.root)


def test_baselines_of_two_branches_merge(repo: Repo) -> None:
    """Git keeps the lines of both when the repository says so, and both count."""
    repo.git.tag("--delete", "backend@1.4.2", "cloudprint@1.0.0")
    repo.commit("Prepare", {".gitattributes": f"{LEDGER} merge=union\n", LEDGER: ""})
    repo.branch("other")
    one = {"backend": Released("1.4.2", "backend@1.4.2")}
    repo.commit("Theirs", {LEDGER: append_baseline("", Baseline(repo.head, one))})
    repo.switch("main")
    two = {"cloudprint": Released("1.0.0", "cloudprint@1.0.0")}
    repo.commit("Ours", {LEDGER: append_baseline("", Baseline(repo.head, two))})
    repo.merge("other")

    assert detected(repo.root).release is False


def test_a_shallow_clone_does_not_release_everything_again(repo: Repo, tmp_path: Path) -> None:
    """Without its tags, every version would look unreleased."""
    clone = repo.clone(tmp_path / "clone", depth=1)

    with pytest.raises(StateError, match="this clone is shallow"):
        detected(clone)


def test_a_linked_work_tree_sees_the_same(repo: Repo, tmp_path: Path) -> None:
    repo.merge("release")

    assert_releases_cloudprint(repo.worktree(tmp_path / "second"))
