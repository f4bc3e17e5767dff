"""npm's ranges: what they mean, how they print, and which versions they admit."""

from __future__ import annotations

from time import process_time

import pytest

from release.ranges import ANY, Comparator, comparators, normalise, satisfies
from release.versions import Version

LARGEST = 2**53 - 1


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("^3.4.5", ">=3.4.5 <4.0.0-0"),
        ("^3.4", ">=3.4.0 <4.0.0-0"),
        ("^3", ">=3.0.0 <4.0.0-0"),
        ("^3.x.x", ">=3.0.0 <4.0.0-0"),
        ("^0.4.5", ">=0.4.5 <0.5.0-0"),
        ("^0.4", ">=0.4.0 <0.5.0-0"),
        ("^0.0.5", ">=0.0.5 <0.0.6-0"),
        ("^0.0", "<0.1.0-0"),
        ("^0", "<1.0.0-0"),
        ("^0.0.0", "<0.0.1-0"),
        ("^3.4.5-beta.2", ">=3.4.5-beta.2 <4.0.0-0"),
        ("^0.4.5-rc", ">=0.4.5-rc <0.5.0-0"),
        ("^0.0.5-rc", ">=0.0.5-rc <0.0.6-0"),
    ],
)
def test_a_caret_keeps_the_first_number_that_is_not_zero(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("~3.4.5", ">=3.4.5 <3.5.0-0"),
        ("~3.4", ">=3.4.0 <3.5.0-0"),
        ("~3", ">=3.0.0 <4.0.0-0"),
        ("~0.4.5", ">=0.4.5 <0.5.0-0"),
        ("~0", "<1.0.0-0"),
        ("~>3.4.5", ">=3.4.5 <3.5.0-0"),
        ("~3.4.5-beta.2", ">=3.4.5-beta.2 <3.5.0-0"),
        ("~3.4.*", ">=3.4.0 <3.5.0-0"),
    ],
)
def test_a_tilde_keeps_the_minor_version(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("3", ">=3.0.0 <4.0.0-0"),
        ("3.4", ">=3.4.0 <3.5.0-0"),
        ("3.X", ">=3.0.0 <4.0.0-0"),
        ("3.4.x", ">=3.4.0 <3.5.0-0"),
        ("3.*.x", ">=3.0.0 <4.0.0-0"),
        ("=3.4", ">=3.4.0 <3.5.0-0"),
        ("==3.4", ">=3.4.0 <3.5.0-0"),
        (">3", ">=4.0.0"),
        (">3.4", ">=3.5.0"),
        (">=3.4", ">=3.4.0"),
        ("<3", "<3.0.0-0"),
        ("<3.4.x", "<3.4.0-0"),
        ("<=3", "<4.0.0-0"),
        ("<=3.4", "<3.5.0-0"),
        ("3.x.x-beta", ">=3.0.0 <4.0.0-0"),
    ],
)
def test_a_partial_version_means_all_that_begin_with_it(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("3.4.5 - 4.5.6", ">=3.4.5 <=4.5.6"),
        ("3.4 - 4.5.6", ">=3.4.0 <=4.5.6"),
        ("3 - 4", ">=3.0.0 <5.0.0-0"),
        ("3.4.5 - 4.5", ">=3.4.5 <4.6.0-0"),
        ("3.4.5-a - 4.5.6-b", ">=3.4.5-a <=4.5.6-b"),
        ("* - 4.5.6", "<=4.5.6"),
        ("3.4.5 - x", ">=3.4.5"),
        ("v3.4.5 - v4.5.6", ">=3.4.5 <=4.5.6"),
        ("3.x.7 - 4", ">=3.0.0 <5.0.0-0"),
        ("0 - 0", "<1.0.0-0"),
    ],
)
def test_a_hyphen_range_includes_both_ends(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    "requirement",
    ["", " ", "*", "x", "X", "x.x", "*.*.*", "^*", "~x", ">=0", ">=0.0.0", ">=*", "<=x"],
)
def test_a_range_for_any_release_prints_as_nothing(requirement: str) -> None:
    assert normalise(requirement) == ""


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("v3.4.5", "3.4.5"),
        ("=3.4.5", "3.4.5"),
        ("=v3.4.5", "3.4.5"),
        ("^v3.4.5", ">=3.4.5 <4.0.0-0"),
        ("^=3.4.5", ">=3.4.5 <4.0.0-0"),
        (">=v0.0.0", ">=0.0.0"),
        ("vv3", ">=3.0.0 <4.0.0-0"),
    ],
)
def test_prefixes_are_left_out(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("  3.4.5  ", "3.4.5"),
        (">= 3.4.5", ">=3.4.5"),
        (">\t\n3.4.5", ">3.4.5"),
        ("^ 3.4.5", ">=3.4.5 <4.0.0-0"),
        ("~> 3.4.5", ">=3.4.5 <3.5.0-0"),
        ("~ >3.4.5", ">=3.4.5 <3.5.0-0"),
        ("> =3.4.5", ">=3.4.5"),
        (">= 3.4.5   < 4", ">=3.4.5 <4.0.0-0"),
        ("\u00a0^3.4.5\ufeff", ">=3.4.5 <4.0.0-0"),
        (">=3.4.5\u2003<4", ">=3.4.5 <4.0.0-0"),
    ],
)
def test_space_is_free_at_the_ends_and_after_an_operator(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("3.4.5+sha.9f", "3.4.5"),
        ("^3.4.5-rc.1+sha", ">=3.4.5-rc.1 <4.0.0-0"),
        ("3.x+sha <3.7.x+sha", ">=3.0.0 <4.0.0-0 <3.7.0-0"),
        ("3.4.5+a - 4.5.6+b", ">=3.4.5 <=4.5.6"),
        ("3.4.5+" + "9f" * 200, "3.4.5"),
        ("3.4.5+*sha", "3.4.5"),
    ],
)
def test_build_metadata_is_left_out(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("3.4.5 || 4.5.6", "3.4.5||4.5.6"),
        ("3.4.5||^4||<1", "3.4.5||>=4.0.0 <5.0.0-0||<1.0.0-0"),
        ("^3 || *", ""),
        ("^3 ||", ""),
        ("|| ^3", ""),
        ("<x || ^3", ">=3.0.0 <4.0.0-0"),
        (">* || <*", "<0.0.0-0"),
        ("^3 >* || >*", "<0.0.0-0"),
        ("^3 || ^3", ">=3.0.0 <4.0.0-0||>=3.0.0 <4.0.0-0"),
    ],
)
def test_alternatives_are_simplified(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        (">=3.4.5 >=3.4.5", ">=3.4.5"),
        ("^3.4 ^3", ">=3.4.0 <4.0.0-0 >=3.0.0"),
        ("3.4.5 *", "3.4.5"),
        ("* *", ""),
        ("<X 3.4.5", "<0.0.0-0"),
        ("*3.4.5", "3.4.5"),
    ],
)
def test_bounds_are_simplified(requirement: str, expected: str) -> None:
    assert normalise(requirement) == expected


