"""bun.lock as text; tests/contracts/lockfiles has Bun itself agree."""

from __future__ import annotations

import pytest

from release.lockfiles.bun_lock import update
from release.model import Dependency, Member
from release.spans import Malformed

LOCK = """{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "root",
      "devDependencies": {
        "core": "^1.0.0",
      },
    },
    "apps/web": {
      "name": "web",
      "version": "0.1.0",
      "dependencies": {
        "core": "workspace:^1.0.0",
        "other": "^1.0.0",
      },
    },
    "packages/core": {
      "name": "core",
      "version": "1.0.0",
    },
  },
  "packages": {
    "core": ["core@workspace:packages/core"],

    "other": ["other@1.0.0", "", { "dependencies": { "core": "^1.0.0" } }, "sha512-x"],
  }
}
"""
RELEASED = [
    Member("npm", "root", "", "9.0.0", (Dependency("devDependencies", "core", "^2.0.0"),)),
    Member(
        "npm", "web", "apps/web", "0.1.1", (Dependency("dependencies", "core", "workspace:^2.0.0"),)
    ),
    Member("npm", "core", "packages/core", "2.0.0"),
]


def test_versions_and_requirements_of_members_change() -> None:
    head, mark, packages = LOCK.partition('  "packages": {')
    expected = (
        head.replace('"core": "^1.0.0"', '"core": "^2.0.0"')
        .replace("workspace:^1.0.0", "workspace:^2.0.0")
        .replace('"version": "1.0.0"', '"version": "2.0.0"')
        .replace("0.1.0", "0.1.1")
    )

    assert update(LOCK, RELEASED) == expected + mark + packages


def test_carriage_returns_stay() -> None:
    assert update(LOCK.replace("\n", "\r\n"), RELEASED) == update(LOCK, RELEASED).replace(
        "\n", "\r\n"
    )


def test_refuses_a_file_without_workspaces() -> None:
    with pytest.raises(Malformed, match="no `workspaces`"):
        update("{}", RELEASED)


def test_refuses_what_is_broken_with_its_line() -> None:
    with pytest.raises(Malformed) as refused:
        update(LOCK.replace('      "version": "0.1.0",', "======="), RELEASED)

    assert refused.value.line == 12
