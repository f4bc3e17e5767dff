"""Where bundles are looked for."""

from __future__ import annotations

from release.read.bundles import find_bundles
from tests.fakes import MemoryFiles

BUILT = "apps/notes/src-tauri/target"


def test_bundles_of_this_machine_are_found_for_every_target() -> None:
    """And neither what they were made of, nor what cargo keeps."""
    found = [
        f"{BUILT}/release/bundle/deb/N.deb",
        f"{BUILT}/release/bundle/deb/N.deb.sig",
        f"{BUILT}/aarch64-apple-darwin/release/bundle/macos/N.app.tar.gz",
        f"{BUILT}/x86_64-unknown-linux-gnu/release/bundle/rpm/N.rpm",
    ]
    passed_over = [
        f"{BUILT}/release/bundle/deb/N/control.tar.gz",
        f"{BUILT}/release/deps/N.deb",
        f"{BUILT}/debug/bundle/deb/N.deb",
    ]
    files = MemoryFiles(dict.fromkeys([*found, *passed_over], ""))

    assert sorted(found) == sorted(find_bundles(files, "apps/notes", ()))


def test_bundles_of_other_machines_may_lie_anywhere_in_their_folder() -> None:
    files = MemoryFiles({"apps/notes/from-ci/a/b/N.msi": "", "dist/N.deb": "", "N.deb": ""})

    found = find_bundles(files, "apps/notes", ["from-ci", "../../dist"])

    assert ("apps/notes/from-ci/a/b/N.msi", "dist/N.deb") == found


def test_of_what_was_built_here_one_target_alone_may_count_or_none() -> None:
    names = [
        "apps/notes/from-ci/N.deb",
        f"{BUILT}/x86_64-unknown-linux-gnu/release/bundle/deb/N.deb",
        f"{BUILT}/aarch64-unknown-linux-gnu/release/bundle/deb/N.deb",
        f"{BUILT}/release/bundle/deb/N.deb",
    ]
    files = MemoryFiles(dict.fromkeys(names, ""))

    assert names[1:2] == [*find_bundles(files, "apps/notes", (), ["x86_64-unknown-linux-gnu"])]
    assert names[:1] == [*find_bundles(files, "apps/notes", ["from-ci"], ())]
