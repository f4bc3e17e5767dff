"""What an app's Tauri configuration says of its updates."""

from __future__ import annotations

import pytest

from release.errors import ConfigError, Where
from release.read.updater import Updater, read_updater
from tests.fakes import MemoryFiles

HERE = "apps/notes/src-tauri"
UPDATER = '"plugins": {"updater": {"pubkey": "RWQ=", "endpoints": ["https://a/b.json"]}}'
EXPECTED = Updater(Where(f"{HERE}/tauri.conf.json"), "RWQ=", ("https://a/b.json",))


def test_the_key_and_the_addresses_are_read() -> None:
    files = MemoryFiles({f"{HERE}/tauri.conf.json": f"{{{UPDATER}}}"})

    assert read_updater(files, "apps/notes") == EXPECTED


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"{HERE}/tauri.conf.json5", f"{{{UPDATER}}} // for people"),
        (
            f"{HERE}/Tauri.toml",
            '[plugins.updater]\npubkey = "RWQ="\nendpoints = ["https://a/b.json"]\n',
        ),
        ("apps/notes/tauri.conf.json", f"{{{UPDATER}}}"),
    ],
)
def test_a_configuration_has_several_places(path: str, text: str) -> None:
    expected = EXPECTED._replace(where=Where(path))

    assert read_updater(MemoryFiles({path: text}), "apps/notes") == expected


def test_windows_has_a_version_of_its_own() -> None:
    files = MemoryFiles(
        {
            f"{HERE}/tauri.conf.json": '{"bundle": {"windows": {"wix": {"version": "1.0.0"}}}}',
            f"{HERE}/tauri.windows.conf.json": (
                '{"bundle": {"windows": {"wix": {"version": "0.1.2.3"}}}}'
            ),
        }
    )

    assert "0.1.2.3" == read_updater(files, "apps/notes").msi


def test_an_app_without_updates_has_no_key() -> None:
    assert "" == read_updater(MemoryFiles({"tauri.conf.json": "{}"}), "").pubkey


def test_an_app_without_a_configuration_is_told() -> None:
    with pytest.raises(ConfigError, match=r"there is no tauri.conf.json in apps/web/src-tauri"):
        read_updater(MemoryFiles(), "apps/web")
