"""The files of a commit, on real git: as a checkout would have them, but for what it converts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from release.adapters.git.objects import git_objects
from release.adapters.git.tree import TreeEntry, TreeFiles
from release.world import Entry, Files
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "top")


def files_of(repo: Repo, below: str = "") -> Files:
    return git_objects(repo.root / below, os.environ).files(repo.head)


@pytest.mark.parametrize("text", ["", "a\r\nb\n", "\ufeffbom", "\udcff bytes", "\x00", "é🦋"])
def test_a_text_is_what_git_keeps(repo: Repo, text: str) -> None:
    repo.commit(files={"a.txt": text})
    repo.write("a.txt", "edited since")

    assert text == files_of(repo).read("a.txt")


def test_folders_list_what_is_committed(repo: Repo) -> None:
    """In byte order; what is in the work tree alone is not there."""
    repo.commit(files={"b/c/d.txt": "", "a.txt": "", "B.txt": "", "é": ""})
    repo.write("later.txt", "")

    files = files_of(repo)

    names = [("B.txt", False), ("a.txt", False), ("b", True), ("é", False)]
    assert tuple(Entry(*each) for each in names) == files.entries("")
    assert (Entry("c", is_directory=True),) == files.entries("b")
    assert () == files.entries("absent")


@pytest.mark.parametrize("path", ["absent", "b", "b/c/d.txt/e", "../top/a.txt", "../../a.txt"])
def test_what_is_no_file_reads_as_none(repo: Repo, path: str) -> None:
    repo.commit(files={"b/c/d.txt": ""})

    files = files_of(repo)

    assert (None, False) == (files.read(path), files.exists(path))


def test_links_are_followed_inside_of_the_repository(repo: Repo) -> None:
    repo.commit(files={"docs/a.md": "text", "app/b": ""})
    for name, target in [
        ("a.md", "docs/a.md"),
        ("manual", "docs"),
        ("out", "../elsewhere"),
        ("round", "round"),
        ("app/up", ".."),
    ]:
        (repo.root / name).symlink_to(target)
    repo.commit("Links")

    files = files_of(repo)

    assert ["text"] * 3 == [files.read(path) for path in ("a.md", "manual/a.md", "app/up/a.md")]
    assert (Entry("a.md", is_directory=False),) == files.entries("manual")
    assert Entry("manual", is_directory=False) in files.entries("")
    assert [False] * 3 == [files.exists(path) for path in ("manual", "out", "round")]


def test_a_workspace_below_the_top_sees_itself_first(repo: Repo) -> None:
    repo.commit(files={"train/a.txt": "inside", "a.txt": "outside"})

    files = files_of(repo, "train")

    assert "inside" == files.read("a.txt")
    assert "outside" == files.read("../a.txt")
    assert (Entry("a.txt", is_directory=False),) == files.entries("")


def test_a_submodule_is_an_empty_folder(repo: Repo) -> None:
    repo.commit(files={"a": ""})
    repo.git.update_index("--add", "--cacheinfo", f"160000,{repo.head},vendor")
    repo.git.commit("--quiet", "--message", "Vendor")

    files = files_of(repo)

    assert Entry("vendor", is_directory=True) in files.entries("")
    assert () == files.entries("vendor")
    assert not files.exists("vendor")


def test_files_that_are_read_alike_come_together() -> None:
    """A thousand packages are two questions to git, and not a thousand."""
    asked: list[list[str]] = []
    entries = {
        path: TreeEntry("100644", path)
        for number in range(1000)
        for path in (f"apps/{number}/package.json", f".changeset/{number}.md", f"src/{number}.py")
    }

    def texts(blobs: Sequence[str]) -> Mapping[str, str]:
        asked.append(list(blobs))
        return {each: each for each in blobs}

    files = TreeFiles(entries, texts)
    for number in range(1000):
        files.read(f"apps/{number}/package.json")
        files.read(f".changeset/{number}.md")

    assert [1000, 1000] == [len(each) for each in asked if each]
