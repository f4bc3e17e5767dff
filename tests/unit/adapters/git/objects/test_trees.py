"""A tree has other texts and all else as it was; nothing of the user's is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from release.adapters.git.objects import git_objects
from release.adapters.git.tree import real_path
from release.errors import StateError
from release.remote import NewCommit
from tests.repositories import Repo
from tests.unit.adapters.git.objects.plumbing import listed, objects_of

pytestmark = pytest.mark.needs("git")


def test_a_tree_has_other_texts_and_all_else_as_it_was(repo: Repo) -> None:
    """Modes stay; what is new is an ordinary file; what is not there is removed as well."""
    edits = {"run.sh": "two\n", "app/gone.md": None, "new/a.md": "two\n", "never.md": None}

    tree = objects_of(repo).write_tree("HEAD", edits)

    assert listed(repo, tree) == {
        "run.sh": "100755 two",
        "link.md": "120000 app/text.md",
        "app/text.md": "100644 one",
        "new/a.md": "100644 two",
    }


def test_the_index_and_the_work_tree_are_left_alone(repo: Repo) -> None:
    repo.write("app/text.md", "mine\n")
    repo.write("staged.md", "mine\n")
    repo.git.add("staged.md")
    index = repo.root / ".git/index"
    before = (index.read_bytes(), repo.git.for_each_ref(), repo.head)

    objects = objects_of(repo)
    tree = objects.write_tree("HEAD", {"app/text.md": "two\n"})
    objects.write_commit(NewCommit(tree, (repo.head,), "Second\n"))
    objects.merge("HEAD", "HEAD")

    assert before == (index.read_bytes(), repo.git.for_each_ref(), repo.head)
    assert (repo.root / "app/text.md").read_text() == "mine\n"


def test_no_byte_of_a_text_is_changed(repo: Repo) -> None:
    """Whatever git would make of line ends when it checks files in."""
    repo.git.config("core.autocrlf", "true")
    repo.commit("Attributes", {".gitattributes": "*.md text eol=crlf\n"})
    text = "a\r\nb\n\udcff\ufeff"
    objects = objects_of(repo)

    tree = objects.write_tree("HEAD", {"a b\tc.md": text})

    blob = str(repo.git.rev_parse(f"{tree}:a b\tc.md"))
    assert objects.texts([blob]) == {blob: text}


def test_nothing_to_edit_is_the_same_tree(repo: Repo) -> None:
    assert objects_of(repo).write_tree("HEAD", {}) == repo.git.rev_parse("HEAD^{tree}")
    assert objects_of(repo).texts([]) == {}


def test_below_the_top_paths_are_seen_from_the_workspace(repo: Repo) -> None:
    tree = objects_of(repo, "app").write_tree("HEAD", {"text.md": "two\n", "../run.sh": "three\n"})

    assert listed(repo, tree)["app/text.md"] == "100644 two"
    assert listed(repo, tree)["run.sh"] == "100755 three"


def test_a_symbolic_link_stays_and_its_target_changes(repo: Repo) -> None:
    tree = objects_of(repo).write_tree("HEAD", {"link.md": "two\n"})

    assert listed(repo, tree)["link.md"] == "120000 app/text.md"
    assert listed(repo, tree)["app/text.md"] == "100644 two"


def test_a_symbolic_link_that_is_removed_leaves_its_target(repo: Repo) -> None:
    tree = objects_of(repo).write_tree("HEAD", {"link.md": None})

    assert "link.md" not in listed(repo, tree)
    assert listed(repo, tree)["app/text.md"] == "100644 one"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("plain/a", "plain/a"),
        ("folder/a", "real/deep/a"),
        ("chain", "real/deep/x"),
        ("up/a", "a"),
        ("folders/a", "folders/a"),
    ],
)
def test_links_are_followed_wherever_they_stand(path: str, expected: str) -> None:
    links = {"folder": "real/deep", "chain": "folder/x", "real/up": ".", "up": "real/.."}

    assert expected == real_path(path, links)


@pytest.mark.parametrize("target", ["../out", "/etc", "round"])
def test_a_link_that_leads_nowhere_is_refused(target: str) -> None:
    with pytest.raises(StateError, match="symbolic link round"):
        real_path("round", {"round": target})


def test_a_path_outside_the_repository_is_refused(repo: Repo) -> None:
    with pytest.raises(StateError, match="outside the repository"):
        objects_of(repo, "app").write_tree("HEAD", {"../../out.md": "x"})


def test_a_submodule_is_no_file(repo: Repo) -> None:
    repo.git.update_index("--add", "--cacheinfo", f"160000,{repo.head},sub")
    tree = str(repo.git.write_tree())

    with pytest.raises(StateError, match="sub is a submodule"):
        objects_of(repo).write_tree(tree, {"sub": "x"})


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("run.sh/deep/below", "run.sh is in the way of run.sh/deep/below"),
        ("app", "app is in the way of app"),
    ],
)
def test_what_is_in_the_way_is_not_removed(repo: Repo, path: str, told: str) -> None:
    with pytest.raises(StateError, match=told):
        objects_of(repo).write_tree("HEAD", {path: "x"})


def test_a_folder_may_take_the_place_of_a_file_that_goes(repo: Repo) -> None:
    tree = objects_of(repo).write_tree("HEAD", {"run.sh": None, "run.sh/below": "x"})

    assert listed(repo, tree)["run.sh/below"] == "100644 x"


def test_where_there_is_no_repository_there_are_no_objects(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="there is no git repository here"):
        git_objects(tmp_path, os.environ)
