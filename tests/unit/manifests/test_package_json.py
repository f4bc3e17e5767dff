from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import ConfigError, Where
from release.manifests.package_json import read, update
from release.model import Dependency, Manifest

FULL = """{
  "name": "@acme/web",
  "private": true,
  "optionalDependencies": {"d": "4"},
  "dependencies": { "a": "^1.0.0", "skipped": 1, "": "" },
  "devDependencies": {"b": "2"},
  "peerDependencies": {"c": "workspace:^3"},
  "version": "1.0.0"
}
"""


def test_everything_that_changesets_looks_at_is_read() -> None:
    expected = Manifest(
        "web/package.json",
        "npm",
        FULL,
        "@acme/web",
        "1.0.0",
        private=True,
        dependencies=(
            Dependency("dependencies", "a", "^1.0.0"),
            Dependency("dependencies", "", ""),
            Dependency("devDependencies", "b", "2"),
            Dependency("peerDependencies", "c", "workspace:^3"),
            Dependency("optionalDependencies", "d", "4"),
        ),
    )

    assert expected == read("web/package.json", FULL)


@pytest.mark.parametrize(
    "text", ["{}", '\ufeff{"version": null, "name": ""}', ' {"version": ""}\n']
)
def test_a_manifest_may_lack_name_and_version(text: str) -> None:
    manifest = read("package.json", text)

    assert (manifest.name, manifest.version, manifest.text) == (None, None, text)


def test_sections_that_are_no_objects_are_passed_over() -> None:
    assert (
        read("package.json", '{"dependencies": ["a"], "devDependencies": null}').dependencies == ()
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "not JSON"),
        ('{\n"name": "a",\n}', 2, "not JSON: illegal trailing comma"),
        ('{"a": 1} // b', 1, "not JSON"),
        ("[]", 1, "not a JSON object"),
        ('{\n"name": 1}', 2, "`name` is not a string"),
        ('{\n\n"version": [\n1]}', 3, "`version` is not a string"),
    ],
)
def test_refuses_what_npm_cannot_read(text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as error:
        read("a/package.json", text)

    assert [Where("a/package.json", line)] == [problem.where for problem in error.value.problems]


@pytest.mark.parametrize(
    "text",
    [
        '{{"version":"{}"}}',
        '\ufeff{{\r\n\t"name": "a\\u0062",\r\n\t"version" :\t"{}"\r\n}}\r\n',
        '{{ "config": {{"version": "1.0.0"}}, "version": "{}", "n": 1.50, "list": [1,2 , 3] }}',
        '{{"versio\\u006e": "{}", "é": "\\u00e9", "note": "\\"version\\": \\"1.0.0\\""}}\n\n',
    ],
)
def test_only_the_version_changes(text: str) -> None:
    assert text.format("2.0.0-rc.1") == update(text.format("1.0.0"), "2.0.0-rc.1", {})


def test_requirements_change_where_they_stand() -> None:
    others = {
        Dependency("peerDependencies", "c", "workspace:^3"): "workspace:^4.0.0",
        Dependency("dependencies", "a", "^1.0.0"): "^1.1.0",
    }
    expected = FULL.replace("workspace:^3", "workspace:^4.0.0").replace("^1.0.0", "^1.1.0")

    assert expected == update(FULL, None, others)


def test_the_first_of_a_duplicate_key_is_edited_as_changesets_does() -> None:
    text = '{"version": "1.0.0", "dependencies": {"a": "1", "a": "2"}, "version": "1.0.1"}'
    expected = '{"version": "2.0.0", "dependencies": {"a": "3", "a": "2"}, "version": "1.0.1"}'

    assert expected == update(text, "2.0.0", {Dependency("dependencies", "a", "2"): "3"})


def test_refuses_a_dependency_that_a_duplicate_section_hides() -> None:
    text = '{"dependencies": {"b": "1"}, "dependencies": {"a": "1"}}'

    with pytest.raises(ConfigError, match="written twice"):
        update(text, None, {Dependency("dependencies", "a", "1"): "2"})


def test_a_version_that_is_absent_is_not_added() -> None:
    assert update('{"name": "a"}', "1.0.0", {}) == '{"name": "a"}'


BLANK = st.text(" \t\r\n", max_size=3)


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """A package.json in any spelling, with its keys in any order."""
    members = draw(st.permutations(['"name"', '"version"', '"x"', '"dependencies"']))
    values = {
        '"name"': '"é"',
        '"version"': draw(st.sampled_from(['"1.0.0"', '"1\\u002e0.0"', '"1.0.0-a+b"'])),
        '"x"': draw(st.sampled_from(["1.0", '"version"', '[{"version": "9.9.9"} ]', "null"])),
        '"dependencies"': '{"version": "^1" }',
    }
    blank = [draw(BLANK) for _ in range(6)]
    inside = f"{blank[0]},{blank[1]}".join(f"{key}{blank[2]}:{values[key]}" for key in members)
    bom = draw(st.sampled_from(["", "\ufeff"]))
    return f"{bom}{blank[3]}{{{blank[4]}{inside}{blank[5]}}}{blank[3]}"


@given(manifests())
def test_nothing_new_changes_nothing(text: str) -> None:
    manifest = read("package.json", text)
    unchanged = {dependency: dependency.requirement for dependency in manifest.dependencies}

    assert text == update(text, manifest.version, unchanged)


@given(manifests())
def test_a_new_version_reads_back(text: str) -> None:
    before, after = read("p", text), read("p", update(text, "2.0.0", {}))

    assert ("2.0.0", before.name, before.dependencies) == (
        after.version,
        after.name,
        after.dependencies,
    )
