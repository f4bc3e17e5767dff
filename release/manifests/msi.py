"""The version of a Windows installer, which is numbers alone, for versions that are more.

Tauri makes the installer's version of the app's, and fails where that is a prerelease other than
one number up to 65535. It takes `bundle.windows.wix.version` instead where that is set (Tauri 2.1,
tauri-apps/tauri#11388): four numbers, up to 255, 255, 65535 and 65535, of which Windows compares
the first three. What Windows alone needs stands in a file of its own, which Tauri merges over
`tauri.conf.json` there (RFC 7396).

https://v2.tauri.app/reference/config/#wixconfig
https://learn.microsoft.com/en-us/windows/win32/msi/productversion
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from release.errors import StateError
from release.manifests.document import json_document, toml_document, value_at

NAMES = ("tauri.windows.conf.json", "tauri.windows.conf.json5", "Tauri.windows.toml")
"""The configuration for Windows; Tauri reads the first that there is."""

_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_MINUTE = 60  # seconds
_SECOND_NUMBER, _THIRD_NUMBER = 256, 65536
_PLACE = ("bundle", "windows", "wix")


def msi_version(moment: datetime) -> str:
    """The version of an installer that was made at a moment: later ones are higher.

    The first number is 0, so that every release from 1.0.0 on is higher. The next two are the
    minutes since 2020, enough until November 2051, and the last one is the second of that minute.

    Raises:
        StateError: the clock is elsewhere.
    """
    minutes, second = divmod(int((moment - _BEGINNING).total_seconds()), _MINUTE)
    high, low = divmod(minutes, _THIRD_NUMBER)
    if not 0 <= high < _SECOND_NUMBER:
        raise StateError(
            f"the clock says {moment:%Y-%m-%d}, of which no installer's version can be made",
            hint="set the clock",
        )
    return f"0.{high}.{low}.{second}"


def can_be_msi(document: object) -> bool:
    """Whether a configuration is one of Tauri 2, and the app may be bundled as an installer."""
    if not isinstance(document, dict) or "tauri" in document or "package" in document:
        return False
    targets = value_at(document, "bundle", "targets")
    listed = targets if isinstance(targets, list) else [targets or "all"]
    return "all" in listed or "msi" in listed


def with_msi_version(directory: str, texts: Mapping[str, str], version: str) -> tuple[str, str]:
    """The configuration for Windows with the installer's version: its path, and its text.

    It is JSON, which the next reader need not keep for people.

    Args:
        directory: that of the app's configuration.
        texts: those of `NAMES` that are there, by name.
        version: the installer's.

    Raises:
        ConfigError: the one that is there is malformed.
    """
    name = next((name for name in NAMES if name in texts), NAMES[0])
    path, text = posixpath.join(directory, name), texts.get(name, "{}")
    if name.endswith(".toml"):
        document = toml_document(path, text)
        path = posixpath.join(directory, NAMES[0])
    else:
        document = json_document(path, text, relaxed=True)
    merged = _put(document, _PLACE, {"version": version})
    return path, json.dumps(merged, indent=2, ensure_ascii=False) + "\n"


def _put(document: object, place: tuple[str, ...], values: Mapping[str, str]) -> dict[str, Any]:
    """The document with these values in the table at `place`."""
    table = dict(document) if isinstance(document, dict) else {}
    if not place:
        return table | dict(values)
    return table | {place[0]: _put(table.get(place[0]), place[1:], values)}
