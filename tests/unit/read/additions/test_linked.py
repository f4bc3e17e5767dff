"""How such packages depend on each other: by paths, by normal names, and as declared."""

from __future__ import annotations

from release.model import Link
from release.read.workspace import read_workspace
from tests.fakes import MemoryFiles
from tests.unit.read.additions.trees import cargo_workspace, crate, project


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
