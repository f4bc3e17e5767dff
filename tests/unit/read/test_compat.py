"""Which line of the Changesets CLI a repository is on."""

from __future__ import annotations

import pytest

from release.errors import ConfigError
from release.read.compat import Compat, read_compat
from release.read.workspace import read_workspace
from tests.fakes import MemoryFiles

CLI = "@changesets/cli"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "package-lock.json",
            """{"packages": {"": {"devDependencies": {"@changesets/cli": "^2.0.0"}},
            "node_modules/@changesets/cli": {
              "version": "2.31.1",
              "bin": {"changeset": "bin.js"}}}}""",
        ),
        ("package-lock.json", '{"dependencies": {"@changesets/cli": {"version": "2.26.0"}}}'),
        ("yarn.lock", '"@changesets/cli@^2.26.0":\n  version "2.29.4"\n  resolved "x"\n'),
        ("yarn.lock", '"@changesets/cli@npm:^2.26.0":\n  version: 2.29.4\n'),
        ("pnpm-lock.yaml", "packages:\n\n  /@changesets/cli/2.24.1:\n    dev: true\n"),
        ("pnpm-lock.yaml", "packages:\n\n  /@changesets/cli@2.26.2:\n    dev: true\n"),
        ("pnpm-lock.yaml", "packages:\n\n  '@changesets/cli@2.29.4':\n    hasBin: true\n"),
        ("bun.lock", '{"packages": {"@changesets/cli": ["@changesets/cli@2.29.4", "", {}]}}'),
        ("package.json", '{"devDependencies": {"@changesets/cli": "^2.26.0"}}'),
        ("package.json", '{"dependencies": {"@changesets/cli": ">=2.0.0 <3"}}'),
    ],
)
def test_a_lockfile_or_the_root_tells(path: str, text: str) -> None:
    assert Compat(2, path) == read_compat(MemoryFiles({path: text}))


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"package.json": '{"devDependencies": {"@changesets/cli": "^3.0.3"}}'},
        {"package.json": '{"devDependencies": {"@changesets/cli": "latest"}}'},
        {"package.json": '{"devDependencies": {"@changesets/cli": "1.0.0"}}'},
        {"package.json": '{"scripts": {"x": "npx @changesets/cli@2 version"}}'},
        {
            "package.json": '{"devDependencies": {"@changesets/cli": ">=2"}}',
            "yarn.lock": '"@changesets/cli@>=2":\n  version "3.0.3"\n',
        },
        {"package-lock.json": '{"packages": {"node_modules/x/node_modules/@changesets/cli": {}}}'},
    ],
)
def test_everything_else_is_on_3(files: dict[str, str]) -> None:
    assert read_compat(MemoryFiles(files)).line == 3


def test_two_locked_lines_leave_it_to_package_json() -> None:
    files = {
        "pnpm-lock.yaml": "  '@changesets/cli@2.29.4':\n  '@changesets/cli@3.0.3':\n",
        "package.json": '{"devDependencies": {"@changesets/cli": "^2.29.0"}}',
    }

    assert Compat(2, "package.json") == read_compat(MemoryFiles(files))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("release.toml", "compat = 3"),
        ("pyproject.toml", "[tool.release]\ncompat = 3"),
    ],
)
def test_the_configuration_has_the_last_word(path: str, text: str) -> None:
    files = {"package.json": '{"devDependencies": {"@changesets/cli": "2.29.0"}}', path: text}

    assert Compat(3, path, is_configured=True) == read_compat(MemoryFiles(files))


@pytest.mark.parametrize("value", ["1", '"2"', "true"])
def test_only_two_lines_are_known(value: str) -> None:
    with pytest.raises(ConfigError, match="`compat` is not `2` or `3`"):
        read_compat(MemoryFiles({"release.toml": f"main = 'x'\ncompat = {value}"}))


def test_a_word_that_promises_nothing_is_not_parsed() -> None:
    """A pyproject.toml that we could not read is not our business here."""
    assert Compat() == read_compat(MemoryFiles({"pyproject.toml": "not TOML = = ="}))


def test_the_line_decides_what_the_packages_are() -> None:
    """Changesets 2 prefers `workspaces`, 3 pnpm's own file."""
    files = {
        "package.json": '{"name": "root", "workspaces": ["a"]}',
        "pnpm-workspace.yaml": "packages: [b]",
        **{f"{name}/package.json": f'{{"name": "{name}"}}' for name in "ab"},
    }

    found = [read_workspace(MemoryFiles(files), compat).packages[0].name for compat in (2, 3)]

    assert found == ["a", "b"]
