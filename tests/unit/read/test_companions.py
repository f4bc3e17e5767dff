from __future__ import annotations

import pytest

from release.errors import ConfigError, Where
from release.model import Workspace
from release.read.companions import read_companions
from tests.factories import a_package, a_workspace
from tests.fakes import MemoryFiles

CRATE = '[package]\nname = "x"\nversion = "1.0.0"\n'
APP = a_workspace(app=a_package(directory="app"))


def looked_at(
    files: dict[str, str], workspace: Workspace = APP
) -> tuple[dict[str, str | None], MemoryFiles]:
    """The package of each companion by path, and the files with what was asked of them."""
    tree = MemoryFiles(files)
    return {each.path: each.package for each in read_companions(tree, workspace)}, tree


def test_only_a_packages_directory_and_its_src_tauri_are_looked_at() -> None:
    files = {
        "app/package.json": "{}",
        "app/src-tauri/tauri.conf.json": "{}",
        "app/src-tauri/gen/tauri.conf.json": "{}",
        "app/tauri.conf.json": "{}",
        "app/node_modules/x/Cargo.toml": CRATE,
        "app/backend/pyproject.toml": "",
        "pyproject.toml": "",
    }

    found, tree = looked_at(files)

    assert found == {"app/src-tauri/tauri.conf.json": "app", "app/tauri.conf.json": "app"}
    assert tree.listings == ["app", "app/src-tauri"]


def test_a_src_tauri_that_is_a_package_has_its_own_version() -> None:
    workspace = a_workspace(
        app=a_package(directory="app"), tauri=a_package(directory="app/src-tauri")
    )

    found, _ = looked_at({"app/src-tauri/Cargo.toml": CRATE}, workspace)

    assert found == {"app/src-tauri/Cargo.toml": "tauri"}


def test_a_package_without_a_version_is_not_looked_at() -> None:
    _, tree = looked_at({"app/Cargo.toml": ""}, a_workspace(app=a_package(None, directory="app")))

    assert "app/Cargo.toml" not in tree.reads
    assert tree.listings == []


def test_no_file_is_read_twice() -> None:
    workspace = a_workspace(a=a_package(directory="a"), b=a_package(directory="b"))
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["a", "*", "b/"]',
        "a/Cargo.toml": CRATE,
        "b/Cargo.toml": f"{CRATE}[dependencies]\na.path = '../a'\n",
    }

    found, tree = looked_at(files, workspace)

    assert found == {"Cargo.toml": None, "a/Cargo.toml": "a", "b/Cargo.toml": "b"}
    assert len(tree.reads) == len(set(tree.reads))


def test_members_are_what_the_workspace_names_and_the_paths_below_it() -> None:
    files = {
        "app/Cargo.toml": "[workspace]\n"
        "members = ['src-tauri', './crates/*', 'deep/**', '../out']\n"
        "exclude = ['crates/old', 'deep']\n",
        "app/src-tauri/Cargo.toml": f"{CRATE}[dependencies]\n"
        "by.path = '../by-path'\nout.path = '../../o'\n",
        "app/by-path/Cargo.toml": f"{CRATE}[build-dependencies]\nnext.path = 'next'\n",
        "app/by-path/next/Cargo.toml": CRATE,
        "app/crates/new/Cargo.toml": CRATE,
        "app/crates/old/Cargo.toml": CRATE,
        "app/crates/own/Cargo.toml": "[workspace]\n",
        "app/crates/README.md": "",
        "app/crates/target/Cargo.toml": CRATE,
        "app/crates/.hidden/Cargo.toml": CRATE,
        "app/deep/down/Cargo.toml": CRATE,
        "out/Cargo.toml": CRATE,
        "o/Cargo.toml": CRATE,
    }

    found, _ = looked_at(files)

    assert list(found) == [
        "app/Cargo.toml",
        "app/by-path/Cargo.toml",
        "app/by-path/next/Cargo.toml",
        "app/crates/new/Cargo.toml",
        "app/src-tauri/Cargo.toml",
        "out/Cargo.toml",
    ]


def test_a_crate_may_name_its_workspace() -> None:
    files = {
        "app/Cargo.toml": f"{CRATE}workspace = '../rust'\n",
        "rust/Cargo.toml": "[workspace]\nmembers = ['../app']\n",
    }

    [app, _] = read_companions(MemoryFiles(files), APP)

    assert app.root == "rust/Cargo.toml"


def test_a_workspace_that_excludes_a_crate_is_not_its_root() -> None:
    files = {
        "Cargo.toml": "[workspace]\n",
        "apps/Cargo.toml": "[workspace]\nexclude = ['app']\n",
        "apps/app/src-tauri/Cargo.toml": CRATE,
    }

    found = read_companions(MemoryFiles(files), a_workspace(app=a_package(directory="apps/app")))

    assert [(each.path, each.root) for each in found] == [
        ("Cargo.toml", "Cargo.toml"),
        ("apps/app/src-tauri/Cargo.toml", "Cargo.toml"),
    ]


def test_a_crate_without_a_workspace_stands_alone() -> None:
    files = {"Cargo.toml": CRATE, "app/src-tauri/Cargo.toml": CRATE}

    [crate] = read_companions(MemoryFiles(files), APP)

    assert (crate.path, crate.root, crate.follows) == ("app/src-tauri/Cargo.toml", None, True)


def test_a_version_file_outside_the_package_is_left_alone() -> None:
    hatch = "[project]\ndynamic = ['version']\n[tool.hatch.version]\npath = '../VERSION.py'\n"

    found, _ = looked_at({"app/pyproject.toml": hatch, "VERSION.py": "__version__ = '1.0.0'"})

    assert found == {"app/pyproject.toml": "app"}


def test_all_malformed_manifests_are_told_at_once() -> None:
    files = {
        "app/Cargo.toml": "[package\n",
        "app/pyproject.toml": "\nx",
        "app/src-tauri/tauri.conf.json": "{,}",
        "app/src-tauri/Cargo.toml": "y",
    }

    with pytest.raises(ConfigError) as error:
        read_companions(MemoryFiles(files), APP)

    assert {
        Where("app/pyproject.toml", 2),
        Where("app/src-tauri/tauri.conf.json", 1),
        Where("app/Cargo.toml", 1),
        Where("app/src-tauri/Cargo.toml", 1),
    } == {problem.where for problem in error.value.problems}
