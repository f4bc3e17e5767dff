"""Repositories of Rust, of Python and of both beside JavaScript, from the first command to the tag.

They start from `release`, and their own tools judge the locks afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from release.adapters.shell import failure, run
from tests.e2e.desk import Answer, typed
from tests.real_components import Components
from tests.repositories import Repo


def laid_out(root: Path, files: Mapping[str, str]) -> Repo:
    """A repository with these files, not yet committed."""
    repo = Repo(root)
    for path, text in files.items():
        repo.write(path, text)
    return repo


def must(root: Path, *argv: object) -> None:
    """Run a tool that has to succeed."""
    result = run([*map(str, argv)], root)
    assert result.code == 0, failure(result)


def good(root: Path, *arguments: str) -> Answer:
    """Run one of our commands, which has to succeed."""
    answer = typed(root, *arguments)
    assert answer.code == 0, answer.err
    return answer


def written(root: Path, *paths: str) -> dict[str, str]:
    """The first line with a version in each file, as it is now."""
    texts = {path: (root / path).read_text("utf-8") for path in paths}
    return {
        path: next(line for line in text.splitlines() if line.startswith("version"))
        for path, text in texts.items()
    }


def all_commands_work(root: Path, names: list[str]) -> None:
    """What can be asked before a release, and what it answers."""
    assert names == list(json.loads(good(root, "release.detect", "--json").out)["apps"])
    assert f"| {names[0]} |" in good(root, "release.preview").out
    assert names[0] in good(root, "deploy", "--dry-run").out
    assert "✓ named" in good(root, "changeset.check", "--since", "main").out
    good(root, "cargo.sync", "--check")


NPM_OFFLINE = ("--offline", "--ignore-scripts", "--no-audit", "--no-fund")
CARGO_OFFLINE = '[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = "{}"\n'


def rust(crates: Path) -> dict[str, str]:
    """A workspace as many are: inherited versions, shared dependencies, a private helper."""
    return {
        ".cargo/config.toml": CARGO_OFFLINE.format(crates),
        ".gitignore": "target\n",
        ".changeset/config.json": '{"changelog": "@changesets/changelog-git"}\n',
        "Cargo.toml": """\
[workspace]
resolver = "2"
members = ["crates/*", "xtask"]

[workspace.package]
version = "0.4.0" # one for all
edition = "2021"

[workspace.dependencies]
print-core = { path = "crates/core", version = "1.0" }
serde = { version = "1", features = ["derive"] }
""",
        "crates/core/Cargo.toml": """\
[package]
name = "print-core"
version = "1.0.0"
edition.workspace = true

[dependencies]
print-macros = { path = "../macros", version = "0.4" }
serde.workspace = true
""",
        "crates/core/src/lib.rs": "",
        "crates/macros/Cargo.toml": '[package]\nname = "print-macros"\nversion.workspace = true\n',
        "crates/macros/src/lib.rs": "",
        "crates/app/Cargo.toml": """\
[package]
name = "app"
version = "2.0.0"

[dependencies]
print-core = { workspace = true }
""",
        "crates/app/src/main.rs": "fn main() {}\n",
        "xtask/Cargo.toml": """\
[package]
name = "xtask"
version.workspace = true
publish = false

