from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import ConfigError, Where
from release.manifests import tauri_conf, tauri_toml
from release.model import Manifest


def test_tauri_2_is_read() -> None:
    text = '{"productName": "Cloud Print", "version": "1.0.0", "package": {"version": {}}}'
    expected = Manifest("tauri.conf.json", "tauri", text, "Cloud Print", "1.0.0")

    assert expected == tauri_conf.read("tauri.conf.json", text)


@pytest.mark.parametrize(
    "text",
    [
        '{{"version":"{}"}}',
        '\ufeff{{\r\n\t"version" :\t"{}",\r\n\t"bundle": {{"version": "1.0.0"}}\r\n}}',
        '{{"package": {{"productName": "a", "version": "{}"}}, "tauri": {{}}}}\n',
        "// version: '1.0.0'\n{{\n  $schema: 'x', /* é */\n  version: '{}', // 1.0.0\n}}",
        '{{"versio\\u006e": "{}",}}',
    ],
)
def test_only_the_version_changes(text: str) -> None:
    assert text.format("2.0.0-rc.1") == tauri_conf.update(text.format("1.0.0"), "2.0.0-rc.1", {})


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"version": "../package.json"}',
        '{"version": "package.json", "package": {"version": "./version"}}',
        '{"version": null, "package": []}',
        '{"plugins": {"version": "1.0.0"}}',
    ],
)
def test_a_version_from_elsewhere_is_left_alone(text: str) -> None:
    manifest = tauri_conf.read("tauri.conf.json", text)

    assert (manifest.version, tauri_conf.update(text, "2.0.0", {})) == (None, text)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{\n"version"\n"1.0.0"}', 3, "not JSON"),
        ("[]", 1, "not a JSON object"),
        ('{\n"version": "1.0.0",\n"version": "2.0.0"}', 2, "`version` is written twice"),
        ('{"package": {},\n"package": {"version": "1.0.0"}}', 1, "`package` is written twice"),
        ('{\n"package": 1,\n"package": {"version": "1.0.0"}}', 2, "`package` is written twice"),
        (
            '{"package": {\n"version": "1.0.0",\n"version": "2.0.0"}}',
            2,
            "`version` is written twice",
        ),
    ],
)
def test_refuses_what_has_no_one_meaning(text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as error:
        tauri_conf.read("a/tauri.conf.json", text)

    assert [Where("a/tauri.conf.json", line)] == [problem.where for problem in error.value.problems]


TOML = (
    "# x\r\nproduct-name = 'Cloud Print'\r\nversion = '{}' # 1.0.0\r\n[bundle]\r\nversion = '1'\r\n"
)


def test_toml_is_read() -> None:
    text = TOML.format("1.0.0")

    assert tauri_toml.read("T", text) == Manifest("T", "tauri", text, "Cloud Print", "1.0.0")


def test_only_the_version_changes_in_toml() -> None:
    assert TOML.format("2.0.0") == tauri_toml.update(TOML.format("1.0.0"), "2.0.0", {})


def test_toml_of_tauri_1_is_updated() -> None:
    assert (
        tauri_toml.update("[package]\nversion = '1.0.0'", "2.0.0", {})
        == "[package]\nversion = '2.0.0'"
    )


@pytest.mark.parametrize("own", [None, "2.0.0"])
def test_toml_with_a_path_for_a_version_is_left_alone(own: str | None) -> None:
    text = 'version = "../package.json"'

    assert text == tauri_toml.update(text, own, {})


def test_refuses_what_is_not_toml() -> None:
    with pytest.raises(ConfigError, match="not TOML"):
        tauri_toml.read("Tauri.toml", "{}")


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """A JSON5 configuration in any spelling."""
    blank = st.sampled_from(["", " ", "\r\n", "\t", "/* version: 1 */", "// '\n"])
    key = draw(st.sampled_from(["version", "'version'", '"version"', "'versi\\x6fn'"]))
    value = draw(st.sampled_from(["'1.0.0'", '"1.0.0"', '"1.0\\u002e0"', "'../package.json'"]))
    members = draw(
        st.permutations([f"{key}{draw(blank)}:{draw(blank)}{value}", "a: [1,]", "'é': .5"])
    )
    comma = f"{draw(blank)},{draw(blank)}"
    return f"{draw(blank)}{{{comma.join(members)}{draw(st.sampled_from(['', ',']))}}}{draw(blank)}"


@given(configurations())
def test_nothing_new_changes_nothing(text: str) -> None:
    version = tauri_conf.read("tauri.conf.json5", text).version

    assert text == tauri_conf.update(text, version, {})


@given(configurations())
def test_a_new_version_reads_back(text: str) -> None:
    before = tauri_conf.read("t", text).version
    after = tauri_conf.read("t", tauri_conf.update(text, "2.0.0", {})).version

    assert after == (before and "2.0.0")
