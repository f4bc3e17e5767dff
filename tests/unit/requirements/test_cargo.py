from __future__ import annotations

import pytest

from release.requirements.cargo import admits, requirement_for


@pytest.mark.parametrize(
    ("requirement", "version"),
    [
        ("1.2.3", "1.9.0"),
        ("1", "1.0.0"),
        ("^0.2.3", "0.2.9"),
        ("0.0", "0.0.7"),
        ("0", "0.9.0"),
        ("~1.2", "1.2.9"),
        ("~1", "1.9.0"),
        ("=1.2", "1.2.9"),
        ("=1.2.3", "1.2.3+build.7"),
        (">=1.0, <2", "1.9.0"),
        (">1.2", "1.3.0"),
        (">1.2.3", "1.2.4"),
        ("<=1.2", "1.2.9"),
        ("<2", "1.9.9"),
        ("*", "7.0.0"),
        ("1.*", "1.9.0"),
        ("1.2.x", "1.2.9"),
        ("1.0.0-rc.1", "1.0.0-rc.2"),
        ("1.0.0-rc.1", "1.4.0"),
        ("=1.0.0-rc.1", "1.0.0-rc.1"),
        ("<1.0.0-rc.2", "1.0.0-rc.1"),
    ],
)
def test_a_requirement_that_admits_the_version_stays(requirement: str, version: str) -> None:
    assert requirement == requirement_for(requirement, version)
    assert admits(requirement, version)


@pytest.mark.parametrize(
    ("requirement", "version", "expected"),
    [
        ("1.2.3", "2.0.0", "2.0.0"),
        ("^0.2.3", "0.3.0", "^0.3.0"),
        ("0.0.3", "0.0.4", "0.0.4"),
        ("~1.2", "1.3.0", "~1.3.0"),
        ("=1.2.3", "1.2.4", "=1.2.4"),
        ("= 1.2.3", "1.2.4+build.7", "= 1.2.4"),
        (">=2", "1.0.0", ">=1.0.0"),
        ("1.*", "2.3.4", "2.*"),
        ("1.2.*", "1.3.0", "1.3.*"),
        ("1.2.*", "1.3.0-rc.1", "1.3.0-rc.1"),
        ("*", "1.0.0-rc.1", "1.0.0-rc.1"),
        ("1.0", "1.1.0-next.0", "1.1.0-next.0"),
        ("=1.0.0-rc.1", "1.0.0-rc.2", "=1.0.0-rc.2"),
    ],
)
def test_the_operator_stays_with_the_new_version(
    requirement: str, version: str, expected: str
) -> None:
    assert expected == requirement_for(requirement, version)
    assert not admits(requirement, version)


@pytest.mark.parametrize("requirement", [">=1.0, <2", "<2", "<=1.9.9", ">2.0.0", "<2.0.0-rc.1"])
def test_a_bound_that_cannot_be_guessed_becomes_the_default_range(requirement: str) -> None:
    assert requirement_for(requirement, "2.0.0") == "2.0.0"


@pytest.mark.parametrize(
    "requirement", ["", "latest", "1.2.3.4", "^^1", "1 || 2", ">*", "1" * 5000]
)
def test_what_is_no_requirement_is_left_to_cargo(requirement: str) -> None:
    assert requirement == requirement_for(requirement, "2.0.0")
