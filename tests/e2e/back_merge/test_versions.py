"""Versions, lockfiles and ranges are merged by what they mean; no version goes backwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.back_merge.places import APP, CHANGELOG, MANIFEST, SKIP, version_of
from tests.e2e.desk import typed
from tests.railway import Railway
from tests.trains import FILES

pytestmark = pytest.mark.needs("git")


def test_no_version_goes_backwards(railway: Railway) -> None:
    """`staging` took the release back; git would keep that, for `main` did nothing since."""
    railway.release()
    railway.synced()
    railway.change("staging", {MANIFEST: FILES[MANIFEST]}, "Revert")
    railway.change("main", {"README.md": "# News\n"})

    railway.synced()

    assert version_of(railway.text("staging", MANIFEST)) == "1.1.0"
    assert railway.text("staging", MANIFEST) == railway.text("main", MANIFEST)


def test_a_line_beside_the_version_is_no_conflict(railway: Railway) -> None:
    railway.edit(
        "staging", MANIFEST, '"name": "cloudprint"', '"name": "cloudprint",\n  "type": "a"'
    )
    railway.edit("staging", MANIFEST, '"private": true', '"private": true,\n  "homepage": "b"')
    railway.release()

    assert SKIP in railway.message(railway.synced())

    merged = json.loads(railway.text("staging", MANIFEST) or "")
    assert merged == {
        "name": "cloudprint",
        "type": "a",
        "version": "1.1.0",
        "private": True,
        "homepage": "b",
    }


def test_both_sides_of_a_version_become_the_higher_one(railway: Railway) -> None:
    railway.edit("staging", MANIFEST, "1.0.0", "3.0.0")
    railway.release()

    railway.synced()

    assert version_of(railway.text("staging", MANIFEST)) == "3.0.0"
    for path in ("Cargo.toml", "Cargo.lock", "tauri.conf.json"):
        assert "3.0.0" in (railway.text("staging", f"{APP}/src-tauri/{path}") or ""), path
    assert '"version": "3.0.0"' in (railway.text("staging", "package-lock.json") or "")


def test_a_lockfile_is_merged_with_our_own_versions_made_equal(railway: Railway) -> None:
    """Both sides changed the same lines: `main` the version, `staging` what stands beside it."""
    lock = f"{APP}/src-tauri/Cargo.lock"
    railway.edit(
        "staging", lock, 'version = "1.0.0"\n', 'version = "1.0.0"\ndependencies = [\n "rand",\n]\n'
    )
    railway.edit(
        "staging",
        "package-lock.json",
        '      "version": "1.0.0"\n',
        '      "version": "1.0.0",\n      "license": "MIT"\n',
    )
    railway.release()

    railway.synced()

    text = railway.text("staging", lock) or ""
    assert 'version = "1.1.0"\ndependencies = [\n "rand",\n]' in text
    packages = json.loads(railway.text("staging", "package-lock.json") or "")["packages"]
    assert packages[APP] == {"version": "1.1.0", "license": "MIT"}
    assert packages["apps/frachter"] == {"version": "2.0.1"}


def test_a_range_that_a_release_raises_is_no_conflict(tmp_path: Path) -> None:
    dependent = json.dumps(
        {"name": "frachter", "version": "2.0.0", "dependencies": {"cloudprint": "~1.0.0"}}, indent=2
    )
    path = "apps/frachter/package.json"
    railway = Railway(tmp_path, {path: f"{dependent}\n"})
    railway.edit(
        "staging", path, '"cloudprint": "~1.0.0"', '"cloudprint": "~1.0.0",\n    "zod": "^4.0.0"'
    )
    railway.release()

    railway.synced()

    merged = json.loads(railway.text("staging", path) or "")
    assert merged["dependencies"] == {"cloudprint": "~1.1.0", "zod": "^4.0.0"}


def test_a_package_that_is_gone_from_staging_stays_gone(railway: Railway) -> None:
    """Although its release on `main` changed the files that were removed."""
    gone = [path for path in FILES if path.startswith(f"{APP}/")]
    railway.change("staging", dict.fromkeys(gone), "Drop cloudprint")
    railway.edit("staging", "release.toml", '[apps.cloudprint]\nneeds = ["backend"]\n', "")
    railway.change("staging", {".changeset/quick-otter-prints.md": None})
    railway.release()

    railway.synced()

    assert railway.text("staging", MANIFEST) is None
    assert version_of(railway.text("staging", "apps/frachter/package.json")) == "2.0.1"


@pytest.mark.parametrize("before", [["## 1.0.0", "- One"], []])
def test_a_package_that_staging_has_moved_is_released_there(
    tmp_path: Path, before: list[str]
) -> None:
    """With all of its changelog, although the release on `main` wrote to the old place."""
    old = "# cloudprint\n\n## 1.0.0\n\n- First\n"
    railway = Railway(tmp_path, {CHANGELOG: old} if before else {})
    railway.go("staging")
    railway.people.move(APP, "apps/print")
    railway.push("staging", "Move cloudprint")
    if before:
        railway.edit("staging", "apps/print/CHANGELOG.md", "First", "One")
    railway.edit("staging", "package-lock.json", f'"{APP}"', '"apps/print"')
    railway.release()

    railway.synced()

    assert version_of(railway.text("staging", "apps/print/package.json")) == "1.1.0"
    assert '"1.1.0"' in (railway.text("staging", "apps/print/src-tauri/Cargo.lock") or "")
    text = railway.text("staging", "apps/print/CHANGELOG.md") or ""
    assert [line for line in text.splitlines() if line] == [
        "# cloudprint",
        "## 1.1.0",
        "### Minor Changes",
        next(line for line in text.splitlines() if line.endswith(": Print in colour")),
        *before,
    ]
    assert railway.text("staging", CHANGELOG) is None


def test_a_prerelease_and_its_end_come_back(railway: Railway) -> None:
    railway.go("main")
    typed(railway.root, "changeset.pre-enter", "next")
    railway.push("main", "Enter next")
    railway.release()
    railway.synced()
    assert version_of(railway.text("staging", MANIFEST)) == "1.1.0-next.0"
    assert railway.text("staging", ".changeset/pre/quick-otter-prints.md")

    railway.change("staging", {".changeset/late.md": '---\n"cloudprint": patch\n---\n\nLate\n'})
    railway.go("main")
    typed(railway.root, "changeset.pre-exit")
    railway.push("main", "Leave next")
    railway.release()
    railway.synced()

    assert version_of(railway.text("staging", MANIFEST)) == "1.1.0"
    assert railway.text("staging", ".changeset/pre.json") is None
    assert railway.text("staging", ".changeset/pre/quick-otter-prints.md") is None
    assert railway.text("staging", ".changeset/late.md")


def test_branches_that_crossed_meet(railway: Railway) -> None:
    """`staging` is promoted while its back-merge is under way: there are two common commits."""
    first = '---\n"cloudprint": patch\n---\n\nFirst\n'
    railway.release()
    staging = railway.change("staging", {".changeset/first.md": first})
    main = railway.tip("main")
    railway.synced()
    railway.go("main")
    railway.people.git.reset("--hard", main)
    railway.people.merge(staging)
    railway.people.git.push("--quiet", "origin", "main")
    railway.release()

    merge = railway.synced()

    assert railway.text("staging", ".changeset/first.md") is None
    assert version_of(railway.text("staging", MANIFEST)) == "1.1.1"
    assert railway.differing(merge, "origin/main") == []
