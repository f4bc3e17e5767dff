"""The files that declare a package, one module a format, in one table.

To add a format: write a module with `read` and `update`, and name its files in `FORMATS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from release.model import Dependency, Manifest
from release.shelf import Shelf


class Format(Protocol):
    """Between a manifest's text and the model. `update` with nothing new returns the same text."""

    def read(self, path: str, text: str) -> Manifest:
        """What the file declares.

        Raises:
            ConfigError: it is malformed; with the line.
        """

    def update(self, text: str, own: str | None, others: Mapping[Dependency, str]) -> str:
        """Write the package's own version and the requirements of `others`, and nothing else.

        Args:
            text: the file, which `read` has accepted.
            own: the new version; None leaves it. A file that takes its version from elsewhere
                is left alone too.
            others: the new requirement for each dependency as `read` returned it.
        """


_PLATFORM = "(?:linux|windows|macos|android|ios)"

FORMATS: Shelf[str, Format] = Shelf(
    {
        r"package\.json": "release.manifests.package_json",
        r"Cargo\.toml": "release.manifests.cargo_toml",
        r"pyproject\.toml": "release.manifests.pyproject",
        rf"tauri(\.{_PLATFORM})?\.conf\.json5?": "release.manifests.tauri_conf",
        rf"Tauri(\.{_PLATFORM})?\.toml": "release.manifests.tauri_toml",
    }
)
"""The formats, by a pattern of the file's name."""


def format_of(path: str) -> Format | None:
    """The format of the file with this name, wherever it is; None for any other file."""
    name = path.rpartition("/")[2]
    pattern = next((pattern for pattern in FORMATS if re.fullmatch(pattern, name)), None)
    return FORMATS[pattern] if pattern else None
