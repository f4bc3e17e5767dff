"""Versions in files of any kind."""

from __future__ import annotations

import pytest

from release.config.repository import VersionPlace
from release.errors import ConfigError, Where
from release.manifests.version_place import format_at

WHERE = Where("release.toml", 7)


def pattern(expression: str, times: int = 1) -> VersionPlace:
    return VersionPlace("README.md", WHERE, expression, times)


def key(path: str, *keys: str) -> VersionPlace:
    return VersionPlace(path, WHERE, key=keys)


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        (pattern(r"version ([0-9.]+)"), "a version 1.0.0\r\n", "a version 2.0.0\r\n"),
        (
            pattern(r"(download)/v(?P<version>[^/]+)/", 2),
            "download/v1.0.0/a\ndownload/v0.9.0/b",
            "download/v2.0.0/a\ndownload/v2.0.0/b",
        ),
        (pattern(r"^(\d\S*)$"), "x 1\n1.0.0\n2 x\n", "x 1\n2.0.0\n2 x\n"),
        (key("a.json", "a", "v"), '{"a": {"v":"1.0.0"}}', '{"a": {"v":"2.0.0"}}'),
        (key("a.jsonc", "v"), "{// v\n v: '1.0.0',}", "{// v\n v: '2.0.0',}"),
        (key("a.toml", "app", "v"), "app.v = '1.0.0' # v\n", "app.v = '2.0.0' # v\n"),
        (key("Chart.yaml", "version"), "version: 1.0.0 # v\n", "version: 2.0.0 # v\n"),
    ],
)
def test_the_version_changes_where_it_stands(place: VersionPlace, text: str, expected: str) -> None:
    form = format_at(place, "npm")

    assert form.read(place.path, text).version
    assert expected == form.update(text, "2.0.0", {})
    assert expected == form.update(expected, "2.0.0", {})


def test_a_python_package_has_pythons_spelling_everywhere() -> None:
    place = pattern(r"==(\S+)")

    assert format_at(place, "python").update("a==1.0", "2.0.0-rc.1", {}) == "a==2.0.0rc1"
    assert format_at(place, "python").update("a==2.0", "2.0.0", {}) == "a==2.0"
    assert format_at(place, "cargo").update("a==1.0", "2.0.0-rc.1", {}) == "a==2.0.0-rc.1"


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        (pattern("v(1)"), "none", "matches nowhere in README.md, and not once"),
        (pattern("v(1)"), "v1 v1", "matches 2 times in README.md, and not once"),
        (pattern("v(1)", 3), "v1 v1", "matches 2 times in README.md, and not 3 times"),
        (pattern("v(1)?"), "v", "matches nowhere"),
        (key("a.json", "a", "b"), "{}", "a.json has no version at `a.b`"),
        (key("a.json", "a"), '{"a": 1}', "no version at `a`"),
        (key("a.toml", "a"), "a = 1", "no version at `a`"),
        (key("a.yaml", "a"), "b: 1", "no version at `a`"),
    ],
)
def test_a_place_without_its_version_is_told_at_the_configuration(
    place: VersionPlace, text: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        format_at(place, "npm").read(place.path, text)

    assert [WHERE] == [problem.where for problem in caught.value.problems]


@pytest.mark.parametrize("path", ["a.json", "a.toml", "a.yaml"])
def test_a_malformed_file_is_told_with_its_line(path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        format_at(key(path, "v"), "npm").read(path, "\n}")

    assert [Where(path, 2)] == [problem.where for problem in caught.value.problems]


def test_a_pattern_that_would_lose_the_version_is_told() -> None:
    """Or the next release would leave a part of this one behind."""
    with pytest.raises(ConfigError, match=r"does not find `2\.0\.0-rc\.1`"):
        format_at(pattern(r"version ([0-9.]+)"), "npm").update("version 1.0", "2.0.0-rc.1", {})
