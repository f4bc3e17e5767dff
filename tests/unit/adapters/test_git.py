"""The git program's answers: odd places, odd names, and who added what over odd histories."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from git import Git

from release.adapters.git import GitRepository
from release.adapters.git.history import FIRST_PASS_COMMITS
from release.adapters.git.log import MAX_RENAME_SIDE
from release.errors import StateError
from release.world import Commit
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

TEXT = '---\n"{name}": patch\n---\n\nThe {name} of this release is better in every way\n'
ODD_NAMES = [
    *("two words", "-dash", "--output=x", 'quo"te', "apo'strophe", "new\nline", "é", "\udcff"),
    *("back\\slash", "a*b?[c]", ":(top)x", "tab\there", "!not", "#hash", "$HOME", "`tick`"),
]


def text_of(name: str) -> str:
    """A changeset that is like no other."""
    return "".join(f"{name} {number * len(name)}\n" for number in range(9))


def told_by_git(root: Path, path: str) -> str:
    """The commit that the command of Changesets 3 gives for one file."""
    arguments = ["--diff-filter=AC", "--follow", "--max-count=1", "--pretty=format:%H", "--", path]
    return str(Git(root).log(*arguments))


def assert_agrees(root: Path, *paths: str) -> None:
    """One pass over the history says what git says of each path."""
    expected = {path: sha for path in paths if (sha := told_by_git(root, path))}

    assert GitRepository(root).added_in(paths) == expected


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with one commit."""
    repo = Repo(tmp_path / "repo")
    repo.commit("Start", {"README": "hello\n", ".changeset/config.json": "{}\n"})
    return repo


# Where it works


def test_a_repository_without_commits_has_no_head(tmp_path: Path) -> None:
    git = GitRepository(Repo(tmp_path).root)

    assert (git.head(), git.tags(), git.added_in(["a"])) == (None, {}, {})


def test_a_file_called_head_is_no_commit(tmp_path: Path) -> None:
    Repo(tmp_path).write("HEAD", "text")

    assert GitRepository(tmp_path).head() is None


def test_without_commits_changes_are_unknown(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="`main` is no commit that this clone knows"):
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


def test_the_users_own_settings_change_no_answer(repo: Repo) -> None:
    repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.move(".changeset/a.md", ".changeset/é.md")
    repo.commit("Rename")
    for setting in ["color.ui=always", "log.follow=true", "log.showRoot=false", "diff.renames=no"]:
        repo.git.config(*setting.split("="))
    for setting in ["log.showSignature=true", "diff.relative=true", "core.quotePath=true"]:
        repo.git.config(*setting.split("="))
    for setting in ["log.decorate=full", "diff.noprefix=true", "log.date=raw", "core.pager=false"]:
        repo.git.config(*setting.split("="))
    git = GitRepository(repo.root)

    assert git.changed_files("HEAD~1") == (".changeset/é.md",)
    assert_agrees(repo.root, ".changeset/é.md")


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
    with pytest.raises(StateError, match="is no commit that this clone knows"):
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


# The commit that added a file


def test_a_merge_is_not_what_added_a_file(repo: Repo) -> None:
    repo.branch("topic")
    sha = repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.switch("main")
    repo.merge("topic")

    assert GitRepository(repo.root).added_in([".changeset/a.md"]) == {".changeset/a.md": sha}


def test_an_edited_changeset_keeps_its_commit(repo: Repo) -> None:
    sha = repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.commit("Edit", {".changeset/a.md": text_of("a") + "more\n"})

    assert GitRepository(repo.root).added_in([".changeset/a.md"]) == {".changeset/a.md": sha}


def test_a_renamed_changeset_keeps_its_commit(repo: Repo) -> None:
    sha = repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.move(".changeset/a.md", ".changeset/b.md")
    repo.commit("Rename")
    repo.move(".changeset/b.md", ".changeset/pre/c.md")
    repo.commit("Rename again")

    assert GitRepository(repo.root).added_in([".changeset/pre/c.md"]) == {
        ".changeset/pre/c.md": sha
    }


def test_a_renamed_changeset_is_added_by_the_rename_for_who_does_not_follow(repo: Repo) -> None:
    """As Changesets 2 has it."""
    repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.move(".changeset/a.md", ".changeset/b.md")
    sha = repo.commit("Rename")

    assert GitRepository(repo.root).added_in([".changeset/b.md"], follow=False) == {
        ".changeset/b.md": sha
    }


def test_a_changeset_that_came_back_has_its_second_commit(repo: Repo) -> None:
    repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.remove(".changeset/a.md")
    repo.commit("Remove")
    sha = repo.commit("Add again", {".changeset/a.md": text_of("a")})

    assert GitRepository(repo.root).added_in([".changeset/a.md"]) == {".changeset/a.md": sha}


