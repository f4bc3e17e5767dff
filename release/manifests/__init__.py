"""The files that declare a package, one module a format, in one table.

To add a format: write a module with `read` and `update`, and name its files in `FORMATS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from release.manifests import cargo_toml, package_json, pyproject, tauri_conf, tauri_toml
from release.model import Dependency, Manifest


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


FORMATS: Mapping[re.Pattern[str], Format] = {
    re.compile(r"package\.json"): package_json,
    re.compile(r"Cargo\.toml"): cargo_toml,
    re.compile(r"pyproject\.toml"): pyproject,
    re.compile(rf"tauri(\.{tauri_conf.PLATFORM})?\.conf\.json5?"): tauri_conf,
    re.compile(rf"Tauri(\.{tauri_conf.PLATFORM})?\.toml"): tauri_toml,
}


def format_of(path: str) -> Format | None:
    """The format of the file with this name, wherever it is; None for any other file."""
    name = path.rpartition("/")[2]
    return next((found for names, found in FORMATS.items() if names.fullmatch(name)), None)
