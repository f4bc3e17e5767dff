"""Versions: npm's syntax, order and arithmetic, tags, and Python's spelling."""

from __future__ import annotations

from itertools import pairwise

import pytest
import semver
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version as PythonVersion

from release.model import Bump
from release.versions import (
    Version,
    from_pep440,
    highest,
    increment,
    is_below,
    parse,
    pep440,
    precedence,
    tag_name,
    version_of_tag,
)

LARGEST = 2**53 - 1

numbers = st.integers(0, LARGEST)
identifiers = st.from_regex(
    r"(0|[1-9][0-9]{0,5}|[0-9]{0,3}[A-Za-z-][0-9A-Za-z-]{0,9})", fullmatch=True
)
dotted = st.lists(identifiers, min_size=1, max_size=4).map(".".join)
versions = st.builds(
    Version, numbers, numbers, numbers, st.none() | dotted, st.none() | dotted
).map(str)


def _parsed(text: str) -> Version:
    found = parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize("text", ["2.3.4", "v2.3.4", "  2.3.4\n", "\ufeffv2.3.4\u00a0"])
def test_space_around_and_a_v_in_front_are_allowed(text: str) -> None:
    assert parse(text) == Version(2, 3, 4)


def test_a_version_keeps_its_prerelease_and_build() -> None:
    parsed = parse("2.3.4-rc.1.x-y+sha.09")

    assert parsed is not None
    assert (parsed.prerelease, parsed.build) == ("rc.1.x-y", "sha.09")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "2.3",
        "2.3.4.5",
        "02.3.4",
        "2.3.4-01",
        "2.3.4-",
        "2.3.4-a..b",
        "2.3.4+",
        "2.3.4+a+b",
        "2.3.4rc",
        "=2.3.4",
        "V2.3.4",
        "v 2.3.4",
        "vv2.3.4",
        "2.3.4\u0085",
        "\x1c2.3.4",
        "\u0662.3.4",
        "latest",
    ],
)
def test_what_npm_refuses_is_no_version(text: str) -> None:
    assert parse(text) is None


def test_a_number_ends_where_javascript_stops_counting() -> None:
    assert parse(f"{LARGEST}.{LARGEST}.{LARGEST}") == Version(LARGEST, LARGEST, LARGEST)
    assert parse(f"0.0.{LARGEST + 1}") is None


def test_a_number_of_a_prerelease_may_be_of_any_size() -> None:
    parsed = parse("2.3.4-" + "9" * 100)

    assert parsed is not None


def test_a_version_has_at_most_256_characters() -> None:
    longest = "2.3.4+" + "a" * 250

    assert parse(longest) is not None
    assert parse(longest + "a") is None
    assert parse(longest + " ") is None


def test_precedence_is_that_of_semver() -> None:
    ascending = [
        "2.3.4-2",
        "2.3.4-10",
        "2.3.4-10.0",
        "2.3.4--",
        "2.3.4-A",
        "2.3.4-a",
        "2.3.4-a.1",
        "2.3.4-a.b",
        "2.3.4-a10",
        "2.3.4-a2",
        "2.3.4",
        "2.3.10",
        "2.10.0",
        "10.0.0-a",
    ]

    keys = [precedence(_parsed(each)) for each in ascending]

    assert all(lower < higher for lower, higher in pairwise(keys))


def test_build_metadata_has_no_precedence() -> None:
    assert precedence(_parsed("2.3.4+a")) == precedence(_parsed("2.3.4+b"))


@given(versions, versions)
def test_precedence_agrees_with_the_semver_library(one: str, other: str) -> None:
    expected = semver.Version.parse(one) < semver.Version.parse(other)

    assert (precedence(_parsed(one)) < precedence(_parsed(other))) == expected


def test_the_highest_version_comes_back_as_it_was_written() -> None:
    assert highest(["2.3.4", "v2.10.0", "2.10.0-rc.1"]) == "v2.10.0"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1.9.0", "1.10.0", True),
        ("1.1.0-next.1", "1.1.0", True),
        ("1.1.0", "1.1.0+build", False),
        ("1.1.0", "1.0.0", False),
        ("", "1.0.0", False),
        ("1.0.0", "latest", False),
    ],
)
def test_a_version_is_below_what_comes_after_it(one: str, other: str, expected: bool) -> None:
    assert is_below(one, other) is expected


def test_the_first_of_equal_versions_is_the_highest() -> None:
    assert highest(["2.3.4", "2.4.0+a", "2.4.0+b"]) == "2.4.0+a"