def test_a_copy_is_a_new_changeset(repo: Repo) -> None:
    repo.commit("Add", {".changeset/a.md": text_of("a")})
    sha = repo.commit("Copy", {".changeset/b.md": text_of("a")})

    assert GitRepository(repo.root).added_in([".changeset/b.md"]) == {".changeset/b.md": sha}
    assert_agrees(repo.root, ".changeset/a.md", ".changeset/b.md")


def test_a_similar_changeset_in_place_of_another_is_the_other(repo: Repo) -> None:
    """Git takes it for a rename, in the pass as by itself."""
    repo.commit("Add", {".changeset/a.md": TEXT.format(name="core")})
    repo.remove(".changeset/a.md")
    repo.commit("Replace", {".changeset/b.md": TEXT.format(name="cli")})

    assert_agrees(repo.root, ".changeset/b.md")


def test_two_similar_changesets_for_one_that_went(repo: Repo) -> None:
    """In one pass only one of them can be the rename; git alone calls both of them that."""
    repo.commit("Add", {".changeset/a.md": TEXT.format(name="core")})
    repo.remove(".changeset/a.md")
    files = {f".changeset/{name}.md": TEXT.format(name=name) for name in ("cli", "web", "api")}
    repo.commit("Replace", files)

    assert_agrees(repo.root, *files)


def test_a_file_from_elsewhere_keeps_its_commit(repo: Repo) -> None:
    """What moves into the folder has a history outside of it."""
    repo.commit("Add", {"docs/note.md": text_of("note")})
    repo.move("docs/note.md", ".changeset/note.md")
    repo.commit("Move")

    assert_agrees(repo.root, ".changeset/note.md")


def test_a_file_from_above_the_workspace_keeps_its_commit(repo: Repo) -> None:
    repo.commit("Add", {"note.md": text_of("note"), "deep/.changeset/a.md": "a"})
    repo.move("note.md", "deep/.changeset/note.md")
    repo.commit("Move")

    assert_agrees(repo.root / "deep", ".changeset/note.md", ".changeset/a.md")


def test_a_changeset_beside_other_renames_is_new(repo: Repo) -> None:
    repo.commit("Add", {"src/a.py": text_of("module")})
    repo.move("src/a.py", "src/b.py")
    sha = repo.commit("Move", {".changeset/a.md": TEXT.format(name="core")})

    assert GitRepository(repo.root).added_in([".changeset/a.md"]) == {".changeset/a.md": sha}


def test_a_commit_with_too_many_files_to_compare_is_left_to_git(repo: Repo) -> None:
    names = range(MAX_RENAME_SIDE + 1)
    old = TEXT.format(name="core")
    repo.commit("Add", {f"old/{name}": f"{name}\n" for name in names} | {"old/note": old})
    for name in [*names, "note"]:
        repo.remove(f"old/{name}")
    new = {f"new/{name}": f"new {name}\n" for name in names}
    repo.commit("Swap", new | {".changeset/a.md": TEXT.format(name="cli")})

    assert_agrees(repo.root, ".changeset/a.md")


def test_a_file_that_only_a_merge_brought_has_no_commit(repo: Repo) -> None:
    repo.branch("topic")
    repo.commit("Topic", {"topic": "1"})
    repo.switch("main")
    repo.git.merge("--quiet", "--no-ff", "--no-commit", "topic")
    repo.write(".changeset/a.md", text_of("a"))
    repo.commit("Merge with more than was merged")

    assert_agrees(repo.root, ".changeset/a.md")


def test_a_branch_that_was_taken_back_counts_as_git_counts_it(repo: Repo) -> None:
    """History that git would simplify away: added on a side branch and removed there."""
    repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.branch("topic")
    repo.remove(".changeset/a.md")
    repo.commit("Remove")
    repo.commit("Add again", {".changeset/a.md": text_of("a")})
    repo.switch("main")
    repo.commit("Other", {"other": "1"})
    repo.merge("topic")

    assert_agrees(repo.root, ".changeset/a.md")


def test_a_picked_changeset_has_the_newer_commit(repo: Repo) -> None:
    repo.branch("topic")
    sha = repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.switch("main")
    repo.cherry_pick(sha)
    repo.merge("topic")

    assert_agrees(repo.root, ".changeset/a.md")


def test_a_changeset_of_the_first_commit_has_that_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    sha = repo.commit("First", {".changeset/a.md": text_of("a")})

    assert GitRepository(tmp_path).added_in([".changeset/a.md"]) == {".changeset/a.md": sha}


