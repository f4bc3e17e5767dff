"""The git program's answers about the past: who added what, over odd histories."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from git import Git

from release.adapters.git.history import FIRST_PASS_COMMITS
from release.adapters.git.log import MAX_RENAME_SIDE
from release.adapters.git.repository import GitRepository
from release.errors import StateError
from release.world import Commit
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


TEXT = '---\n"{name}": patch\n---\n\nThe {name} of this release is better in every way\n'


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
