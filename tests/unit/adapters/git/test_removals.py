"""What commits removed from a folder, over real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.adapters.git.repository import GitRepository
from release.errors import StateError
from release.world import Removal
from tests.repositories import Repo

pytestmark = pytest.mark.needs("git")

NAMES = ("package.json",)
MANIFEST = "packages/a/package.json"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A changeset that a release consumes, in a workspace below the top of the repository."""
    repo = Repo(tmp_path)
    repo.commit("Start", {f"work/{MANIFEST}": "1", "work/.changeset/one.md": "é\r\n\udcff\0"})
    repo.commit("Elsewhere", {"other/package.json": "1", ".changeset/one.md": "not ours"})
    repo.write(f"work/{MANIFEST}", "2")
    repo.write("other/package.json", "2")
    repo.write("work/README.md", "x")
    repo.write("work/.changeset/pre/one.md", "kept")
    repo.remove("work/.changeset/one.md")
    repo.commit("Release")
    return repo


def test_a_commit_tells_what_it_removed_added_and_changed(repo: Repo) -> None:
    git = GitRepository(repo.root / "work")

    assert git.removals(".changeset", NAMES) == (
        Removal(
            {".changeset/one.md": "é\r\n\udcff\0"},
            frozenset({".changeset/pre/one.md"}),
            {MANIFEST: ("1", "2")},
        ),
    )


def test_the_newest_commit_comes_first(repo: Repo) -> None:
    repo.remove("work/.changeset/pre/one.md")
    repo.commit("Exit")

    found = GitRepository(repo.root / "work").removals(".changeset", NAMES)

    assert [list(each.removed) for each in found] == [
        [".changeset/pre/one.md"],
        [".changeset/one.md"],
    ]


def test_a_release_on_a_branch_that_was_merged_is_found_once(repo: Repo) -> None:
    repo.branch("topic")
    repo.remove("work/.changeset/pre/one.md")
    repo.commit("Exit")
    repo.switch("main")
    repo.commit("Else", {"x": "x"})
    repo.merge("topic")

    assert len(GitRepository(repo.root / "work").removals(".changeset", NAMES)) == 2


def test_since_leaves_the_past_out(repo: Repo) -> None:
    git = GitRepository(repo.root / "work")

    assert git.removals(".changeset", NAMES, "HEAD") == ()
    assert len(git.removals(".changeset", NAMES, "HEAD~1")) == 1
    for name in ("no-such-ref", "--all"):
        with pytest.raises(StateError, match=f"the history since `{name}` is unknown"):
            git.removals(".changeset", NAMES, name)


def test_many_contents_are_two_processes(tmp_path: Path) -> None:
    """Linear, whatever the names and sizes are."""
    texts = {f".changeset/{number}.md": f"{number}\n" * number for number in range(300)}
    repo = Repo(tmp_path)
    repo.commit("Start", texts)
    for path in texts:
        repo.remove(path)
    repo.commit("Release")

    (found,) = GitRepository(tmp_path).removals(".changeset", NAMES)

    assert found.removed == texts
