from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.requirements.python import admits, requirement_for


@pytest.mark.parametrize(
    ("requirement", "version"),
    [
        ("", "7.0.0"),
        ("*", "7.0.0"),
        (">=1.0", "1.9.0"),
        (">= 1.0, < 2", "1.9.0"),
        ("~=1.4", "1.9.0"),
        ("~=1.4.2", "1.4.9"),
        ("==1.*", "1.9.0"),
        ("==1.2", "1.2.0"),
        ("!=1.5.0", "1.5.1"),
        (">=1.0.0rc1", "1.0.0-rc.2"),
        ("^1.2", "1.9.0"),
        ("~1.2", "1.2.9"),
    ],
)
def test_a_requirement_that_admits_the_version_stays(requirement: str, version: str) -> None:
    assert admits(requirement, version)
    assert requirement == requirement_for(requirement, version)


@pytest.mark.parametrize(
    ("requirement", "version", "expected"),
    [
        (">=1.0,<2", "2.0.0", ">=2.0.0,<3"),
        (">= 1.0, < 2.0", "2.1.0", ">= 2.1.0, < 3.0"),
        (">=0.1,<0.2", "0.2.0", ">=0.2.0,<0.3"),
        (">0.1,<0.2", "0.2.0", ">0.1,<0.3"),
        ("<2", "2.0.0", "<3"),
        ("<=1.9", "2.0.0", "<=2.0.0"),
        ("==1.2.3", "1.2.4", "==1.2.4"),
        ("==1.2.3", "1.3.0-rc.1", "==1.3.0rc1"),
        ("==1.*", "2.3.4", "==2.*"),
        ("==1.2.*", "1.3.4", "==1.3.*"),
        ("~=1.4", "2.3.4", "~=2.3"),
        ("~=1.4.2", "1.5.0", "~=1.5.0"),
        ("~=1.4", "2.0.0-rc.1", "~=2.0.0rc1"),
        (">=1.0", "1.1.0-rc.1", ">=1.1.0rc1"),
        (">=2", "1.0.0", ">=1.0.0"),
        ("!=2.0.0", "2.0.0", ">=2.0.0"),
        ("*", "2.0.0-alpha.1", ">=2.0.0a1"),
        ("^1.2", "2.0.0", "^2.0.0"),
        ("~1.2", "1.3.0", "~1.3.0"),
    ],
)
def test_the_operators_stay_with_the_new_version(
    requirement: str, version: str, expected: str
) -> None:
    assert not admits(requirement, version)
    assert expected == requirement_for(requirement, version)


LONG = "1" * 5000  # more digits than Python reads


@pytest.mark.parametrize(
    "requirement",
    ["latest", "1.2 ||", "=>1", "@ file:///x", f">={LONG}", f"<0.{LONG}", f"==0.{LONG}.*"],
)
def test_what_is_no_requirement_is_left_to_python(requirement: str) -> None:
    assert not admits(requirement, "2.0.0")
    assert requirement == requirement_for(requirement, "2.0.0")


operators = st.sampled_from(["==", ">=", "<=", "<", ">", "~=", "!="])
numbers = st.integers(0, 12)


@given(st.lists(st.tuples(operators, numbers, numbers), max_size=3), numbers, numbers, numbers)
def test_what_was_raised_admits_the_version(
    clauses: list[tuple[str, int, int]], major: int, minor: int, patch: int
) -> None:
    requirement = ",".join(f"{operator}{one}.{two}" for operator, one, two in clauses)
    version = f"{major}.{minor}.{patch}"

    assert admits(requirement_for(requirement, version), version)
