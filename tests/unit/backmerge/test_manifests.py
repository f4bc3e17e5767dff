"""Manifests of both sides: what a release writes is made equal, and all else is left to git."""

from __future__ import annotations

import json

import pytest

from release.backmerge.manifests import brings_only_release, later, made_equal, merge_manifest
from release.backmerge.three_way import Sides, UnsettledError
from release.manifests import cargo_toml, package_json, pyproject

NAMES = {"app", "core"}


def npm(version: str, core: str = "^1.0.0", react: str = "^18.0.0", **more: object) -> str:
    needs = {"core": core, "react": react}
    return json.dumps({"name": "app", "version": version, "dependencies": needs, **more}, indent=2)


def test_the_higher_version_and_the_range_of_the_release_are_in_all_texts() -> None:
    """Then what else the sides did can be merged by lines, though it stands on the next one."""
    sides = Sides(npm("1.0.0"), npm("1.0.1", react="^19.0.0"), npm("1.1.0", core="^1.1.0"))

    equal = made_equal(package_json, "package.json", sides, NAMES)

    assert equal == Sides(
        npm("1.1.0", "^1.1.0"), npm("1.1.0", "^1.1.0", "^19.0.0"), npm("1.1.0", "^1.1.0")
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("^1.0.0", "^1.1.0", "^1.2.0", "^1.2.0"),
        ("^1.0.0", "^1.2.0", "^1.1.0", "^1.2.0"),
        ("^1.0.0", "workspace:^1.0.0", "^1.0.0", "workspace:^1.0.0"),
        ("^1.0.0", "^1.0.0", "^2.0.0", "^2.0.0"),
    ],
)
def test_the_later_range_stands(base: str, ours: str, theirs: str, expected: str) -> None:
    sides = Sides(npm("1.0.0", base), npm("1.0.0", ours), npm("1.0.0", theirs))

    assert made_equal(package_json, "package.json", sides, NAMES).ours == npm("1.0.0", expected)


def test_ranges_of_two_minds_and_of_others_stay_different() -> None:
    sides = Sides(
        npm("1.0.0"), npm("1.0.0", "~1.0.0", "^19.0.0"), npm("1.0.0", "^2.0.0", "^20.0.0")
    )

    assert made_equal(package_json, "package.json", sides, NAMES) == sides


def test_a_side_without_the_file_stays_without() -> None:
    sides = Sides(None, npm("1.0.0"), npm("1.1.0"))

    assert made_equal(package_json, "package.json", sides, NAMES) == Sides(
        None, npm("1.1.0"), npm("1.1.0")
    )


def merged(base: str, ours: str | None, theirs: str | None) -> str | None:
    """What becomes of a package.json whose sides git cannot merge by lines."""
    sides = Sides(base, ours, theirs)
    return merge_manifest([package_json], "package.json", sides, NAMES, lambda *_: None)


@pytest.mark.parametrize("is_ours_gone", [True, False])
def test_what_a_side_removed_stays_gone_where_the_other_only_released(
    *, is_ours_gone: bool
) -> None:
    kept = npm("1.1.0", "^1.1.0")

    ours, theirs = (None, kept) if is_ours_gone else (kept, None)

    assert merged(npm("1.0.0"), ours, theirs) is None


@pytest.mark.parametrize("is_ours_gone", [True, False])
def test_what_a_side_removed_and_the_other_changed_is_for_people(*, is_ours_gone: bool) -> None:
    """A release besides does not make the change go unseen."""
    changed = npm("1.1.0", "^1.1.0", react="^19.0.0")
    ours, theirs = (None, changed) if is_ours_gone else (changed, None)

    with pytest.raises(UnsettledError):
        merged(npm("1.0.0"), ours, theirs)


def test_the_version_that_a_cargo_workspace_shares_is_the_higher_one() -> None:
    def workspace(version: str) -> str:
        return f'[workspace]\nmembers = []\n\n[workspace.package]\nversion = "{version}"\n'

    sides = Sides(workspace("1.0.0"), workspace("1.2.0"), workspace("1.1.0"))

    assert {*made_equal(cargo_toml, "Cargo.toml", sides, NAMES)} == {workspace("1.2.0")}


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (["1.0.0", "1.0.1"], "1.0.1"),
        (["1.1.0", "1.1.0-next.3"], "1.1.0"),
        (["1.10.0", "1.9.0", None], "1.10.0"),
        (["1.2.0rc1", "1.2.0"], "1.2.0"),
        (["1.2.0", "today"], "today"),
        ([None], None),
    ],
)
def test_the_later_version_is_told_in_any_spelling(
    versions: list[str | None], expected: str | None
) -> None:
    assert later(versions) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (npm("1.1.0"), True),
        (npm("1.0.0", core="^1.1.0"), True),
        (npm("1.1.0", react="^19.0.0"), False),
        (npm("1.1.0", private=True), False),
    ],
)
def test_a_release_changes_versions_and_our_own_ranges_alone(after: str, *, expected: bool) -> None:
    before = npm("1.0.0")

    assert brings_only_release(package_json, "package.json", before, after, NAMES) == expected


def test_a_python_project_is_known_in_any_spelling() -> None:
    def project(need: str) -> str:
        return f'[project]\nname = "app"\nversion = "1.0.0"\ndependencies = ["{need}"]\n'

    args = (pyproject, "pyproject.toml", project("My.Core==1.0.0"), project("My.Core==1.1.0"))

    assert brings_only_release(*args, {"my-core"})
    assert not brings_only_release(*args, NAMES)