def test_what_is_no_version_is_never_the_highest() -> None:
    assert highest(["2.3.4", "latest", ""]) == "2.3.4"
    assert highest(["latest"]) is None
    assert highest([]) is None


@pytest.mark.parametrize(
    ("version", "patch", "minor", "major"),
    [
        ("2.3.4", "2.3.5", "2.4.0", "3.0.0"),
        ("0.3.4", "0.3.5", "0.4.0", "1.0.0"),
        ("2.3.4-a.0", "2.3.4", "2.4.0", "3.0.0"),
        ("2.3.0-a.0", "2.3.0", "2.3.0", "3.0.0"),
        ("2.0.0-a.0", "2.0.0", "2.0.0", "2.0.0"),
        ("0.0.0-a.0", "0.0.0", "0.0.0", "0.0.0"),
        ("2.3.4+sha", "2.3.5", "2.4.0", "3.0.0"),
        ("2.3.0-a.0+sha", "2.3.0", "2.3.0", "3.0.0"),
        (" v2.3.4 ", "2.3.5", "2.4.0", "3.0.0"),
    ],
)
def test_an_increment_drops_the_prerelease_first(
    version: str, patch: str, minor: str, major: str
) -> None:
    bumps = (Bump.PATCH, Bump.MINOR, Bump.MAJOR)

    assert [increment(version, bump) for bump in bumps] == [patch, minor, major]


def test_none_leaves_the_version_as_it_is() -> None:
    assert increment(" v2.3.4+sha", Bump.NONE) == " v2.3.4+sha"


@pytest.mark.parametrize("version", ["2.3", "", "latest", "=2.3.4"])
def test_what_is_no_version_has_no_next(version: str) -> None:
    assert increment(version, Bump.PATCH) is None


@given(versions, st.sampled_from([Bump.PATCH, Bump.MINOR, Bump.MAJOR]))
def test_the_next_version_agrees_with_the_semver_library(version: str, bump: Bump) -> None:
    without_build = semver.Version.parse(version).replace(build=None)

    assert increment(version, bump) == str(without_build.next_version(str(bump)))


@given(versions, st.sampled_from([Bump.PATCH, Bump.MINOR, Bump.MAJOR]))
def test_the_next_version_is_a_higher_release(version: str, bump: Bump) -> None:
    following = semver.Version.parse(str(increment(version, bump)))

    assert following > semver.Version.parse(version)
    assert (following.prerelease, following.build) == (None, None)


@pytest.mark.parametrize(
    ("template", "name", "expected"),
    [
        ("{name}@{version}", "core", "core@2.3.4"),
        ("{name}@{version}", "@acme/web", "@acme/web@2.3.4"),
        ("v{version}", "core", "v2.3.4"),
        ("release/{version}/{name}", "core", "release/2.3.4/core"),
        ("{name}-{version}+{version}", "core", "core-2.3.4+2.3.4"),
        ("{nome}@{version}", "core", "{nome}@2.3.4"),
        ("{name}@{version}", "{version}", "{version}@2.3.4"),
    ],
)
def test_a_tag_names_its_version(template: str, name: str, expected: str) -> None:
    assert tag_name(template, name, "2.3.4") == expected
    assert version_of_tag(template, name, expected) == "2.3.4"


@pytest.mark.parametrize(
    ("template", "tag"),
    [
        ("{name}@{version}", "core@latest"),
        ("{name}@{version}", "core@2.3"),
        ("{name}@{version}", "core@v2.3.4"),
        ("{name}@{version}", "core@ 2.3.4"),
        ("{name}@{version}", "core@2.3.4\n"),
        ("{name}@{version}", "core@"),
        ("{name}@{version}", "corex@2.3.4"),
        ("{name}@{version}", "@acme/core@2.3.4"),
        ("v{version}", "2.3.4"),
        ("v.{version}", "vx2.3.4"),
        ("{version}", "v2.3.4"),
        ("{version}-{version}", "2.3.4-2.3.5"),
        ("{name}", "core"),
    ],
)
def test_any_other_tag_names_no_version(template: str, tag: str) -> None:
    assert version_of_tag(template, "core", tag) is None