@pytest.mark.parametrize(
    "requirement",
    [
        "latest",
        "workspace:^",
        "file:../core",
        "^3 || latest",
        "3.4.5.6",
        "03.4.5",
        "3.4.5-01",
        "3.4.5rc",
        "3.4.5+",
        "3.x.5",
        "x.4",
        "=^3.4.5",
        "!=3.4.5",
        "==3.4.5",
        "vv3.4.5",
        "> = 3",
        "v 3.4.5",
        ">",
        "3.4.5 -4",
        "3.4.5 - ",
        "3 | 4",
        "3,4",
        "\u00b2.0.0",
        "\u0661.0.0",
        "^3\u0085",
        "\x1c^3",
    ],
)
def test_what_npm_cannot_read_is_invalid(requirement: str) -> None:
    assert normalise(requirement) is None


def test_an_invalid_range_has_no_alternatives() -> None:
    assert comparators("^3 || latest") == ()


def test_numbers_end_where_javascript_stops_counting() -> None:
    assert normalise(f"<={LARGEST}.0.0") == f"<={LARGEST}.0.0"
    assert normalise(f"<={LARGEST + 1}.0.0") is None


def test_an_upper_bound_beyond_that_makes_a_range_invalid() -> None:
    assert normalise(f"^{LARGEST - 1}.0.0") == f">={LARGEST - 1}.0.0 <{LARGEST}.0.0-0"
    assert normalise(f"^{LARGEST}.0.0") is None


