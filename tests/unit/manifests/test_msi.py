"""The version of a Windows installer: numbers that Windows and Tauri take, and that grow."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import ConfigError, StateError
from release.manifests.msi import can_be_msi, msi_version, with_msi_version

moments = st.datetimes(datetime(2020, 1, 1), datetime(2051, 11, 1)).map(  # noqa: DTZ001  UTC next
    lambda moment: moment.replace(tzinfo=UTC)
)


def _numbers(moment: datetime) -> list[int]:
    return [int(number) for number in msi_version(moment).split(".")]


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
    moment = datetime(2026, 11, 22, 10, 20, 30, tzinfo=UTC)

    assert "0.55.20620.30" == msi_version(moment)
    assert msi_version(moment) == msi_version(moment + timedelta(milliseconds=999))


@pytest.mark.parametrize("year", [1970, 2019, 2052])
def test_a_clock_that_is_elsewhere_is_told(year: int) -> None:
    with pytest.raises(StateError, match=f"the clock says {year}-01-01"):
        msi_version(datetime(year, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"version": "1.0.0"}, True),
        ({"bundle": {"targets": "all"}}, True),
        ({"bundle": {"targets": "msi"}}, True),
        ({"bundle": {"targets": ["deb", "msi"]}}, True),
        ({"bundle": {"targets": ["deb", "nsis"]}}, False),
        ({"bundle": {"targets": "deb"}}, False),
        ({"package": {"version": "1.0.0"}, "tauri": {}}, False),
        ({"tauri": {"bundle": {}}}, False),
        ([], False),
    ],
)
def test_tauri_2_knows_the_option_and_needs_it_for_installers(
    document: object, expected: bool
) -> None:
    assert can_be_msi(document) is expected


@pytest.mark.parametrize(
    ("texts", "path", "expected"),
    [
        ({}, "app/tauri.windows.conf.json", {}),
        (
            {"tauri.windows.conf.json": '\ufeff{"version": "2", "bundle": {"windows": null}}'},
            "app/tauri.windows.conf.json",
            {"version": "2"},
        ),
        (
            {"tauri.windows.conf.json5": "{identifier: 'x', /* é */}"},
            "app/tauri.windows.conf.json5",
            {"identifier": "x"},
        ),
        (
            {"Tauri.windows.toml": 'identifier = "x"'},
            "app/tauri.windows.conf.json",
            {"identifier": "x"},
        ),
    ],
)
def test_the_version_is_merged_into_what_windows_has(
    texts: dict[str, str], path: str, expected: dict[str, object]
) -> None:
    where, text = with_msi_version("app", texts, "0.1.2.3")

    assert path == where
    assert expected | {"bundle": {"windows": {"wix": {"version": "0.1.2.3"}}}} == json.loads(text)


def test_other_options_of_the_installer_stay() -> None:
    text = '{"bundle": {"windows": {"wix": {"language": "en-US", "version": "1.0.0.0"}}}}'
    expected = {"language": "en-US", "version": "0.1.2.3"}

    _, merged = with_msi_version("", {"tauri.windows.conf.json": text}, "0.1.2.3")

    assert expected == json.loads(merged)["bundle"]["windows"]["wix"]


def test_a_malformed_configuration_is_told() -> None:
    with pytest.raises(ConfigError, match="not JSON"):
        with_msi_version("app", {"tauri.windows.conf.json": "{"}, "0.1.2.3")
