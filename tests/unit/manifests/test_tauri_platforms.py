"""A prerelease of a Tauri app can be bundled: numbers for Windows, which grow, and no RPM."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import ConfigError, StateError
from release.manifests.tauri_platforms import for_prerelease, msi_version_at

MOMENT = datetime(2026, 11, 22, 10, 20, 30, tzinfo=UTC)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2051, 11, 1)).map(  # noqa: DTZ001  UTC next
    lambda moment: moment.replace(tzinfo=UTC)
)


def _numbers(moment: datetime) -> list[int]:
    return [int(number) for number in msi_version_at(moment).split(".")]


@given(moments)
def test_no_number_is_larger_than_windows_takes(moment: datetime) -> None:
    limits = zip(_numbers(moment), (255, 255, 65535, 65535), strict=True)

    assert all(number <= limit for number, limit in limits)


@given(moments, moments)
def test_a_later_moment_is_a_higher_version(one: datetime, other: datetime) -> None:
    """To the second, and to the minute in the three numbers that Windows looks at."""
    first, second = one.replace(microsecond=0), other.replace(microsecond=0)
    minutes = [each.replace(second=0) for each in (first, second)]

    assert (_numbers(first) < _numbers(second)) == (first < second)
    assert (_numbers(first)[:3] < _numbers(second)[:3]) == (minutes[0] < minutes[1])


def test_a_moment_has_one_version_wherever_it_is_told() -> None:
    assert "0.55.20620.30" == msi_version_at(MOMENT)
    assert msi_version_at(MOMENT) == msi_version_at(MOMENT + timedelta(milliseconds=999))


@pytest.mark.parametrize("year", [1970, 2019, 2052])
def test_a_clock_that_is_elsewhere_is_told(year: int) -> None:
    with pytest.raises(StateError, match=f"the clock says {year}-01-01"):
        msi_version_at(datetime(year, 1, 1, tzinfo=UTC))


def written(base: str, **files: str) -> dict[str, object]:
    """What is written beside a configuration, by the name of the file."""
    texts = {f"app/{name.replace('__', '.')}": text for name, text in files.items()}
    found = for_prerelease("app/tauri.conf.json", base, texts.get, MOMENT)
    return {path.removeprefix("app/"): json.loads(text) for path, text in found.items()}


WINDOWS = {"bundle": {"windows": {"wix": {"version": "0.55.20620.30"}}}}


@pytest.mark.parametrize(
    ("bundle", "windows", "linux"),
    [
        ("{}", True, ["deb", "appimage"]),
        ('{"targets": "all"}', True, ["deb", "appimage"]),
        ('{"targets": "msi"}', True, None),
        ('{"targets": ["deb", "rpm", "msi"]}', True, ["deb", "msi"]),
        ('{"targets": ["deb", "nsis"]}', False, None),
        ('{"targets": "deb"}', False, None),
        ('{"targets": ["rpm"]}', False, []),
    ],
)
def test_what_a_platform_cannot_bundle_by_itself_is_helped(
    bundle: str, windows: bool, linux: list[str] | None
) -> None:
    expected: dict[str, object] = {"tauri.windows.conf.json": WINDOWS} if windows else {}
    if linux is not None:
        expected["tauri.linux.conf.json"] = {"bundle": {"targets": linux}}

    assert expected == written(f'{{"version": "1.0.0", "bundle": {bundle}}}')


@pytest.mark.parametrize("base", ['{"package": {"version": "1.0.0"}}', '{"tauri": {}}'])
def test_tauri_1_knows_no_such_option(base: str) -> None:
    assert {} == written(base)


def test_what_a_platform_says_itself_counts() -> None:
    base = '{"bundle": {"targets": ["deb"]}}'
    windows, linux = '{"bundle": {"targets": ["msi"]}}', '{"bundle": {"targets": ["rpm", "deb"]}}'

    found = written(base, tauri__windows__conf__json=windows, tauri__linux__conf__json=linux)

    merged = {"bundle": {"targets": ["msi"], **WINDOWS["bundle"]}}
    assert {
        "tauri.windows.conf.json": merged,
        "tauri.linux.conf.json": {"bundle": {"targets": ["deb"]}},
    } == found


@pytest.mark.parametrize(
    ("name", "text", "path"),
    [
        (
            "tauri__windows__conf__json",
            '\ufeff{"identifier": "x", "bundle": {"windows": null}}',
            "tauri.windows.conf.json",
        ),
        (
            "tauri__windows__conf__json5",
            "{identifier: 'x', /* é */}",
            "tauri.windows.conf.json5",
        ),
        ("Tauri__windows__toml", 'identifier = "x"', "tauri.windows.conf.json"),
    ],
)
def test_it_is_merged_into_what_is_there(name: str, text: str, path: str) -> None:
    found = written('{"bundle": {"targets": ["msi"]}}', **{name: text})

    assert {path: {"identifier": "x", **WINDOWS}} == found


def test_other_options_of_the_installer_stay() -> None:
    own = '{"bundle": {"windows": {"wix": {"language": "en-US", "version": "1.0.0.0"}}}}'

    found = written('{"bundle": {"targets": ["msi"]}}', tauri__windows__conf__json=own)

    expected = {"language": "en-US", "version": "0.55.20620.30"}
    assert {"tauri.windows.conf.json": {"bundle": {"windows": {"wix": expected}}}} == found


def test_the_configuration_may_be_in_toml() -> None:
    found = for_prerelease("Tauri.toml", "[bundle]\ntargets = 'msi'", lambda _: None, MOMENT)

    assert {"tauri.windows.conf.json"} == set(found)


def test_a_malformed_configuration_is_told() -> None:
    with pytest.raises(ConfigError, match="not JSON"):
        written("{}", tauri__windows__conf__json="{")