def test_a_bound_has_at_most_256_characters() -> None:
    assert normalise(">3.4.5-" + "a" * 250) == ">3.4.5-" + "a" * 250
    assert normalise(">3.4.5-" + "a" * 251) is None


@pytest.mark.parametrize(
    ("version", "requirement"),
    [
        ("3.4.5", "3.4.5"),
        ("3.9.0", "^3.4.5"),
        ("3.4.9", "~3.4.5"),
        ("4.9.9", "<=4"),
        ("0.0.0", "*"),
        ("7.0.0", "^3 || >=6"),
        ("v3.4.5", "3.4.5"),
        ("3.4.5+sha", "3.4.5"),
        (" 3.4.5 ", "^3"),
    ],
)
def test_a_range_admits_versions_inside(version: str, requirement: str) -> None:
    assert satisfies(version, requirement)


@pytest.mark.parametrize(
    ("version", "requirement"),
    [
        ("3.4.6", "3.4.5"),
        ("4.0.0", "^3.4.5"),
        ("3.4.4", "^3.4.5"),
        ("0.5.0", "^0.4.5"),
        ("3.5.0", "~3.4.5"),
        ("3.4.9", ">3.4"),
        ("0.0.0", "<0.0.0-0"),
        ("5.0.0", "^3 || >=6"),
    ],
)
def test_a_range_refuses_versions_outside(version: str, requirement: str) -> None:
    assert not satisfies(version, requirement)


@pytest.mark.parametrize(
    ("version", "requirement"),
    [
        ("3.4.5-beta.3", "^3.4.5-beta.2"),
        ("3.4.5-beta.10", ">3.4.5-beta.9"),
        ("3.4.5-rc", ">=3.4.5-beta <3.4.5"),
        ("3.4.5-0", "<1 || 3.4.5-0"),
        ("4.0.0-0", "<=4.0.0-0"),
        ("3.4.5-beta", "^3.4.5-alpha 3.x"),
    ],
)
def test_a_prerelease_is_admitted_beside_one_of_the_same_release(
    version: str, requirement: str
) -> None:
    assert satisfies(version, requirement)


@pytest.mark.parametrize(
    ("version", "requirement"),
    [
        ("3.4.6-beta.3", "^3.4.5-beta.2"),
        ("3.4.5-alpha", "^3.4.5-beta.2"),
        ("3.5.0-beta", "^3.4.5"),
        ("3.4.5-beta", "*"),
        ("3.4.5-beta", ">=1"),
        ("4.0.0-beta", "^3.4.5"),
    ],
)
def test_any_other_prerelease_is_refused(version: str, requirement: str) -> None:
    assert not satisfies(version, requirement)


@pytest.mark.parametrize(
    ("version", "requirement"),
    [("3.4", "*"), ("", "*"), ("latest", "*"), ("=3.4.5", "*"), ("3.4.5", "latest")],
)
def test_nothing_is_satisfied_when_one_side_is_invalid(version: str, requirement: str) -> None:
    assert not satisfies(version, requirement)


def test_comparators_are_the_bounds_of_each_alternative() -> None:
    assert comparators("~3.4 || 5.6.7 || 3") == (
        (Comparator(">=", Version(3, 4, 0)), Comparator("<", Version(3, 5, 0, "0"))),
        (Comparator("", Version(5, 6, 7)),),
        (Comparator(">=", Version(3, 0, 0)), Comparator("<", Version(4, 0, 0, "0"))),
    )


def test_a_comparator_for_any_release_has_no_version() -> None:
    assert comparators("*") == ((ANY,),)
    assert ANY.version is None


@pytest.mark.parametrize("expected", ["3.4.5", ">=3.4.5-rc.1", "<4.0.0-0", ""])
def test_a_comparator_prints_as_npm_prints_it(expected: str) -> None:
    [[comparator]] = comparators(expected)

    assert str(comparator) == expected


@pytest.mark.parametrize("text", ["v", "=", "v=", "1", "1.", " -", "+a", "~", "<", "||"])
def test_long_nonsense_is_read_in_linear_time(text: str) -> None:
    start = process_time()

    normalise(text * 20_000)

    assert process_time() - start < 5
