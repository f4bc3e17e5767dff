"""The git program's answers about what is there: odd places, odd names, tags, changed files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from release.adapters.git.repository import GitRepository
from release.errors import StateError
from release.world import Commit
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

ODD_NAMES = [
    *("two words", "-dash", "--output=x", 'quo"te', "apo'strophe", "new\nline", "é", "\udcff"),
    *("back\\slash", "a*b?[c]", ":(top)x", "tab\there", "!not", "#hash", "$HOME", "`tick`"),
]


# Where it works


def test_a_repository_without_commits_has_no_head(tmp_path: Path) -> None:
    git = GitRepository(Repo(tmp_path).root)

    assert (git.head(), git.tags(), git.added_in(["a"])) == (None, {}, {})


def test_a_file_called_head_is_no_commit(tmp_path: Path) -> None:
    Repo(tmp_path).write("HEAD", "text")

    assert GitRepository(tmp_path).head() is None


def test_without_commits_changes_are_unknown(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="`main` is not a commit that this clone knows"):
        GitRepository(Repo(tmp_path).root).changed_files("main")


def test_a_detached_head_is_a_commit(repo: Repo) -> None:
    repo.detach()

    assert GitRepository(repo.root).head() == Commit(repo.head, shallow=False)


def test_a_linked_work_tree_has_a_file_for_its_repository(repo: Repo, tmp_path: Path) -> None:
    repo.tag("a@1.0.0")
    place = repo.worktree(tmp_path / "second tree")
    (place / "README").write_text("changed\n")
    git = GitRepository(place)

    assert (git.head(), git.tags(), git.changed_files("main"), git.added_in(["README"])) == (
        Commit(repo.head, shallow=False),
        {"a@1.0.0": repo.head},
        ("README",),
        {"README": repo.head},
    )


def test_a_git_file_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    """A work tree whose repository was not brought along: its history is lost, not absent."""
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n")

    with pytest.raises(StateError, match="git failed: not a git repository: /nowhere/at/all"):
        GitRepository(tmp_path).head()


def test_a_workspace_below_the_top_has_paths_of_its_own(repo: Repo) -> None:
    first = repo.commit("Add", {"work space/.changeset/a.md": "a", ".changeset/a.md": "other"})
    second = repo.commit("More", {"work space/.changeset/b.md": "b", "top": "t"})
    git = GitRepository(repo.root / "work space")

    assert git.added_in([".changeset/a.md", ".changeset/b.md"]) == {
        ".changeset/a.md": first,
        ".changeset/b.md": second,
    }
    assert git.changed_files(first) == (".changeset/b.md",)


def test_a_workspace_behind_a_symbolic_link_has_paths_of_its_own(
    repo: Repo, tmp_path: Path
) -> None:
    sha = repo.commit("Add", {"deep/.changeset/a.md": "a"})
    (tmp_path / "link").symlink_to(repo.root / "deep")

    assert GitRepository(tmp_path / "link").added_in([".changeset/a.md"]) == {
        ".changeset/a.md": sha
    }


def test_without_the_git_program_nothing_is_known(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    git = GitRepository(repo.root)

    assert (git.head(), git.tags(), git.added_in(["README"])) == (None, {}, {})
    with pytest.raises(StateError, match="git is not installed"):
        git.changed_files("main")


def test_a_repository_of_another_user_is_told(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch for this

    with pytest.raises(StateError, match="belongs to another user") as caught:
        GitRepository(repo.root).head()

    assert f"git config --global --add safe.directory {repo.root}" in str(caught.value)


def test_a_damaged_repository_is_told(repo: Repo) -> None:
    head = repo.head
    (repo.root / ".git/objects" / head[:2] / head[2:]).unlink()

    with pytest.raises(StateError, match="git failed"):
        GitRepository(repo.root).added_in([".changeset/config.json"])


def test_a_touched_file_has_not_changed(repo: Repo) -> None:
    os.utime(repo.root / "README", (1, 1))

    assert GitRepository(repo.root).changed_files("main") == ()


def test_answers_do_not_depend_on_the_users_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("LANGUAGE", "de")
    unborn = Repo(tmp_path / "unborn").root
    (tmp_path / "nowhere").mkdir()

    heads = [GitRepository(root).head() for root in (unborn, tmp_path / "nowhere")]

    assert heads == [None, None]


def test_a_repository_with_a_broken_configuration_is_told(repo: Repo) -> None:
    (repo.root / ".git/config").write_text("[broken")

    with pytest.raises(StateError, match="git failed: bad config line"):
        GitRepository(repo.root).tags()


# Tags


def test_a_tag_of_a_tag_leads_to_the_commit(repo: Repo) -> None:
    repo.tag("inner", annotated=True)
    repo.tag("outer", "inner", annotated=True)

    assert GitRepository(repo.root).tags() == {"inner": repo.head, "outer": repo.head}


@pytest.mark.parametrize("name", ["@acme/web@1.0.0", "é@1.0.0", "a'b\"c", "v1.0.0+build", "-x"])
def test_odd_tags_are_tags(repo: Repo, name: str) -> None:
    repo.git.update_ref(f"refs/tags/{name}", "HEAD")

    assert GitRepository(repo.root).tags() == {name: repo.head}


def test_packed_tags_are_tags(repo: Repo) -> None:
    repo.tag("plain")
    repo.tag("annotated", annotated=True)
    repo.git.pack_refs("--all")

    assert GitRepository(repo.root).tags() == {"plain": repo.head, "annotated": repo.head}


# Changed files


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_names(repo: Repo, name: str) -> None:
    sha = repo.commit("Add", {f".changeset/{name}.md": "text"})
    git = GitRepository(repo.root)

    assert git.changed_files("HEAD~1") == (f".changeset/{name}.md",)
    assert git.added_in([f".changeset/{name}.md"]) == {f".changeset/{name}.md": sha}


def test_changes_count_whether_committed_staged_or_neither(repo: Repo) -> None:
    repo.branch("topic")
    repo.commit("Commit", {"committed": "1", "README": "hello\nthere\n", "gone": "x"})
    repo.write("staged", "1")
    repo.git.add("staged")
    repo.write("committed", "2")
    repo.write("untracked", "1")
    repo.remove(".changeset/config.json")

    assert GitRepository(repo.root).changed_files("main") == (
        ".changeset/config.json",
        "README",
        "committed",
        "gone",
        "staged",
    )


def test_changes_of_the_other_branch_do_not_count(repo: Repo) -> None:
    repo.branch("topic")
    repo.commit("Ours", {"ours": "1"})
    repo.switch("main")
    repo.commit("Theirs", {"theirs": "1"})
    repo.switch("topic")

    assert GitRepository(repo.root).changed_files("main") == ("ours",)


def test_of_a_renamed_file_the_new_name_has_changed(repo: Repo) -> None:
    repo.move("README", "README.md")
    repo.commit("Rename")

    assert GitRepository(repo.root).changed_files("HEAD~1") == ("README.md",)


def test_a_criss_cross_of_merges_has_an_answer(repo: Repo) -> None:
    """Two best common ancestors: git refuses to choose, and its `merge-base` takes one."""
    repo.branch("staging")
    staging = repo.commit("On staging", {"staging": "1"})
    repo.switch("main")
    main = repo.commit("On main", {"main": "1"})
    repo.merge(staging)
    repo.switch("staging")
    repo.merge(main)
    repo.commit("More", {"more": "1"})

    files = GitRepository(repo.root).changed_files("main")

    base = repo.git.merge_base("main", "HEAD")
    assert files == tuple(repo.git.diff("--name-only", base).split("\n"))


@pytest.mark.parametrize(
    "since", ["", "nowhere", "--output=x", "-x", "main..HEAD", "a b", "HEAD^9"]
)
def test_what_is_no_commit_is_refused(repo: Repo, since: str) -> None:
    with pytest.raises(StateError, match="is not a commit that this clone knows"):
        GitRepository(repo.root).changed_files(since)


def test_a_branch_that_was_not_fetched_is_told_with_what_to_do(repo: Repo) -> None:
    with pytest.raises(StateError) as caught:
        GitRepository(repo.root).changed_files("origin/next")

    assert caught.value.problems[0].hint == (
        "run `git fetch origin next`; in GitHub Actions check out with `fetch-depth: 0`"
    )


def test_histories_without_a_common_ancestor_are_told(repo: Repo) -> None:
    repo.git.switch("--quiet", "--orphan", "other")
    repo.commit("Other", {"other": "1"})

    with pytest.raises(StateError, match="`main` and HEAD have no common ancestor") as caught:
        GitRepository(repo.root).changed_files("main")

    assert "fetch-depth: 0" in str(caught.value)