[dependencies]
print-core = { path = "../crates/core" }
""",
        "xtask/src/main.rs": "fn main() {}\n",
    }


@pytest.mark.needs("cargo", "crates")
def test_a_rust_workspace_is_released_and_cargo_agrees(
    tmp_path: Path, components: Components
) -> None:
    """Its lock is right, for Cargo and to the byte, after everything that a release does."""
    root = tmp_path / "rust"
    repo = laid_out(root, rust(components.crates))
    must(root, components.cargo, "generate-lockfile", "--offline")
    repo.commit("Start")
    repo.branch("work")
    good(
        root / "crates" / "app",
        *("changeset.add", "--package", "print-core:major", "--message", "Print in colour"),
    )
    good(root, "changeset.add", "--package", "print-macros:minor", "--message", "Derive more")
    repo.commit("Change", {"crates/core/src/lib.rs": "// new\n"})
    all_commands_work(root, ["app", "print-core", "print-macros"])

    good(root, "changeset.version")

    manifests = [f"crates/{name}/Cargo.toml" for name in ("app", "core")]
    assert ['version = "2.0.1"', 'version = "2.0.0"'] == [*written(root, *manifests).values()]
    assert written(root, "Cargo.toml") == {"Cargo.toml": 'version = "0.5.0" # one for all'}
    text = (root / "Cargo.toml").read_text("utf-8")
    assert 'print-core = { path = "crates/core", version = "2.0.0" }' in text
    assert 'print-macros = { path = "../macros", version = "0.5.0" }' in (
        root / "crates/core/Cargo.toml"
    ).read_text("utf-8")
    assert "  - print-core@2.0.0" in (root / "crates/app/CHANGELOG.md").read_text("utf-8")
    assert not (root / "xtask" / "CHANGELOG.md").exists()
    before = (root / "Cargo.lock").read_bytes()
    must(root, components.cargo, "metadata", "--locked", "--offline", "--format-version=1")
    must(root, components.cargo, "update", "--workspace", "--offline")
    assert before == (root / "Cargo.lock").read_bytes()
    good(root, "cargo.sync", "--check", "--verify")
    assert "no changesets are pending" in good(root, "changeset.version").err


def project(name: str, version: str, *needs: str, more: str = "") -> str:
    return (
        f'[project]\nname = "{name}"\nversion = "{version}" # here\nrequires-python = ">=3.11"\n'
        f"dependencies = {json.dumps(needs)}\n{more}"
    )


PYTHON = {
    ".changeset/config.json": '{"privatePackages": true}\n',
    "pyproject.toml": project(
        "suite",
        "0.1",
        "print-client",
        more='classifiers = ["Private :: Do Not Upload"]\n'
        "[tool.uv.sources]\n"
        "print-client = { workspace = true }\nprint-core = { workspace = true }\n"
        '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n',
    ),
    "packages/core/pyproject.toml": project("print.core", "1.2.0rc1"),
    "packages/client/pyproject.toml": project(
        "print-client", "3.0.0", "Print_Core >=1.2.0rc1, <1.3 ; python_version > '3'"
    ),
    "packages/tool/pyproject.toml": project(
        "tool", "0.9.0", more='[dependency-groups]\ndev = ["print-core>=1.2.0rc1"]\n'
    ),
    "packages/old/pyproject.toml": project("old", "0.1.0"),
}


@pytest.mark.needs("uv")
def test_a_uv_workspace_is_released_and_uv_agrees(tmp_path: Path, components: Components) -> None:
    """Prereleases are read as what they are, and requirements raised where they stand."""
    root = tmp_path / "python"
    repo = laid_out(root, PYTHON)
    must(root, components.uv, "lock", "--offline")
    repo.commit("Start")
    repo.branch("work")
    good(root, "changeset.add", "--package", "print.core:major", "--message", "Print in colour")
    repo.commit("Change", {"packages/core/core.py": "# new\n"})
    all_commands_work(root, ["suite", "print-client", "print.core", "tool"])

    good(root, "changeset.version")

    paths = ["pyproject.toml", *(f"packages/{name}/pyproject.toml" for name in ("client", "core"))]
    assert ['version = "0.1.1" # here', 'version = "3.0.1" # here', 'version = "2.0.0" # here'] == [
        *written(root, *paths).values()
    ]
    client = (root / "packages/client/pyproject.toml").read_text("utf-8")
    assert "Print_Core >=2.0.0, <2.1 ; python_version > '3'" in client
    assert 'version = "0.9.0"' in (root / "packages/tool/pyproject.toml").read_text("utf-8")
    before = (root / "uv.lock").read_bytes()
    must(root, components.uv, "lock", "--check", "--offline")
    must(root, components.uv, "lock", "--offline")
    assert before == (root / "uv.lock").read_bytes()
    good(root, "cargo.sync", "--check")


def mixed(crates: Path) -> dict[str, str]:
    """A JavaScript workspace whose app, crate and project have one name."""
    return {
        ".cargo/config.toml": CARGO_OFFLINE.format(crates),
        ".changeset/config.json": "{}\n",
        "package.json": '{"name": "root", "private": true, "workspaces": ["apps/*"]}\n',
        "apps/web/package.json": '{\n  "name": "print",\n  "version": "1.0.0"\n}\n',
        "apps/web/src-tauri/Cargo.toml": '[package]\nname = "shell"\nversion = "1.0.0"\n',
        "apps/web/src-tauri/src/lib.rs": "",
        "release.toml": """\
packages = ["crates/*", "services/*"]

[depends]
print = ["cargo/print"]
"python/print" = ["cargo/print"]

