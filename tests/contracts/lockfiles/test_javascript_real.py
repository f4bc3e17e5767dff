"""Our edit of npm's, Bun's, pnpm's and Yarn's lockfiles is, byte for byte, what they write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from release.adapters.shell import run
from release.model import Dependency, Member
from tests.contracts.lockfiles.tools import (
    BUN,
    NPM_FLAGS,
    PNPM,
    YARN,
    Tool,
    Tree,
    confirmed,
    edited,
    lay_out,
    lock,
    must,
    npm,
)
from tests.real_components import Components

SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


def package(name: str, version: str | None, **sections: Mapping[str, str]) -> dict[str, object]:
    return {"name": name, **({"version": version} if version else {}), **sections}


def packages(core: str, web: str) -> dict[str, dict[str, object]]:
    """A workspace after releases of `core` and `web`."""
    return {
        "": package("root", web, dependencies={"core": f"^{core}"}, devDependencies={"@x/ui": "*"})
        | {"private": True, "workspaces": ["apps/*", "packages/*"]},
        "apps/web": package(
            "web",
            web,
            dependencies={
                "core": f"^{core}",
                "@x/ui": "~1.0.0",
                "alias": "file:../../packages/old",
            },
            devDependencies={"old": ">=0.1.0"},
        ),
        "packages/core": package("core", core),
        "packages/old": package("old", "0.3.0", dependencies={"unversioned": "*"}),
        "packages/ui": package(
            "@x/ui",
            "1.0.0",
            peerDependencies={"core": f">={core}"},
            optionalDependencies={"old": "0.3.0"},
        ),
        "packages/unversioned": package("unversioned", None, optionalDependencies={"core": core}),
    }


def as_tree(manifests: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    return {
        f"{directory}/package.json".lstrip("/"): json.dumps(manifest, indent=2) + "\n"
        for directory, manifest in manifests.items()
    }


def as_members(manifests: Mapping[str, Mapping[str, object]]) -> list[Member]:
    return [
        Member(
            ecosystem="npm",
            name=str(manifest["name"]),
            directory=directory,
            version=str(manifest["version"]) if "version" in manifest else None,
            dependencies=tuple(
                Dependency(section, name, requirement)
                for section in SECTIONS
                for name, requirement in as_mapping(manifest.get(section)).items()
            ),
        )
        for directory, manifest in manifests.items()
    ]


def as_mapping(value: object) -> Mapping[str, str]:
    return value if isinstance(value, dict) else {}


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param(npm("package-lock.json", 1), marks=pytest.mark.needs("npm"), id="npm 1"),
        pytest.param(npm("package-lock.json", 2), marks=pytest.mark.needs("npm"), id="npm 2"),
        pytest.param(npm("package-lock.json", 3), marks=pytest.mark.needs("npm"), id="npm 3"),
        pytest.param(BUN, marks=pytest.mark.needs("bun"), id="bun"),
    ],
)
def test_a_workspace_is_locked_as_its_tool_locks_it(
    tool: Tool, tmp_path: Path, components: Components
) -> None:
    lay_out(tmp_path, as_tree(packages("1.0.0", "0.1.0")))
    before = lock(tmp_path, tool, components)
    released = packages("2.0.0", "0.1.1-rc.0")
    lay_out(tmp_path, as_tree(released))

    ours = edited(tool.lockfile, before, as_members(released))

    assert lock(tmp_path, tool, components) == ours != before
    assert ours == confirmed(tmp_path, tool, components, ours)


def linked(core: str, web: str) -> dict[str, dict[str, object]]:
    """The same with what pnpm and Yarn resolve alike: `workspace:` and ranges, no `file:`."""
    return {
        "": package("root", web, devDependencies={"core": f"workspace:^{core}", "@x/ui": "1.0.0"})
        | {"private": True, "workspaces": ["apps/*", "packages/*"]},
        "apps/web": package(
            "web",
            web,
            dependencies={"core": f"^{core}", "@x/ui": "workspace:~1.0.0"},
            devDependencies={"old": f"workspace:{web}"},
        ),
        "packages/core": package("core", core),
        "packages/old": package("old", web, dependencies={"core": f"workspace:~{core}"}),
        "packages/ui": package(
            "@x/ui",
            "1.0.0",
            peerDependencies={"core": f">={core}"},
            optionalDependencies={"old": f"workspace:^{web}", "core": "workspace:*"},
        ),
    }


PNPM_WORKSPACE = """\
packages: [apps/*, packages/*]
linkWorkspacePackages: true
"""


@pytest.mark.parametrize(
    ("tool", "settings"),
    [
        pytest.param(
            PNPM,
            {"pnpm-workspace.yaml": PNPM_WORKSPACE},
            marks=pytest.mark.needs("pnpm"),
            id="pnpm",
        ),
        pytest.param(
            PNPM,
            {"pnpm-workspace.yaml": PNPM_WORKSPACE + "injectWorkspacePackages: true\n"},
            marks=pytest.mark.needs("pnpm"),
            id="pnpm, injected",
        ),
        pytest.param(
            YARN,
            # An empty lockfile tells Yarn that the workspace begins here.
            {".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": ""},
            marks=pytest.mark.needs("yarn"),
            id="yarn",
        ),
    ],
)
def test_requirements_are_locked_as_their_tool_locks_them(
    tool: Tool, settings: Tree, tmp_path: Path, components: Components
) -> None:
    """pnpm and Yarn keep what members require of each other, and refuse what is stale."""
    lay_out(tmp_path, as_tree(linked("1.0.0", "0.1.0")) | dict(settings))
    before = lock(tmp_path, tool, components)
    released = linked("2.0.0", "0.1.1-rc.0")
    lay_out(tmp_path, as_tree(released))

    ours = edited(tool.lockfile, before, as_members(released))

    assert run(tool.confirm(components), tmp_path).code != 0
    assert lock(tmp_path, tool, components) == ours != before
    assert ours == confirmed(tmp_path, tool, components, ours)


@pytest.mark.needs("npm")
def test_a_shrinkwrap_is_locked_as_npm_locks_it(tmp_path: Path, components: Components) -> None:
    tool = npm("npm-shrinkwrap.json", 3)
    lay_out(tmp_path, as_tree(packages("1.0.0", "0.1.0")))
    must([components.npm, "install", "--package-lock-only", *NPM_FLAGS], tmp_path)
    must([components.npm, "shrinkwrap"], tmp_path)
    before = (tmp_path / tool.lockfile).read_text()
    released = packages("1.0.1", "1.0.0")
    lay_out(tmp_path, as_tree(released))

    ours = edited(tool.lockfile, before, as_members(released))

    assert lock(tmp_path, tool, components) == ours != before


@pytest.mark.needs("npm")
def test_an_npm_package_outside_of_the_lockfiles_directory_is_locked_too(
    tmp_path: Path, components: Components
) -> None:
    """npm names it by its way from the lockfile, `../core`."""
    tool = npm("package-lock.json", 3)

    def manifests(version: str) -> dict[str, dict[str, object]]:
        return {
            "app": package("app", version, dependencies={"core": "file:../core"}),
            "core": package("core", version),
        }

    lay_out(tmp_path, as_tree(manifests("1.0.0")))
    before = lock(tmp_path / "app", tool, components)
    lay_out(tmp_path, as_tree(manifests("1.1.0")))

    ours = edited("app/package-lock.json", before, as_members(manifests("1.1.0")))

    assert lock(tmp_path / "app", tool, components) == ours != before
