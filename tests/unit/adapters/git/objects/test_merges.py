"""A merge is made without a work tree, and what clashes is told with all sides."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from release.adapters.git.objects import git_objects
from release.errors import StateError
from release.remote import Clash, Merged, NewCommit
from tests.repositories import Repo
from tests.unit.adapters.git.objects.plumbing import listed, objects_of

pytestmark = pytest.mark.needs("git")


def branches(repo: Repo, ours: dict[str, str | None], theirs: dict[str, str | None]) -> None:
    """The branches `ours` and `theirs`, with these files; None removes one."""
    for name, files in (("ours", ours), ("theirs", theirs)):
        repo.switch("main")
        repo.branch(name)
        for path, text in files.items():
            if text is None:
                repo.remove(path)
            else:
                repo.write(path, text)
        repo.commit(name)
    repo.switch("main")


def test_a_clean_merge_has_what_both_did(repo: Repo) -> None:
    branches(repo, {"ours.md": "1"}, {"theirs.md": "1", "app/gone.md": None})

    merged = objects_of(repo).merge("ours", "theirs")

    assert merged == Merged(merged.tree)
    assert {"ours.md", "theirs.md", "app/text.md"} <= listed(repo, merged.tree).keys()
    assert "app/gone.md" not in listed(repo, merged.tree)


def test_what_clashes_is_told_with_all_sides(repo: Repo) -> None:
    branches(
        repo,
        {"app/text.md": "ours\n", "app/gone.md": "changed\n", "both.md": "ours\n"},
        {"app/text.md": "theirs\n", "app/gone.md": None, "both.md": "theirs\n"},
    )

    objects = objects_of(repo, "app")
    merged = objects.merge("ours", "theirs")

    told = {
        clash.path: [blob and objects.texts([blob])[blob] for blob in clash[1:]]
        for clash in merged.clashes
    }
    assert told == {
        "text.md": ["one\n", "ours\n", "theirs\n"],
        "gone.md": ["one\n", "changed\n", None],
        "../both.md": [None, "ours\n", "theirs\n"],
    }
    assert sorted(merged.puzzles) == [("../both.md",), ("gone.md",), ("text.md",)]


def test_a_renamed_folder_is_a_puzzle_without_a_clash(repo: Repo) -> None:
    """Git guesses that the new file belongs into the folder's new name, and asks."""
    many = {f"app/{number}.md": f"{number}\n" * 9 for number in range(3)}
    repo.commit("Many", many)
    moved = {f"moved/{number}.md": f"{number}\n" * 9 for number in range(3)}
    gone = dict.fromkeys([*many, "app/text.md", "app/gone.md"])
    branches(repo, {**gone, **moved, "link.md": None}, {"app/new.md": "new\n"})

    merged = objects_of(repo).merge("ours", "theirs")

    assert any("moved/new.md" in puzzle for puzzle in merged.puzzles)


def test_a_link_and_a_submodule_that_clash_have_no_text(repo: Repo) -> None:
    branches(repo, {"ours.md": "1"}, {"theirs.md": "1"})
    commits = {name: str(repo.git.rev_parse(name)) for name in ("ours", "theirs")}
    for name, commit in commits.items():
        repo.switch(name)
        (repo.root / "link.md").unlink()
        (repo.root / "link.md").symlink_to(f"{name}.md")
        repo.commit("Link")
        repo.git.update_index("--add", "--cacheinfo", f"160000,{commit},sub")
        repo.git.commit("--quiet", "--message", "Sub")

    merged = objects_of(repo).merge("ours", "theirs")

    assert {*merged.clashes} == {Clash("link.md"), Clash("sub")}
    assert {("link.md",), ("sub",)} <= {*merged.puzzles}


def test_branches_without_a_common_commit_are_not_merged(repo: Repo) -> None:
    tree = str(repo.git.rev_parse("HEAD^{tree}"))
    objects = objects_of(repo)
    alone = objects.write_commit(NewCommit(tree, (), "Alone\n"))

    assert objects.bases("HEAD", alone) == ()
    with pytest.raises(StateError, match="unrelated histories"):
        objects.merge("HEAD", alone)


def test_the_commit_in_common_is_told(repo: Repo) -> None:
    base = repo.head
    branches(repo, {"ours.md": "1"}, {"theirs.md": "1"})

    assert objects_of(repo).bases("ours", "theirs") == (base,)


def test_a_shallow_clone_does_not_know_what_is_common(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Second")
    clone = repo.clone(tmp_path / "clone", depth=1)

    with pytest.raises(StateError, match="shallow clone"):
        git_objects(clone, os.environ).bases("HEAD", "HEAD")
