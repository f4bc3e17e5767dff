from __future__ import annotations

import pytest

from release.manifests import (
    Format,
    cargo_toml,
    format_of,
    package_json,
    pyproject,
    tauri_conf,
    tauri_toml,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("package.json", package_json),
        ("apps/a/src-tauri/Cargo.toml", cargo_toml),
        ("a/pyproject.toml", pyproject),
        ("tauri.conf.json", tauri_conf),
        ("a/tauri.conf.json5", tauri_conf),
        ("a/tauri.windows.conf.json", tauri_conf),
        ("a/tauri.ios.conf.json5", tauri_conf),
        ("a/Tauri.toml", tauri_toml),
        ("a/Tauri.linux.toml", tauri_toml),
        ("a/tauri.beta.conf.json", None),
        ("a/Cargo.lock", None),
        ("package.json/readme", None),
        ("my-package.json", None),
        ("package.json5", None),
    ],
)
def test_a_format_is_known_by_the_name_of_its_file(path: str, expected: Format | None) -> None:
    assert expected is format_of(path)
