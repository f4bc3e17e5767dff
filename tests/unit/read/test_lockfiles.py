"""Where lockfiles are looked for."""

from __future__ import annotations

from release.lockfiles import LOCKFILES
from release.read.lockfiles import read_lockfiles
from tests.fakes import MemoryFiles


def test_lockfiles_of_the_root_and_of_the_directories() -> None:
    files = MemoryFiles(
        {
            "bun.lock": "{}",
            "apps/a/src-tauri/Cargo.lock": "",
            "apps/b/Cargo.lock": "not asked for",
            "apps/c/yarn.lock/file": "in a directory",
        }
    )

    found = read_lockfiles(files, ["apps/a/src-tauri", "", "apps/a/src-tauri", "apps/c", "gone"])

    assert [(lock.path, lock.text) for lock in found] == [
        ("bun.lock", "{}"),
        ("apps/a/src-tauri/Cargo.lock", ""),
    ]
    assert found[1].lockfile == LOCKFILES["Cargo.lock"]
