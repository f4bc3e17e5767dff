"""Packages that no package.json leads are found where their own tools find them."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.read.workspace import find_root, read_workspace
from tests.fakes import MemoryFiles
from tests.unit.read.additions.trees import cargo_workspace, crate, packages, problems, project

RIPGREP = {
    "Cargo.toml": crate("ripgrep", more=cargo_workspace("crates/globset", "crates/cli")),
    "crates/globset/Cargo.toml": crate("globset"),
    "crates/cli/Cargo.toml": crate("grep-cli"),
    "fuzz/Cargo.toml": crate("fuzz"),
}
TOKIO = {
    "Cargo.toml": cargo_workspace("tokio", "tokio-*", "benches"),
    "tokio/Cargo.toml": crate("tokio"),
    "tokio-util/Cargo.toml": crate("tokio-util"),
    "benches/Cargo.toml": crate("benches", "0.0.0", "publish = false\n"),
}
BEVY = {
    "Cargo.toml": crate(
        "bevy", more='[workspace]\nmembers = ["crates/*", "tools/ci"]\nexclude = ["crates/old"]\n'
    ),
    "crates/bevy_ecs/Cargo.toml": crate("bevy_ecs"),
    "crates/bevy_ecs/macros/Cargo.toml": crate("bevy_ecs_macros"),
    "crates/old/Cargo.toml": crate("old"),
    "tools/ci/Cargo.toml": crate("ci"),
}
UV = {
    "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/seeds"]',
    "packages/bird/pyproject.toml": project("bird"),
    "packages/seeds/pyproject.toml": project("seeds"),
    "packages/docs/index.md": "",
}


@pytest.mark.parametrize(
    ("files", "tool", "expected"),
    [
        (RIPGREP, "cargo", ["ripgrep", "grep-cli", "globset"]),
        (TOKIO, "cargo", ["benches", "tokio", "tokio-util"]),
        (BEVY, "cargo", ["bevy", "bevy_ecs", "ci"]),
        (UV, "uv", ["bird"]),
        ({"Cargo.toml": crate("alone")}, "root", ["alone"]),
        ({"pyproject.toml": project("alone")}, "root", ["alone"]),
        ({"pyproject.toml": '[tool.poetry]\nname = "alone"\nversion = "1.0"'}, "root", ["alone"]),
        ({"Cargo.toml": crate("both"), "pyproject.toml": project("both")}, "root", ["both"]),
        ({**UV, **TOKIO}, "cargo", ["benches", "bird", "tokio", "tokio-util"]),
        (
            {"release.toml": 'packages = ["*"]', "api/pyproject.toml": project("api")},
            "uv",
            ["api"],
        ),
    ],
)
def test_packages_are_found_where_their_own_tools_find_them(
    files: dict[str, str], tool: str, expected: list[str]
) -> None:
    """As in ripgrep, tokio, bevy and uv's own example; sorted by directory."""
    workspace = read_workspace(MemoryFiles(files))

    assert (tool, expected) == (workspace.tool, [each.name for each in workspace.packages])
    assert workspace.root is None


def test_a_javascript_workspace_has_what_changesets_sees() -> None:
    """Also with a Cargo workspace and a Python project beside it."""
    files = {
        "package.json": '{"workspaces": ["apps/*"]}',
        "apps/web/package.json": '{"name": "web", "version": "1.0.0"}',
        "pyproject.toml": project("tools"),
        **TOKIO,
    }

    assert packages(files) == {"web": "apps/web"}


def test_the_configuration_adds_packages_to_it() -> None:
    """A package.json leads before a Cargo.toml, and that before a pyproject.toml."""
    files = {
        "package.json": '{"workspaces": ["apps/*"]}',
        "release.toml": 'packages = ["crates/*", "services/api", "apps/*", "apps/*/src-tauri"]',
        "apps/web/package.json": '{"name": "web", "version": "1.0.0"}',
        "apps/web/src-tauri/Cargo.toml": crate("web"),
        "crates/a/Cargo.toml": crate("a"),
        "crates/b/Cargo.toml": crate("b"),
        "crates/b/package.json": '{"name": "b-wasm"}',
        "crates/c/README.md": "",
        "services/api/pyproject.toml": project("api"),
    }

    assert packages(files) == {
        "web": "apps/web",
        "a": "crates/a",
        "b-wasm": "crates/b",
        "api": "services/api",
    }


def test_a_package_beside_the_only_one_gives_all_of_them_long_tags() -> None:
    """`v1.0.0` could be either's."""
    files = {
        "package.json": '{"name": "web", "version": "1.0.0"}',
        "release.toml": 'packages = ["core"]',
        "core/Cargo.toml": crate("core"),
    }
    alone = {"package.json": files["package.json"], "release.toml": ""}

    assert read_workspace(MemoryFiles(files)).tool == "npm"
    assert read_workspace(MemoryFiles(alone)).tool == "root"


def test_a_place_without_a_package_is_told() -> None:
    files = {"Cargo.toml": crate("a"), "release.toml": '\npackages = ["crates/*"]'}

    assert ["release.toml:2: `packages` has `crates/*`, where no package is"] == problems(files)


def test_a_repository_without_any_package_is_told() -> None:
    (problem,) = problems({"pyproject.toml": "[tool.ruff]\n"})

    assert "no package.json, no crate in a Cargo.toml, no project in a pyproject.toml" in problem


HERE = Path("/home/outer/inner/here")


@pytest.mark.parametrize(
    ("trees", "expected"),
    [
        ({"here": {"Cargo.toml": crate("a")}}, ("here", "root")),
        ({"here": {"Cargo.toml": crate("a")}, "outer": {"pyproject.toml": ""}}, ("here", "root")),
        (
            {"here": {"Cargo.toml": crate("a")}, "outer": {"Cargo.toml": cargo_workspace("*")}},
            ("outer", "cargo"),
        ),
        ({"inner": {"pyproject.toml": "[tool.uv.workspace]"}}, ("inner", "uv")),
        (
            {
                "here": {"Cargo.toml": ""},
                "inner": {"release.toml": "", ".changeset/config.json": ""},
            },
            ("inner", "root"),
        ),
        (
            {
                "here": {"pyproject.toml": "", ".changeset/config.json": "{}"},
                "outer": {"Cargo.toml": cargo_workspace("*")},
            },
            ("here", "root"),
        ),
        (
            {
                "inner": {"Cargo.toml": crate("a"), ".changeset/config.json": "{}"},
                "outer": {"package.json": "{}"},
            },
            ("inner", "root"),
        ),
        ({"inner": {"Cargo.toml": crate("a")}, "outer": {"package.json": "{}"}}, ("outer", "root")),
        (
            {
                "inner": {"Cargo.toml": crate("a"), ".changeset/config.json": "{}"},
                "outer": {"package.json": "{}", ".changeset/config.json": "{}"},
            },
            ("outer", "root"),
        ),
    ],
)
def test_the_root_is_found_from_below(
    trees: dict[str, dict[str, str]], expected: tuple[str, str]
) -> None:
    """A directory that is set up, else a package.json, else a workspace, else a manifest."""
    root, tool = find_root(HERE, lambda directory: MemoryFiles(trees.get(directory.name, {})))

    assert expected == (root.name, tool)
