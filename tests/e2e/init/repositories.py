"""Repositories of other shapes than ours, and what it takes to adopt one."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.desk import Answer, typed
from tests.repositories import Repo
from tests.trains import tree_of

OURS = {"release.toml", ".changeset", ".github"}


def a_manifest(name: str, version: str = "1.0.0", **content: object) -> str:
    return json.dumps({"name": name, "version": version, **content}, indent=2) + "\n"


def a_crate(name: str, version: str, *lines: str) -> str:
    head = f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n'
    return head + "".join(f"{line}\n" for line in lines)


LIBRARIES = {
    "package.json": a_manifest("root", private=True),
    "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n  - 'examples/*'\n  - docs\n",
    "docs/package.json": a_manifest("docs", "0.0.1", private=True, scripts={"start": "astro dev"}),
    "examples/basics/package.json": a_manifest(
        "@example/basics", "0.0.1", private=True, scripts={"build": "astro build"}
    ),
    "packages/theme/package.json": a_manifest("@acme/theme", "0.4.0"),
    "packages/search/package.json": a_manifest(
        "@acme/search", "0.7.0", peerDependencies={"@acme/theme": ">=0.4.0"}
    ),
    ".changeset/config.json": json.dumps(
        {"baseBranch": "origin/main", "ignore": ["docs", "@example/*"], "access": "public"}
    ),
    ".changeset/long-adults-wave.md": "---\n'@acme/theme': patch\n---\n\nTabs have own ids\n",
    ".github/workflows/release.yml": (
        "on: push\njobs:\n  release:\n    steps:\n"
        "      - uses: changesets/action@v1\n"
        "        with:\n          publish: pnpm changeset publish\n"
    ),
}
"""Libraries with Changesets and its action, a site and examples that it ignores."""

CRATES = {
    "Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["core", "log", "examples"]\n',
    "core/Cargo.toml": a_crate("trace-core", "0.1.36"),
    "core/src/lib.rs": "",
    "log/Cargo.toml": a_crate(
        "trace-log",
        "0.2.0",
        "[dependencies]",
        'trace-core = { path = "../core", version = "0.1.30" }',
    ),
    "log/src/lib.rs": "",
    "examples/Cargo.toml": a_crate("trace-examples", "0.0.0", "publish = false"),
    "examples/src/main.rs": "",
    "release.toml": 'allow-branch = ["master"]\ndependent-version = "fix"\n',
}
"""A Cargo workspace of libraries, which cargo-release releases."""

DESKTOP = {
    "package.json": a_manifest(
        "pot", "3.0.7", private=True, scripts={"build": "vite build", "tauri": "tauri"}
    ),
    "pnpm-lock.yaml": "lockfileVersion: '6.0'\n",
    "src-tauri/Cargo.toml": a_crate("app", "3.0.7"),
    "src-tauri/tauri.conf.json": '{"package": {"productName": "pot", "version": "3.0.7"}}\n',
    "src-tauri/src/main.rs": "",
}
"""A Tauri app that is a repository of its own."""

MIXED = {
    "package.json": a_manifest("space", private=True, workspaces=["packages/*", "apps/*"]),
    "bun.lock": '{"lockfileVersion": 1, "workspaces": {}, "packages": {}}\n',
    "Cargo.toml": '[workspace]\nmembers = ["apps/server", "apps/tauri/src-tauri", "crates/*"]\n',
    "apps/server/Cargo.toml": a_crate("sd-server", "2.0.0-alpha.2"),
    "apps/server/src/main.rs": "",
    "apps/server/Dockerfile": "FROM scratch\n",
    "apps/grid/Cargo.toml": a_crate("grid", "0.1.0"),  # of no workspace
    "apps/grid/src/main.rs": "",
    "apps/tauri/package.json": a_manifest("@sd/tauri", "2.0.0-alpha.2", private=True),
    "apps/tauri/src-tauri/Cargo.toml": a_crate("spacedrive", "2.0.0-alpha.2"),
    "apps/tauri/src-tauri/tauri.conf.json": '{"version": "2.0.0-alpha.2"}\n',
    "apps/web/package.json": a_manifest(
        "@sd/web", "0.1.0", private=True, scripts={"build": "vite build"}
    ),
    "packages/ui/package.json": a_manifest(
        "@sd/ui", "0.1.0", private=True, main="src/index.ts", scripts={"build": "tsc"}
    ),
    "crates/task/Cargo.toml": a_crate("task-validator", "0.1.0"),
    "crates/task/src/main.rs": "",
    "compose.yaml": (
        "services:\n  api:\n    build: apps/server\n"
        "  web:\n    build: {context: ./apps/web}\n    depends_on: [api]\n"
    ),
}
"""A JavaScript workspace and a Cargo workspace in one repository, with a desktop app in both."""

UNVERSIONED = {
    "pyproject.toml": (
        '[project]\nname = "sdk"\ndynamic = ["version"]\n'
        '[tool.uv.workspace]\nmembers = ["tools/*"]\n[tool.uv.sources]\nsdk.workspace = true\n'
    ),
    "tools/client/pyproject.toml": (
        '[project]\nname = "client"\nversion = "0.1.0"\ndependencies = ["sdk"]\n'
    ),
    "tools/lint/pyproject.toml": '[project]\nname = "lint"\nversion = "0.2.0"\n',
}
"""Python projects, one of which has its version from git's tags."""

SERVICE = {
    "pyproject.toml": (
        '[project]\nname = "api"\nversion = "1.0.0"\ndependencies = ["fastapi"]\r\n'
        '[project.scripts]\napi = "api:main"\n# the end'
    ),
    "tasks.py": "from celery import task\n",
}
"""A Python service, with a tasks.py that is not Invoke's."""


def a_clone(root: Path, files: Mapping[str, str], *tags: str, default: str = "main") -> Repo:
    """A clone whose `origin` shows the branch `default`."""
    repo = Repo(root)
    repo.git.checkout("--quiet", "-b", "topic")
    repo.commit("Begin", files)
    for tag in tags:
        repo.tag(tag)
    repo.git.update_ref(f"refs/remotes/origin/{default}", "HEAD")
    repo.git.symbolic_ref("refs/remotes/origin/HEAD", f"refs/remotes/origin/{default}")
    return repo


def adopted(root: Path, *flags: str) -> dict[str, Any]:
    """What `setup.init` tells; it changes no file that was there but those that it names."""
    before = tree_of(root)
    answer = typed(root, "setup.init", "--json", *flags)
    assert answer.code == 0, answer.err
    document: dict[str, Any] = json.loads(answer.out)
    written = {each["path"] for each in document["actions"]}
    after = tree_of(root)
    assert {path: text for path, text in after.items() if path not in written} == {
        path: text for path, text in before.items() if path not in written
    }
    return document


def works_at_once(root: Path) -> Answer:
    """The preview; the workflows are as they should be, and adopting again does nothing."""
    preview = typed(root, "release.preview")
    assert preview.code == 0, preview.err
    assert typed(root, "workflows.check").code == 0
    before = tree_of(root)
    again = typed(root, "setup.init")
    assert (again.code, again.out) == (0, "")
    assert "nothing to do" in again.err
    assert typed(root, "setup.init", "--check").code == 0
    assert tree_of(root) == before
    return preview


def table_of(root: Path, path: str = "release.toml") -> dict[str, Any]:
    document = tomllib.loads((root / path).read_text("utf-8"))
    return document["tool"]["release"] if path == "pyproject.toml" else document