[files]
"cargo/print" = [{ path = "../../README.md", pattern = 'print ([0-9]\\S*)' }]
"python/print" = [{ path = "Chart.yaml", key = "appVersion" }]
""",
        "README.md": "# About\r\nprint 1.0.0\r\n",
        "Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["crates/*", "apps/web/src-tauri"]\n',
        "crates/print/Cargo.toml": '[package]\nname = "print"\nversion = "1.0.0"\n',
        "crates/print/src/lib.rs": "",
        "services/api/pyproject.toml": project("print", "1.0"),
        "services/api/Chart.yaml": "appVersion: '1.0' # the image\n",
    }


@pytest.mark.needs("cargo", "uv", "npm")
def test_a_workspace_of_three_languages_is_released_and_all_their_tools_agree(
    tmp_path: Path, components: Components
) -> None:
    """One name in three ecosystems, edges between them, and all their locks."""
    root = tmp_path / "mixed"
    repo = laid_out(root, mixed(tmp_path))
    must(root, components.cargo, "generate-lockfile", "--offline")
    must(root / "services/api", components.uv, "lock", "--offline")
    must(root, components.npm, "install", "--package-lock-only", *NPM_OFFLINE)
    repo.commit("Start")
    repo.branch("work")
    good(root, "changeset.add", "--package", "cargo/print:minor", "--message", "Print in colour")
    repo.commit("Change", {"crates/print/src/lib.rs": "// new\n"})
    all_commands_work(root, ["print", "cargo/print", "python/print"])

    good(root, "changeset.version")

    crates = [f"{path}/Cargo.toml" for path in ("crates/print", "apps/web/src-tauri")]
    assert ['version = "1.1.0"', 'version = "1.0.1"'] == [*written(root, *crates).values()]
    assert '"version": "1.0.1"' in (root / "apps/web/package.json").read_text("utf-8")
    api = written(root, "services/api/pyproject.toml")
    assert ['version = "1.0.1" # here'] == [*api.values()]
    assert (root / "README.md").read_bytes() == b"# About\r\nprint 1.1.0\r\n"
    chart = (root / "services/api/Chart.yaml").read_text("utf-8")
    assert chart == "appVersion: '1.0.1' # the image\n"
    must(root, components.cargo, "metadata", "--locked", "--offline", "--format-version=1")
    must(root / "services/api", components.uv, "lock", "--check", "--offline")
    must(root, components.npm, "ci", "--dry-run", *NPM_OFFLINE)
    apps = json.loads(good(root, "release.detect", "--json").out)["apps"]
    tag = apps["cargo/print"]["tag"]
    repo.tag(tag)  # git has the last word on what makes a tag
    assert tag == "cargo/print@1.1.0"


@pytest.mark.parametrize(("tag", "expected"), [("rc", "1.3.0rc{}"), ("next", "1.3.0.dev{}")])
def test_python_packages_go_through_prerelease_mode(
    tag: str, expected: str, tmp_path: Path
) -> None:
    """What PEP 440 has no word for is a development release, which is counted on all the same."""
    root = tmp_path / "python"
    files = {
        ".changeset/config.json": "{}\n",
        "pyproject.toml": project("core", "1.2"),
    }
    repo = laid_out(root, files)
    repo.commit("Start")
    good(root, "changeset.pre-enter", tag)
    for number in range(2):
        good(root, "changeset.add", "--package", "core:minor", "--message", f"Step {number}")
        good(root, "changeset.version")
        version = f'version = "{expected.format(number)}" # here'
        assert written(root, "pyproject.toml") == {"pyproject.toml": version}
        repo.commit(f"Prerelease {number}")
    good(root, "changeset.pre-exit")
    good(root, "changeset.version")

    assert written(root, "pyproject.toml") == {"pyproject.toml": 'version = "1.3.0" # here'}
    repo.commit("Release")
    assert "no changesets are pending" in good(root, "changeset.version").err


@pytest.mark.needs("uv")
def test_a_uv_workspace_below_the_root_is_released_and_uv_agrees(
    tmp_path: Path, components: Components
) -> None:
    """Its lock is beside its root, which is no package."""
    root = tmp_path / "below"
    repo = laid_out(
        root,
        {
            ".changeset/config.json": "{}\n",
            "release.toml": 'packages = ["py/packages/*"]\n',
            "py/pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
            "py/packages/core/pyproject.toml": project("core", "1.0.0"),
        },
    )
    must(root / "py", components.uv, "lock", "--offline")
    repo.commit("Start")
    good(root, "changeset.add", "--package", "core:minor", "--message", "More")
    good(root, "changeset.version")

    must(root / "py", components.uv, "lock", "--check", "--offline")
    assert 'version = "1.1.0"' in (root / "py/uv.lock").read_text("utf-8")
