"""Where a platform's bundles of a Tauri app take fewer versions than SemVer, and what helps.

- An MSI has numbers alone. Tauri makes its version of the app's, and fails where that is a
  prerelease other than one number up to 65535. It takes `bundle.windows.wix.version` instead where
  that is set (Tauri 2.1, tauri-apps/tauri#11388): four numbers, up to 255, 255, 65535 and 65535, of
  which Windows compares the first three.
- An RPM's version has no hyphen, and so no prerelease is one (seen with Tauri 2.12: "invalid
  version: contains invalid character"). There is no option for that: no RPM is bundled then.

What one platform alone needs stands in a file of its own, which Tauri merges over
`tauri.conf.json` there (RFC 7396).

https://v2.tauri.app/reference/config/#wixconfig
https://learn.microsoft.com/en-us/windows/win32/msi/productversion
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from release.errors import StateError
from release.manifests.document import json_document, toml_document, value_at

BASES = ("tauri.conf.json", "tauri.conf.json5", "Tauri.toml")
"""What is merged into; Tauri reads the first that there is, and so it does of a platform's."""

_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_MINUTE = 60  # seconds
_SECOND_NUMBER, _THIRD_NUMBER = 256, 65536
_OTHERS_ON_LINUX = ("deb", "appimage")
_Read = Callable[[str], str | None]


def names_of(platform: str) -> tuple[str, ...]:
    """The files with what `windows`, `linux`, `macos`, `android` or `ios` alone needs."""
    return tuple(base.replace("auri.", f"auri.{platform}.", 1) for base in BASES)


def document_of(path: str, text: str) -> dict[str, Any]:
    """A configuration of Tauri, in whichever of its languages the file is written.

    Raises:
        ConfigError: it is malformed.
    """
    if path.endswith(".toml"):
        return toml_document(path, text)
    return json_document(path, text, relaxed=True)


def msi_version_at(moment: datetime) -> str:
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


def for_prerelease(path: str, text: str, read: _Read, moment: datetime) -> dict[str, str]:
    """The platforms' configurations with which a prerelease can be bundled, by path.

    They are JSON, which the next reader need not keep for people. Empty where nothing is needed,
    and for Tauri 1, which knows no such option.

    Args:
        path: of the app's configuration, one of `BASES`.
        text: of that.
        read: reads a file by its path.
        moment: when the bundles are made.

    Raises:
        ConfigError: a configuration is malformed.
        StateError: the clock is elsewhere.
    """
    base = document_of(path, text)
    if "tauri" in base or "package" in base:
        return {}
    windows, linux = (_Platform.of(posixpath.dirname(path), each, read) for each in _PLATFORMS)
    texts: dict[str, str] = {}
    if windows.has("msi", base):
        wix = {"wix": {"version": msi_version_at(moment)}}
        texts |= windows.with_bundle({"windows": wix})
    if linux.has("rpm", base):
        texts |= linux.with_bundle({"targets": linux.others(base)})
    return texts


_PLATFORMS = ("windows", "linux")


class _Platform(NamedTuple):
    """What one platform has of its own, and where."""

    path: str
    document: Mapping[str, Any]

    @classmethod
    def of(cls, directory: str, platform: str, read: _Read) -> _Platform:
        """The first configuration that there is; one in TOML is written anew as JSON."""
        paths = [posixpath.join(directory, name) for name in names_of(platform)]
        for path in paths:
            text = read(path)
            if text is not None:
                where = paths[0] if path.endswith(".toml") else path
                return cls(where, document_of(path, text))
        return cls(paths[0], {})

    def targets(self, base: Mapping[str, Any]) -> list[Any]:
        """What is bundled there."""
        places = (self.document, base)
        found = (value_at(each, "bundle", "targets") for each in places)
        targets = next((each for each in found if each is not None), "all")
        return targets if isinstance(targets, list) else [targets]

    def has(self, kind: str, base: Mapping[str, Any]) -> bool:
        """Whether a kind of bundle is among them."""
        return not {"all", kind}.isdisjoint(map(str, self.targets(base)))

    def others(self, base: Mapping[str, Any]) -> list[Any]:
        """What is bundled on Linux without an RPM."""
        targets = self.targets(base)
        left = [each for each in targets if each not in ("all", "rpm")]
        return left if "all" not in targets else list(_OTHERS_ON_LINUX)

    def with_bundle(self, patch: Mapping[str, Any]) -> dict[str, str]:
        """The same with these values under `bundle`."""
        merged = _merged(self.document, {"bundle": patch})
        return {self.path: json.dumps(merged, indent=2, ensure_ascii=False) + "\n"}


def _merged(document: object, patch: Mapping[str, Any]) -> dict[str, Any]:
    """A document with a patch, as RFC 7396 has it for what has no null in it."""
    table = dict(document) if isinstance(document, Mapping) else {}
    for key, value in patch.items():
        table[key] = _merged(table.get(key), value) if isinstance(value, Mapping) else value
    return table
