"""Which packages the changed files belong to."""

from __future__ import annotations

from release.changes import changed_packages, changeset_paths, files_by_package
from release.config.changesets import ChangesetsConfig
from release.model import Workspace
from tests.factories import a_package, a_workspace

PLAIN = ChangesetsConfig()


def names(files: list[str], workspace: Workspace, config: ChangesetsConfig = PLAIN) -> list[str]:
    """The names of the changed packages."""
    return [package.name for package in changed_packages(files, workspace, config)]


def test_a_file_belongs_to_the_deepest_package() -> None:
    workspace = a_workspace(
        outer=a_package(directory="apps"), inner=a_package(directory="apps/inner")
    )

    assert ["inner"] == names(["apps/inner/src/x.py"], workspace)
    assert ["outer"] == names(["apps/other/x.py"], workspace)


def test_files_outside_every_package_count_for_nobody() -> None:
    assert [] == names(["README.md", "apps-not/x"], a_workspace(a=a_package(directory="apps")))


def test_files_of_the_root_belong_to_the_root_when_it_is_a_package() -> None:
    workspace = a_workspace(root=a_package(directory=""), a=a_package(directory="apps/a"))

    assert ["root"] == names(["README.md"], workspace)
    assert [] == names([".github/workflows/ci.yml"], workspace), "`**` matches no dot file"


def test_only_files_that_match_the_patterns_count() -> None:
    config = ChangesetsConfig(changed_file_patterns=("src/**",))

    assert [] == names(["packages/a/test/x"], a_workspace(a=a_package()), config)
    assert ["a"] == names(["packages/a/src/x"], a_workspace(a=a_package()), config)


def test_packages_that_nobody_versions_are_left_out() -> None:
    workspace = a_workspace(a=a_package(private=True), b=a_package(None), c=a_package())

    files = [f"packages/{name}/x" for name in "abc"]

    assert ["c"] == names(files, workspace)


def test_changesets_are_told_from_other_files() -> None:
    files = [".changeset/a.md", ".changeset/config.json", "docs/.changeset.md"]

    assert {".changeset/a.md"} == changeset_paths(files)


def test_says_which_files_touch_a_package() -> None:
    workspace = a_workspace(a=a_package(), b=a_package(), c=a_package(private=True))
    files = ["packages/a/x", "packages/b/y", "packages/a/z", "packages/c/x", "README.md"]

    assert files_by_package(files, workspace, PLAIN) == {
        "a": ("packages/a/x", "packages/a/z"),
        "b": ("packages/b/y",),
    }