def test_an_old_changeset_is_found_behind_many_commits(repo: Repo) -> None:
    """The short pass does not reach it, and the long one does."""
    sha = repo.commit("Add", {".changeset/old.md": text_of("old")})
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@b> {1_800_000_000 + number} +0000\ndata 0\n\n"
        f"{'' if number else f'from {sha}{chr(10)}'}"
        f"M 100644 inline .changeset/n{number}.md\ndata 1\nx\n"
        for number in range(FIRST_PASS_COMMITS + 10)
    )
    script = repo.root.parent / "stream"
    script.write_text(stream)
    with script.open("rb") as feed:
        repo.git.fast_import("--quiet", istream=feed)

    assert GitRepository(repo.root).added_in([".changeset/old.md"]) == {".changeset/old.md": sha}


def test_the_order_of_the_paths_is_kept(repo: Repo) -> None:
    repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.commit("Add", {".changeset/b.md": text_of("b")})

    found = GitRepository(repo.root).added_in([".changeset/a.md", "x", ".changeset/b.md"])

    assert list(found) == [".changeset/a.md", ".changeset/b.md"]


# Shallow clones


def test_a_shallow_clone_says_so(repo: Repo, tmp_path: Path) -> None:
    head = repo.commit("Second")

    assert GitRepository(repo.clone(tmp_path / "clone", depth=1)).head() == Commit(
        head, shallow=True
    )


def test_an_addition_beyond_the_cut_is_refused(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.commit("Second")
    clone = repo.clone(tmp_path / "clone", depth=1)

    with pytest.raises(StateError, match=r"`\.changeset/a\.md` is unknown") as caught:
        GitRepository(clone).added_in([".changeset/a.md"])

    assert caught.value.problems[0].hint == (
        "run `git fetch --unshallow`; in GitHub Actions check out with `fetch-depth: 0`"
    )


def test_an_addition_at_the_cut_is_refused_too(repo: Repo, tmp_path: Path) -> None:
    """There, every file of the tree looks new."""
    repo.commit("Add", {".changeset/a.md": text_of("a")})
    clone = repo.clone(tmp_path / "clone", depth=1)

    with pytest.raises(StateError, match="shallow clone"):
        GitRepository(clone).added_in([".changeset/a.md"])


def test_an_addition_within_a_shallow_clone_is_known(repo: Repo, tmp_path: Path) -> None:
    sha = repo.commit("Add", {".changeset/a.md": text_of("a")})
    repo.commit("Third")
    clone = repo.clone(tmp_path / "clone", depth=3)

    assert GitRepository(clone).added_in([".changeset/a.md"]) == {".changeset/a.md": sha}


# Any history

NAMES = [".changeset/a.md", ".changeset/b.md", ".changeset/pre/a.md", "docs/a.md", "src/x"]
TEXTS = [text_of("one"), text_of("two"), *(TEXT.format(name=name) for name in ("core", "cli"))]


def stir(repo: Repo, dice: Random) -> None:
    """Change the working tree: new, removed, moved, copied, edited and replaced files."""
    for _ in range(dice.choice([1, 1, 2, 3])):
        name, other = dice.sample(NAMES, 2)
        there = [each for each in NAMES if (repo.root / each).exists()]
        verb = dice.choice(["write", "remove", "move", "copy", "edit", "replace"])
        if verb == "write" or not there:
            repo.write(name, dice.choice(TEXTS))
            continue
        name = dice.choice(there)
        text = (repo.root / name).read_text()
        if verb in {"remove", "move", "replace"}:
            repo.remove(name)
        if verb in {"move", "copy"}:
            repo.write(other, text)
        elif verb == "edit":
            repo.write(name, f"{text}more\n")
        elif verb == "replace":
            repo.write(other, text.replace("release", "version"))


def play(repo: Repo, dice: Random) -> None:
    """Make a history of commits, branches and merges."""
    for number in range(dice.randint(4, 10)):
        stir(repo, dice)
        repo.commit()
        if dice.random() < 0.3:
            repo.branch(f"side-{number}", dice.choice(["HEAD", "HEAD", "HEAD~1"]))
        elif dice.random() < 0.3:
            options = ["--quiet", "--no-ff", "--no-commit", "-Xours"]
            repo.git.merge(*options, "main", with_exceptions=False)
            repo.commit("Merge")


@pytest.mark.parametrize("seed", range(20))
def test_one_pass_says_what_git_says_of_each_file(tmp_path: Path, seed: int) -> None:
    repo = Repo(tmp_path)
    repo.commit("Start", {"README": "hello\n", NAMES[seed % len(NAMES)]: TEXTS[0]})
    play(repo, Random(seed))

    assert_agrees(repo.root, *NAMES[:3])


def test_what_another_branch_has_is_no_past_of_head(tmp_path: Path) -> None:
    """Its files may be those of a release that never was."""
    repo = Repo(tmp_path)
    repo.commit("First", {"app/a": "1"})
    repo.branch("side")
    side = repo.commit("Side", {"app/a": "2"})
    repo.switch("main")

    assert GitRepository(tmp_path).text_at(side, "app/a") is None
    repo.merge("side")
    assert GitRepository(tmp_path / "app").text_at(side, "a") == "2"
