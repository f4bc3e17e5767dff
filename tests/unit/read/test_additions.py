"""Packages that no package.json leads, how they are called, and how they depend on each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from release.errors import ConfigError
from release.model import Link
from release.read.workspace import find_root, read_workspace
from tests.fakes import MemoryFiles


def crate(name: str, version: str | None = "1.0.0", more: str = "") -> str:
    own = "version.workspace = true" if version is None else f'version = "{version}"'
    return f'[package]\nname = "{name}"\n{own}\n{more}'


def project(name: str, version: str = "1.0.0", *dependencies: str, more: str = "") -> str:
    needs = f"dependencies = {[*dependencies]}\n{more}"
    return f'[project]\nname = "{name}"\nversion = "{version}"\n{needs}'


def cargo_workspace(*members: str, more: str = "") -> str:
    return f"[workspace]\nmembers = {[*members]}\n{more}"


def packages(files: dict[str, str]) -> dict[str, str]:
    """The directories of the packages by name."""
    return {each.name: each.directory for each in read_workspace(MemoryFiles(files)).packages}


def problems(files: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_workspace(MemoryFiles(files))
    return [f"{each.where}: {each.message}" for each in caught.value.problems]


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


def links(files: dict[str, str], name: str) -> set[Link]:
    return set(read_workspace(MemoryFiles(files)).by_name[name].links)


def test_crates_are_linked_by_their_paths() -> None:
    needs = """\
[dependencies]
core = { path = "../core", version = "1.0" }
renamed = { path = "../util", package = "util" }
serde = "1"
outside = { path = "../../elsewhere" }
[build-dependencies]
shared.workspace = true
[target.'cfg(unix)'.dev-dependencies]
core = { path = "../core" }
"""
    files = {
        "Cargo.toml": cargo_workspace(
            "*", more='[workspace.dependencies]\nshared = { path = "shared", version = "2" }\n'
        ),
        "app/Cargo.toml": crate("app", more=needs),
        "core/Cargo.toml": crate("core"),
        "util/Cargo.toml": crate("util"),
        "shared/Cargo.toml": crate("shared", "2.1.0"),
    }

    assert links(files, "app") == {
        Link("core", "dependencies", "cargo", "1.0"),
        Link("util", "dependencies", "cargo", None),
        Link("shared", "dependencies", "cargo", "2"),
        Link("core", "devDependencies", "cargo", None),
    }


def test_projects_are_linked_by_their_normal_names() -> None:
    more = """\
[project.optional-dependencies]
fast = ["speed>=1"]
[dependency-groups]
dev = ["tests-kit", { include-group = "other" }]
"""
    requirements = ("My.Core[x]>=1,<2; python_version > '3'", "old<1", "httpx", "bare", "local")
    files = {
        "pyproject.toml": '[tool.uv.workspace]\nmembers = ["*"]\n'
        "[tool.uv.sources]\nlocal = { workspace = true }\ntests-kit = { workspace = true }\n",
        "app/pyproject.toml": project("app", "1.0.0", *requirements, more=more),
        "core/pyproject.toml": project("my-core"),
        "speed/pyproject.toml": project("speed"),
        "kit/pyproject.toml": project("tests_kit"),
        "old/pyproject.toml": project("old"),
        "bare/pyproject.toml": project("bare"),
        "local/pyproject.toml": project("local"),
    }

    assert links(files, "app") == {
        Link("my-core", "dependencies", "python", ">=1,<2"),
        Link("local", "dependencies", "python", None),
        Link("speed", "optionalDependencies", "python", ">=1"),
        Link("tests_kit", "devDependencies", "python", None),
    }


def test_poetrys_tables_are_read() -> None:
    poetry = """\
[tool.poetry]
name = "app"
version = "1.0.0"
[tool.poetry.dependencies]
python = "^3.11"
core = "^1.0"
near = { path = "../near", develop = true }
[tool.poetry.group.test.dependencies]
kit = { version = ">=1" }
"""
    files = {
        "release.toml": 'packages = ["*"]',
        "app/pyproject.toml": poetry,
        **{f"{name}/pyproject.toml": project(name) for name in ("core", "near", "kit")},
    }

    assert links(files, "app") == {
        Link("core", "dependencies", "python", "^1.0"),
        Link("near", "dependencies", "python", None),
        Link("kit", "devDependencies", "python", ">=1"),
    }


def test_a_declared_edge_is_a_link_without_a_requirement() -> None:
    files = {
        "package.json": '{"workspaces": ["web"]}',
        "release.toml": 'packages = ["core"]\n[depends]\nweb = ["core"]',
        "web/package.json": '{"name": "web", "version": "1.0.0"}',
        "core/Cargo.toml": crate("core"),
    }

    assert links(files, "web") == {Link("core")}


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