@given(versions, st.sampled_from(["{name}@{version}", "v{version}", "{name}/v{version}-{name}"]))
def test_every_version_comes_back_from_its_tag(version: str, template: str) -> None:
    tag = tag_name(template, "@acme/web", version)

    assert version_of_tag(template, "@acme/web", tag) == version


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("2.3.4", "2.3.4"),
        ("2.3.4+sha", "2.3.4"),
        ("v2.3.4", "2.3.4"),
        ("2.3.4-alpha.7", "2.3.4a7"),
        ("2.3.4-a.7", "2.3.4a7"),
        ("2.3.4-beta.7", "2.3.4b7"),
        ("2.3.4-b.7", "2.3.4b7"),
        ("2.3.4-rc.7", "2.3.4rc7"),
        ("2.3.4-rc.7+sha.1", "2.3.4rc7"),
        ("2.3.4-RC.7", "2.3.4rc7"),
        ("2.3.4-rc7", "2.3.4rc7"),
        ("2.3.4-rc-7", "2.3.4rc7"),
        ("2.3.4-beta", "2.3.4b0"),
        ("2.3.4-next.7", "2.3.4.dev7"),
        ("2.3.4-next7", "2.3.4.dev7"),
        ("2.3.4-next", "2.3.4.dev0"),
        ("2.3.4-7", "2.3.4.dev7"),
        ("2.3.4-beta.1.7", "2.3.4.dev7"),
        ("2.3.4-betamax.7", "2.3.4.dev7"),
        ("0.0.0-20261122123456", "0.0.0.dev20261122123456"),
        ("0.0.0-staging-20261122123456", "0.0.0.dev20261122123456"),
        ("0.0.0-canary-20261122123456-9f1c042", "0.0.0.dev20261122123456"),
        ("0.0.0-canary-20261122123456-0123456", "0.0.0.dev20261122123456"),
        ("0.0.0-canary-1795350896000-0123456", "0.0.0.dev1795350896000"),
        ("0.0.0-next-007", "0.0.0.dev7"),
    ],
)
def test_python_has_its_own_spelling_of_prereleases(version: str, expected: str) -> None:
    assert pep440(version) == expected


def test_what_is_no_version_has_no_spelling_in_python() -> None:
    with pytest.raises(ValueError, match=r"`2\.3` is not a semantic version"):
        pep440("2.3")


@given(versions)
def test_the_spelling_for_python_is_normal_there(version: str) -> None:
    assert str(PythonVersion(pep440(version))) == pep440(version)


@given(versions)
def test_a_prerelease_stays_one_in_python(version: str) -> None:
    assert PythonVersion(pep440(version)).is_prerelease == bool(_parsed(version).prerelease)


@given(
    st.sampled_from(["alpha.", "a.", "beta.", "b.", "rc.", "next.", "snapshot-", "pr.7.", ""]),
    st.integers(0, 10**15),
    st.integers(0, 10**15),
)
def test_the_order_of_a_series_is_kept_in_python(series: str, one: int, other: int) -> None:
    first, second = f"2.3.4-{series}{one}", f"2.3.4-{series}{other}"

    assert (PythonVersion(pep440(first)) < PythonVersion(pep440(second))) == (one < other)


@pytest.mark.parametrize("series", ["alpha.9", "beta.9", "rc.9", "next.9"])
def test_a_release_follows_its_prereleases_in_python(series: str) -> None:
    before, release = PythonVersion(pep440(f"2.3.4-{series}")), PythonVersion("2.3.4")

    assert PythonVersion("2.3.3") < before < release


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2", "1.2.0"),
        ("7", "7.0.0"),
        ("v1.2.3", "1.2.3"),
        ("2024.01.05", "2024.1.5"),
        ("1.2.0rc1", "1.2.0-rc.1"),
        ("1.2.0.c-1", "1.2.0-rc.1"),
        ("1.2.0preview", "1.2.0-rc.0"),
        ("1.2a3", "1.2.0-alpha.3"),
        ("1.2.0-BETA_4", "1.2.0-beta.4"),
        ("1.2.0.dev20261122", "1.2.0-dev.20261122"),
        ("1.2.0dev", "1.2.0-dev.0"),
    ],
)
def test_a_python_version_is_read_as_a_semantic_one(version: str, expected: str) -> None:
    assert from_pep440(version) == expected


@pytest.mark.parametrize(
    "version",
    [
        "1!2.0",
        "1.2.3.4",
        "1.2.3.post1",
        "1.2-1",
        "1.2+local",
        "1.2a1.dev2",
        "latest",
        "",
        "1" * 5000,
    ],
)
def test_what_only_python_can_say_is_no_semantic_version(version: str) -> None:
    assert from_pep440(version) is None


@given(versions)
def test_what_was_written_for_python_is_read_without_loss(version: str) -> None:
    written = pep440(version)
    read = from_pep440(written)

    assert read is not None
    assert pep440(read) == written
