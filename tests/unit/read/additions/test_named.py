"""How such packages are called, which version they have, and whether they are private."""

from __future__ import annotations

import pytest

from release.read.workspace import read_workspace
from tests.fakes import MemoryFiles
from tests.unit.read.additions.trees import cargo_workspace, crate, packages, problems, project


def test_of_packages_with_one_name_npms_keeps_it() -> None:
    """The others are called after their ecosystems, with a `/` that a tag can have."""
    files = {
        "package.json": '{"workspaces": ["web"]}',
        "release.toml": 'packages = ["*"]\n[depends]\n"cargo/print" = ["print"]',
        "web/package.json": '{"name": "print", "version": "1.0.0"}',
        "rust/Cargo.toml": crate("print"),
        "python/pyproject.toml": project("print"),
        "other/Cargo.toml": crate("other"),
    }

    assert packages(files) == {
        "other": "other",
        "python/print": "python",
        "cargo/print": "rust",
        "print": "web",
    }


def test_two_crates_with_one_name_are_told() -> None:
    files = {
        "release.toml": 'packages = ["*"]',
        "a/Cargo.toml": crate("same"),
        "b/Cargo.toml": crate("same"),
    }

    assert ["a/Cargo.toml", "b/Cargo.toml"] == [each.partition(":")[0] for each in problems(files)]


def test_an_inherited_version_is_shared() -> None:
    shared = '[workspace.package]\nversion = "0.4.0"\n'
    workspace = read_workspace(
        MemoryFiles(
            {
                "Cargo.toml": cargo_workspace("*", more=shared),
                "a/Cargo.toml": crate("a", None),
                "b/Cargo.toml": crate("b", None),
                "c/Cargo.toml": crate("c", "0.4.0"),
            }
        )
    )

    assert workspace.shared == (("a", "b"),)
    assert {each.version for each in workspace.packages} == {"0.4.0"}


@pytest.mark.parametrize(
    ("written", "version"), [("1.2", "1.2.0"), ("1.2.0rc1", "1.2.0-rc.1"), ("1!2", "1!2")]
)
def test_a_python_version_is_a_semantic_one(written: str, version: str) -> None:
    """What SemVer cannot say stays, and is told when it is to move."""
    workspace = read_workspace(MemoryFiles({"pyproject.toml": project("a", written)}))

    assert [version] == [each.version for each in workspace.packages]


def test_a_dynamic_version_is_read_from_its_file() -> None:
    files = {
        "pyproject.toml": '[project]\nname = "a"\ndynamic = ["version"]\n'
        '[tool.hatch.version]\npath = "a.py"',
        "a.py": '__version__ = "1.2rc3"\n',
    }

    assert read_workspace(MemoryFiles(files)).packages[0].version == "1.2.0-rc.3"


def test_private_crates_and_projects_are_private() -> None:
    files = {
        "release.toml": 'packages = ["*"]',
        "a/Cargo.toml": crate("a", more="publish = false\n"),
        "b/Cargo.toml": crate("b"),
        "c/pyproject.toml": project("c", more='classifiers = ["Private :: Do Not Upload"]\n'),
        "d/pyproject.toml": project("d"),
    }
    workspace = read_workspace(MemoryFiles(files))

    assert ["a", "c"] == [each.name for each in workspace.packages if each.manifest.private]
