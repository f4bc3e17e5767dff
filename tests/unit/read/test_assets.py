"""The files that a build left."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from release.read.assets import Assets, find_assets
from tests.fakes import MemoryFiles

FILES = [
    "apps/web/dist/a.deb",
    "apps/web/dist/b.deb",
    "apps/web/dist/deep/c.deb",
    "apps/web/dist/b.deb.sig",
    "apps/web/node_modules/x.deb",
    "target/release/d.deb",
]


def found(patterns: Sequence[str], directory: str = "apps/web") -> Assets:
    return find_assets(MemoryFiles(dict.fromkeys(FILES, "")), directory, patterns)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["dist/a.deb"], ["apps/web/dist/a.deb"]),
        (["dist/*.deb"], ["apps/web/dist/a.deb", "apps/web/dist/b.deb"]),
        (["./dist/b.*"], ["apps/web/dist/b.deb", "apps/web/dist/b.deb.sig"]),
        (["dist/{b,c}.deb", "dist/a*"], ["apps/web/dist/b.deb", "apps/web/dist/a.deb"]),
        (["dist/**/*.deb", "!dist/b*"], ["apps/web/dist/a.deb", "apps/web/dist/deep/c.deb"]),
        (["!**/c.deb", "dist/**"], FILES[:2] + FILES[3:4]),
        (["../../target/release/*.deb"], ["target/release/d.deb"]),
    ],
)
def test_what_patterns_match(patterns: Sequence[str], expected: Sequence[str]) -> None:
    assets = found(patterns)

    assert sorted(expected) == sorted(assets.paths)
    assert () == assets.unmatched


def test_what_has_no_match_is_told() -> None:
    assert Assets(("apps/web/dist/a.deb",), ("dist/*.dmg", "d.msi")) == found(
        ["dist/*.dmg", "dist/a.deb", "d.msi"]
    )


def test_a_pattern_whose_files_are_all_taken_out_has_no_match() -> None:
    assert ("dist/a.deb",) == found(["dist/a.deb", "!dist/*"]).unmatched


def test_what_others_installed_is_not_searched() -> None:
    assert ("**/x.deb",) == found(["**/x.deb"]).unmatched


def test_a_directory_is_taken_as_it_is_written() -> None:
    files = MemoryFiles({"apps/[x]/a.deb": "", "apps/x/a.deb": ""})

    assert ("apps/[x]/a.deb",) == find_assets(files, "apps/[x]", ["*.deb"]).paths


def test_only_what_a_pattern_can_match_is_listed() -> None:
    files = MemoryFiles(dict.fromkeys(FILES, ""))

    find_assets(files, "apps/web", ["dist/*.deb"])

    assert {"apps/web/dist", "apps/web/dist/deep"} == set(files.listings)
