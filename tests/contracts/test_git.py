"""What every `Git` promises, held against the git program and against the stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from release.adapters.git.repository import GitRepository
from release.errors import StateError
from release.world import Commit, Git, LoggedCommit
from tests.fake_git import FakeGit
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


@dataclass(frozen=True)
class Known:
    """A `Git`, and what is true of the history that it tells of."""

    git: Git
    first: str
    second: str


@pytest.fixture(params=["git", "fake"])
def known(request: pytest.FixtureRequest, tmp_path: Path) -> Known:
    """Two commits, two tags, two changesets of which one is not committed."""
    repo = Repo(tmp_path)
    first = repo.commit("First", {"a": "1", ".changeset/one.md": "one"})
    repo.tag("app@1.0.0")
    second = repo.commit("Second", {"b/é": "2", "a": "2"})
    repo.tag("app@1.1.0", annotated=True)
    repo.write(".changeset/two.md", "two")
    real = GitRepository(tmp_path)
    fake = FakeGit(
        second,
        tags={"app@1.0.0": first, "app@1.1.0": second},
        changed={"HEAD": [], "app@1.0.0": ["b/é", "a"]},
        uncommitted=[".changeset/two.md"],
        log={
            "HEAD": [],
            "app@1.0.0": [LoggedCommit(second, "Second\n", ("a", "b/é"))],
        },
        added={".changeset/one.md": first},
        past={first: {"a": "1"}, second: {"a": "2", "b/é": "2"}},
    )
    return Known(real if request.param == "git" else fake, first, second)


@pytest.fixture(params=["git", "fake"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Git:
    """A directory that is no repository."""
    return GitRepository(tmp_path) if request.param == "git" else FakeGit(None)


def test_head_is_the_commit_that_is_checked_out(known: Known) -> None:
    assert known.git.head() == Commit(known.second, shallow=False)


def test_tags_name_commits_also_when_annotated(known: Known) -> None:
    assert known.git.tags() == {"app@1.0.0": known.first, "app@1.1.0": known.second}


def test_changed_files_come_in_byte_order(known: Known) -> None:
    assert known.git.changed_files("app@1.0.0") == ("a", "b/é")


def test_nothing_has_changed_since_head(known: Known) -> None:
    assert known.git.changed_files("HEAD") == ()


def test_what_no_commit_holds_is_told_with_what_git_does_not_track(known: Known) -> None:
    assert known.git.uncommitted_files() == (".changeset/two.md",)


def test_commits_since_a_ref_say_what_they_changed(known: Known) -> None:
    assert known.git.commits_since("HEAD") == ()
    assert known.git.commits_since("app@1.0.0") == (
        LoggedCommit(known.second, "Second\n", ("a", "b/é")),
    )


def test_commits_since_an_unknown_ref_are_refused(known: Known) -> None:
    with pytest.raises(StateError, match="`nowhere` is not a commit that this clone knows"):
        known.git.commits_since("nowhere")


def test_an_unknown_ref_is_refused(known: Known) -> None:
    with pytest.raises(StateError, match="`nowhere` is not a commit that this clone knows"):
        known.git.changed_files("nowhere")


def test_uncommitted_and_absent_files_are_left_out(known: Known) -> None:
    paths = [".changeset/one.md", ".changeset/two.md", ".changeset/three.md"]

    assert known.git.added_in(paths) == {".changeset/one.md": known.first}


def test_no_paths_were_added_nowhere(known: Known) -> None:
    assert known.git.added_in([]) == {}


def test_without_a_repository_there_is_nothing_to_tell(nowhere: Git) -> None:
    assert (nowhere.head(), nowhere.tags(), nowhere.added_in(["a"])) == (None, {}, {})
    assert nowhere.uncommitted_files() == ()


def test_without_a_repository_changes_are_unknown(nowhere: Git) -> None:
    with pytest.raises(StateError):
        nowhere.changed_files("main")


def test_removals_need_a_repository(nowhere: Git) -> None:
    assert nowhere.removals(".changeset", ("package.json",)) == ()


@pytest.fixture(params=["git", "fake"])
def staging(request: pytest.FixtureRequest, tmp_path: Path) -> Git:
    """A workspace below the top of a repository in whose index two files are new."""
    repo = Repo(tmp_path)
    repo.commit("First", {"app/a": "1"})
    repo.write("app/a", "2")
    for path in ("app/b\n", "above"):
        repo.write(path, "1")
        repo.git.add(path)
    staged = ["../above", "b\n"]
    return GitRepository(tmp_path / "app") if request.param == "git" else FakeGit(staged=staged)


def test_what_is_staged_is_seen_from_the_workspace(staging: Git) -> None:
    assert staging.staged() == ("../above", "b\n")


def test_nothing_is_staged_nowhere(nowhere: Git) -> None:
    assert nowhere.staged() == ()


def test_a_file_is_told_as_it_was_in_a_commit(known: Known) -> None:
    assert known.git.text_at(known.first, "a") == "1"
    assert known.git.text_at(known.second, "a") == "2"


def test_a_file_that_a_commit_has_not_is_none(known: Known) -> None:
    assert known.git.text_at(known.first, "b/é") is None
    assert known.git.text_at("3" * 40, "a") is None


def test_no_file_was_anywhere_without_a_repository(nowhere: Git) -> None:
    assert nowhere.text_at("3" * 40, "a") is None
